import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The rooms of src/, in the one direction that data goes: a room imports only rooms before it. */
const rooms = [
  'sql',
  'schema',
  'effects',
  'migrations',
  'lint',
  'database',
  'run',
  'report',
  'workspace',
  'system',
  'cli',
  'panel',
  'extension',
];

/** Text and values in, values out: no file system, network, process, clock or editor. */
const pure = ['sql', 'schema', 'effects', 'migrations', 'lint'];

/** Packages that have one home. */
const homes = {
  vscode: ['extension'],
  'libpg-query': ['sql'],
  'pgsql-ast-parser': ['sql'],
  pg: ['database'],
  pgpass: ['database'],
  'pg-connection-string': ['database'],
  '@electric-sql/pglite': ['database'],
  '@electric-sql/pglite-socket': ['database'],
  'jsonc-parser': ['workspace'],
};

/** What a room may not import. */
function forbidden(room) {
  const later = rooms.slice(rooms.indexOf(room) + 1);
  // The two faces never meet, and of the panel its host sees the protocol alone.
  if (room === 'extension') later.push('cli');
  const patterns = later.map((other) => ({
    regex: `^(\\.\\./)+${other}/`,
    message: `${room} stands before ${other} and may not import it.`,
  }));
  if (room === 'panel') {
    patterns.push({
      regex: '^(\\.\\./)(?!report/colour$)',
      message:
        'The panel is a bundle of its own: it imports nothing of the engine but types of its protocol, and what makes text printable.',
      allowTypeImports: true,
    });
  }
  if (room === 'extension' || room === 'cli') {
    patterns.push({ regex: '/panel/(?!protocol$)', message: 'Of the panel, only its protocol may be imported.' });
  }
  if (pure.includes(room)) {
    patterns.push({ regex: '^node:(?!crypto$)', message: `${room} is pure: pass it in.` });
  }
  for (const [name, allowed] of Object.entries(homes)) {
    if (!allowed.includes(room)) {
      patterns.push({
        regex: `^${name}(/|$)`,
        message: `Only ${allowed.join(', ')} may import ${name}.`,
        allowTypeImports: name !== 'vscode' && !pure.includes(room),
      });
    }
  }
  return patterns;
}

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.host/',
      '.cache/',
      'node_modules/',
      'test/host/',
      'test/host-min/',
      'test/servers/',
      'test/fixtures/',
      '**/*.vsix',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      eqeqeq: 'error',
    },
  },
  ...rooms.map((room) => ({
    files: [`src/${room}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: forbidden(room) }] },
  })),
  {
    files: pure.map((room) => `src/${room}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is the caller’s.' },
        { object: 'Math', property: 'random', message: 'Randomness is the caller’s.' },
      ],
    },
  },
  {
    // A list has as many lines as there are rules.
    files: ['src/lint/rules/index.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'max-lines': 'off',
    },
  },
  {
    // A list with one line a rule.
    files: ['src/lint/rules/index.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'URLSearchParams',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'performance',
          'Buffer',
          'fetch',
          'AbortController',
          'AbortSignal',
          'document',
          'window',
          'getComputedStyle',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
