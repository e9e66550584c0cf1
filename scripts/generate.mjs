// Writes what is made from the metadata of rules and conventions and from the manifest: the indexes of the pages, the
// JSON schema of lockkeeper.json, and the README's table of settings. With `--check` it writes nothing and exits with 1 where a file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const categories = {
  index: 'Indexes',
  constraint: 'Constraints',
  column: 'New columns',
  'column-change': 'Changed columns',
  rename: 'Renames',
  destructive: 'Loss of data',
  data: 'Rows',
  enum: 'Enums',
  type: 'Types and domains',
  partition: 'Partitions',
  view: 'Views',
  trigger: 'Triggers and rules',
  maintenance: 'Maintenance',
  transaction: 'Transactions',
  timeout: 'Timeouts',
  failure: 'Statements that fail',
  security: 'Security',
  replication: 'Replication',
  system: 'The server and psql',
  idempotency: 'Running twice',
  'type-choice': 'Choice of types',
  style: 'Style',
  folder: 'Files and folders',
  meta: 'The linter itself',
};

/** The index of the rules' pages. */
function rulesIndex(rules) {
  const sections = Object.entries(categories).flatMap(([category, title]) => {
    const rows = rules
      .filter((rule) => rule.category === category)
      .map(({ id, title, severity, preset }) => {
        const when = preset === undefined ? '' : `, in \`${preset}\``;
        return `| [${id}](${id}.md) | ${title} | ${severity}${when} |`;
      });
    if (rows.length === 0) return [];
    return [`## ${title}`, '', '| Rule | Finds | Severity |', '| --- | --- | --- |', ...rows, ''].join('\n');
  });
  return [
    '# Rules',
    '',
    'Every rule with its own severity; `lockkeeper.json` can change it or switch a rule off. Those with the name of a preset are on',
    'where it is chosen: `strict` has what a careful team wants to look at, `all` also matters of opinion and style. A comment',
    'silences a rule for the statement below it, `-- lockkeeper-ignore rule-id: reason`, or for the file, `-- lockkeeper-ignore-file rule-id: reason`.',
    'Names that squawk gives to the same hazards are understood in `-- squawk-ignore`.',
    'Rules about what is left behind, or about names and shapes that running code counts on, say nothing of down scripts: a',
    'rollback gives the database back to what it was, and to the code of that time.',
    '',
    ...sections,
  ].join('\n');
}

/** The pages of errors under their headings. */
const errorGroups = {
  'The way to the server': [
    ...['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'certificate', '28P01', '28000', '3D000', '53300', '57P01', '57P03', '08006'],
  ],
  'What the user may do': ['42501', '25006'],
  'Objects that are there already, or are not': [
    ...['42P07', '42701', '42710', '42P06', '42723', '42P01', '42703', '42704', '42883', '3F000', '2BP01', '42P16', '42809'],
  ],
  'Syntax and types': ['42601', '42804', '42846'],
  Rows: ['23502', '23503', '23505', '23514', '23P01', '22P02', '22001', '22003'],
  Transactions: ['25001', '25P01', '25P02', '55P04', '55006', '0A000'],
  'Locks and time': ['55P03', '57014', '40P01', '40001', '25P03', '25P04', '57P05'],
  Resources: ['53100', '53200', '53400', '54000'],
  'Files, history and runs': [
    ...['checksum-mismatch', 'missing-file', 'database-ahead', 'out-of-order', 'lock-held', 'failed-migration'],
  ],
};

/** The index of the errors' pages: each with the first sentence of its page. */
function errorsIndex(pages) {
  const listed = Object.values(errorGroups).flat();
  const left = [...pages.filter((page) => !listed.includes(page)), ...listed.filter((page) => !pages.includes(page))];
  if (left.length > 0) throw new Error(`No heading, or no page, for ${left.join(', ')}`);
  const sections = Object.entries(errorGroups).flatMap(([title, group]) => {
    const rows = group.map((name) => {
      const text = readFileSync(join(root, 'docs/errors', `${name}.md`), 'utf8');
      const [, condition = '', first] = /^# \S+(?: (\S+))?\n\n(.+?[.:])(?:\s|$)/.exec(text);
      return `| [${name}](${name}.md) | ${condition === '' ? '' : `\`${condition}\``} | ${first.replace(/:$/, '.')} |`;
    });
    return [`## ${title}`, '', '| Error | Condition | Means |', '| --- | --- | --- |', ...rows, ''].join('\n');
  });
  return [
    '# Errors',
    '',
    'What PostgreSQL, the way to it and Lockkeeper itself may answer to a migration, why, and what to do next.',
    '`lockkeeper explain 55P03` prints a page, also by the name of the condition, `lock_not_available`; codes without a page',
    'by their name and class. In the editor, **Explain** beside an error opens it. What is said to fail, and what to write',
    'instead, has been run on PostgreSQL 14 and 18.',
    '',
    ...sections,
  ].join('\n');
}

/** What VS Code completes and checks in lockkeeper.json; the command line checks the same in src/workspace/config.ts. */
function configurationSchema({ rules, conventions, namedKinds, templateIds }) {
  const severity = { enum: ['error', 'warning', 'information', 'hint', 'off'] };
  const globs = { type: 'array', items: { type: 'string' } };
  const object = (properties, required = []) => ({ type: 'object', additionalProperties: false, required, properties });
  const duration = (description) => ({
    anyOf: [
      { type: 'string', pattern: '^[0-9]+ ?(ms|s|min|h|d)?$' },
      { type: 'integer', minimum: 0 },
    ],
    description: `${description} A number is milliseconds, 0 for ever.`,
  });
  const shadow = object({
    prelude: {
      type: 'string',
      description: 'A SQL script that makes what a chain expects from outside, relative to this file: run before every replay.',
    },
    server: {
      anyOf: [{ enum: ['embedded', 'installed'] }, { type: 'string', pattern: '^(postgres(ql)?:|\\$\\{env:\\w+\\}$)' }],
      default: 'embedded',
      description:
        'embedded, installed (a server is started of the PostgreSQL that this machine has), or the URL of a server on this machine, such as ${env:SHADOW_URL}.',
    },
  });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Lockkeeper',
    ...object({
      $schema: { type: 'string' },
      postgres: {
        type: 'integer',
        minimum: 10,
        maximum: 18,
        default: 16,
        description: 'The major version that findings are for.',
      },
      sources: {
        type: 'array',
        description: 'Sources that are to be read in a certain way; all others are found by themselves.',
        items: object(
          {
            path: { type: 'string', description: 'The folder, relative to this file.' },
            convention: {
              enum: conventions.map(({ id }) => id),
              enumDescriptions: conventions.map(({ title }) => title),
              description: 'The runner’s convention, where it is not recognised.',
            },
            target: { type: 'string', description: 'The name of the target that is offered first.' },
            ignore: { ...globs, description: 'Files of the folder that are no part of it.' },
            deprecated: {
              type: 'boolean',
              default: false,
              description: 'It is not to grow any more: new migrations belong elsewhere.',
            },
            shadow: { ...shadow, description: 'Where this source is replayed, in place of what holds for all.' },
          },
          ['path'],
        ),
      },
      ignore: { ...globs, description: 'What is not looked at, relative to this file.' },
      reference: {
        type: 'array',
        items: { type: 'string' },
        description: 'Files that are kept on purpose and never applied, such as a dump of the schema, relative to this file.',
      },
      shadow: { ...shadow, description: 'Where chains are replayed, and what is there before they are.' },
      drift: {
        ...object({
          ignore: {
            type: 'array',
            items: { type: 'string' },
            description: 'Objects that are left out, such as audit.* or index:*.tmp_*; with a table, all that belongs to it.',
          },
        }),
        description: 'What nobody wants to hear of when a database’s schema is compared.',
      },
      tableStats: {
        type: 'string',
        description: 'A file that lockkeeper stats wrote, relative to this file: findings are told with estimates by it.',
      },
      targets: {
        type: 'object',
        description: 'Databases by name.',
        additionalProperties: object(
          {
            url: {
              type: 'string',
              description: 'May hold ${env:NAME}, taken from the environment or .env. Write no password here.',
            },
            role: {
              enum: ['local', 'shared', 'production'],
              description: 'Anything but local wants its name typed before it is changed.',
            },
            lockTimeout: duration('How long a statement waits for a lock, such as "5s"; "2s" unless set.'),
            statementTimeout: duration('How long a statement of a migration may take, such as "10min".'),
            runTimeout: duration('How long a run may take as a whole, such as "1h". A concurrent build is let come to its end.'),
          },
          ['url'],
        ),
      },
      preset: {
        enum: ['recommended', 'strict', 'all'],
        default: 'recommended',
        description: 'Which rules are on, unless “rules” says otherwise.',
      },
      rules: {
        type: 'object',
        description: 'Severities other than the rules’ own.',
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map(({ id, title, severity: own, preset }) => {
            const usual = preset === undefined ? { default: own } : {};
            return [id, { ...severity, ...usual, description: preset === undefined ? title : `${title} (${preset})` }];
          }),
        ),
      },
      naming: {
        ...object(Object.fromEntries(namedKinds.map((kind) => [kind, { type: 'string', format: 'regex' }]))),
        description: 'How names are to look: regular expressions, by what is named. Switches naming-convention on.',
      },
      require: {
        ...object({
          columns: { type: 'array', items: { type: 'string' }, description: 'Columns that every new table must have.' },
          comment: { type: 'boolean', description: 'Every new table must have a COMMENT.' },
        }),
        description: 'What every new table must have. Switches require-comment-or-columns on.',
      },
      templates: {
        type: 'object',
        description: 'Templates for new migrations, by name: SQL files in this folder, which may hold {{name}} and other fields.',
        properties: { down: { type: 'string', description: 'The model for down scripts that no template has.' } },
        propertyNames: { pattern: '^[\\w-]+$', not: { enum: templateIds } },
        additionalProperties: {
          anyOf: [
            { type: 'string', description: 'The SQL file, relative to this file.' },
            object(
              {
                up: { type: 'string', description: 'The SQL file, relative to this file.' },
                down: { type: 'string', description: 'The one for the down script.' },
                transaction: {
                  type: 'boolean',
                  default: true,
                  description: 'Whether it runs in a transaction; false writes the runner’s own directive.',
                },
              },
              ['up'],
            ),
          ],
        },
      },
    }),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** In settings `#id#` is a link to another one; elsewhere it is the id alone. */
const described = (markdown) =>
  markdown
    .replace(/`#([\w.]+)#`/g, '`$1`')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');

/** The README with its table of settings as the manifest has them. */
function readmeWithSettings() {
  const { properties } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).contributes.configuration;
  const rows = Object.entries(properties)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(
      ([id, { default: usual, markdownDescription }]) =>
        `| \`${id}\` | \`${JSON.stringify(usual)}\` | ${described(markdownDescription)} |`,
    );
  const table = ['| setting | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return readme.replace(/(<!-- settings -->\n\n)[^]*?(\n\n<!-- end -->)/, (_, start, end) => `${start}${table}${end}`);
}

const { errorPages } = await tsImport('../src/database/explained.ts', import.meta.url);
const { rules } = await tsImport('../src/lint/rules/index.ts', import.meta.url);
const { namedKinds } = await tsImport('../src/lint/new-names.ts', import.meta.url);
const { conventions } = await tsImport('../src/migrations/conventions/all.ts', import.meta.url);
const { empty, templates } = await tsImport('../src/migrations/templates/all.ts', import.meta.url);
const templateIds = [empty, ...templates.map(({ id }) => id)];
const unknown = rules.filter(({ category }) => !(category in categories));
if (unknown.length > 0) throw new Error(`No heading for the category of ${unknown.map(({ id }) => id).join(', ')}`);
const files = {
  'docs/errors/README.md': errorsIndex(errorPages),
  'docs/rules/README.md': rulesIndex(rules),
  'media/lockkeeper.schema.json': configurationSchema({ rules, conventions, namedKinds, templateIds }),
  'README.md': readmeWithSettings(),
};

let stale = 0;
for (const [path, text] of Object.entries(files)) {
  const absolute = join(root, path);
  const current = (() => {
    try {
      return readFileSync(absolute, 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }
  })();
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run node scripts/generate.mjs`);
    stale++;
  } else {
    writeFileSync(absolute, text);
    console.log(`wrote ${path}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
