import assert from 'node:assert/strict';
import type { Finding } from '../../../src/lint/finding';
import { findingsJson } from '../../../src/report/json';
import { findingText, hoverText, markdownCode, markdownText } from '../../../src/report/markdown';
import { findingsText } from '../../../src/report/text';
import type { Texts } from '../../../src/report/texts';

const path = '/app/migrations/1_a.sql';
const text = "-- é😀\nSELECT '😀'; CREATE INDEX i\n  ON orders (a);\n";
const texts: Texts = {
  text: (asked) => (asked === path ? text : asked === '/app/migrations/0_first.sql' ? 'CREATE TABLE orders (a int);' : undefined),
  label: (absolute) => absolute.replace('/app/', ''),
};

const start = text.indexOf('CREATE INDEX');
const finding: Finding = {
  rule: 'create-index-not-concurrent',
  severity: 'error',
  message: 'Blocks all writes to orders until the index is built',
  help: 'Use CONCURRENTLY.',
  path,
  at: { start, end: start + 12 },
  statement: { start, end: text.indexOf(';\n') },
  related: [{ message: 'orders was created here', path: '/app/migrations/0_first.sql', at: { start: 0, end: 6 } }],
  fixes: [
    {
      title: 'Add CONCURRENTLY',
      preferred: true,
      safe: false,
      edits: [
        { kind: 'replace', path, at: { start: start + 12, end: start + 12 }, text: ' CONCURRENTLY' },
        { kind: 'create', path: '/app/migrations/2_b.sql', text: 'SELECT 1;' },
      ],
    },
  ],
  effects: [
    { kind: 'lock', on: 'public.orders', mode: 'ShareLock' },
    { kind: 'index-build', on: 'public.orders' },
  ],
};

describe('findings as JSON', () => {
  it('have lines and columns from 1 in UTF-16 units, and all that the finding holds', () => {
    const json = findingsJson([finding], 3, texts);
    assert.deepEqual(json, {
      version: 1,
      findings: [
        {
          rule: 'create-index-not-concurrent',
          severity: 'error',
          message: 'Blocks all writes to orders until the index is built',
          path: 'migrations/1_a.sql',
          line: 2,
          column: 14,
          endLine: 2,
          endColumn: 26,
          help: 'Use CONCURRENTLY.',
          statement: { line: 2, column: 14, endLine: 3, endColumn: 16 },
          related: [
            { message: 'orders was created here', path: 'migrations/0_first.sql', line: 1, column: 1, endLine: 1, endColumn: 7 },
          ],
          fixes: [
            {
              title: 'Add CONCURRENTLY',
              preferred: true,
              safe: false,
              edits: [
                {
                  kind: 'replace',
                  path: 'migrations/1_a.sql',
                  line: 2,
                  column: 26,
                  endLine: 2,
                  endColumn: 26,
                  text: ' CONCURRENTLY',
                },
                { kind: 'create', path: 'migrations/2_b.sql', text: 'SELECT 1;' },
              ],
            },
          ],
          effects: finding.effects,
        },
      ],
      summary: { files: 3, errors: 1, warnings: 0, information: 0, hints: 0 },
    });
  });

  it('count every severity', () => {
    const severities = ['error', 'warning', 'warning', 'information', 'hint', 'hint', 'hint'] as const;
    const { summary } = findingsJson(
      severities.map((severity) => ({ ...finding, severity })),
      1,
      texts,
    );
    assert.deepEqual(summary, { files: 1, errors: 1, warnings: 2, information: 1, hints: 3 });
  });

  it('survive a file that cannot be read', () => {
    const [it_] = findingsJson([{ ...finding, path: '/app/gone.sql', fixes: [], related: [] }], 1, texts).findings;
    assert.deepEqual([it_?.line, it_?.column], [1, 1]);
  });
});

describe('findings as text', () => {
  it('show the place, the message, the code with carets, the help and what is related', () => {
    assert.equal(
      findingsText([finding], texts, { colours: false, files: 1 }),
      [
        'migrations/1_a.sql:2:14 error Blocks all writes to orders until the index is built [create-index-not-concurrent]',
        "  2 | SELECT '😀'; CREATE INDEX i",
        '    |              ^^^^^^^^^^^^',
        '  help: Use CONCURRENTLY.',
        '  migrations/0_first.sql:1:1 orders was created here',
        '',
        '1 error in 1 file',
        '',
      ].join('\n'),
    );
  });

  it('say so where there are none', () => {
    assert.equal(findingsText([], texts, { colours: false, files: 12 }), 'No findings in 12 files\n');
  });

  it('have colours where they are wanted, and no escape of their own where not', () => {
    const escape = '\u001b';
    assert.ok(findingsText([finding], texts, { colours: true, files: 1 }).includes(`${escape}[31merror${escape}[39m`));
    assert.ok(!findingsText([finding], texts, { colours: false, files: 1 }).includes(escape));
  });

  it('mark the rest of the first line where a range has several', () => {
    const whole = findingsText([{ ...finding, at: finding.statement }], texts, { colours: false, files: 1 });
    assert.ok(whole.includes('    |              ^^^^^^^^^^^^^^\n'), whole);
  });

  it('cut a very long line around the mark', () => {
    const long = `INSERT INTO t VALUES ${"('x'), ".repeat(5000)}; DROP TABLE t;`;
    const at = long.indexOf('DROP TABLE');
    const report = findingsText(
      [{ ...finding, path: '/long.sql', at: { start: at, end: at + 10 }, related: [] }],
      {
        text: () => long,
        label: (label) => label,
      },
      { colours: false, files: 1 },
    );
    const [, code = '', carets = ''] = report.split('\n');
    assert.ok(code.length < 140);
    assert.equal(code.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), 'DROP TABLE');
  });

  it('let nothing of a file steer the terminal', () => {
    const evil = 'DROP TABLE t; -- \u001b]0;gone\u0007';
    const report = findingsText(
      [{ ...finding, message: 'drops \u001b[2Jt', at: { start: 0, end: 5 }, related: [] }],
      { text: () => evil, label: () => 'a\u001b[1m.sql' },
      { colours: false, files: 1 },
    );
    assert.ok(!report.includes('\u001b'), JSON.stringify(report));
  });
});

describe('Markdown', () => {
  it('of effects names what each lock blocks, the gravest first', () => {
    assert.equal(
      hoverText(
        [
          { kind: 'lock', on: 'public.orders', mode: 'AccessExclusiveLock' },
          { kind: 'rewrite', on: 'public.orders' },
        ],
        17,
      ),
      [
        '**PostgreSQL 17**',
        '',
        '- rewrites public\\.orders and all its indexes',
        '- ACCESS EXCLUSIVE on public\\.orders\\: blocks all reads and writes',
      ].join('\n'),
    );
    assert.equal(hoverText([], 17), '');
  });

  it('of a finding has its message, its help and its effects', () => {
    const markdown = findingText(finding, 16);
    assert.ok(
      markdown.startsWith('Blocks all writes to orders until the index is built\n\nUse CONCURRENTLY\\.\n\n**PostgreSQL 16**'),
    );
  });

  it('shows names as they are: no links, images, HTML or commands', () => {
    for (const name of [
      '[x](command:evil)',
      '![x](https://e.vil/p.png)',
      '<img src=x>',
      '**b**',
      '`c`',
      'https://e.vil',
      '&lt;',
      'a_b_c',
      '# h',
      '- l',
      '1. x',
      '|t|',
      '~~s~~',
    ]) {
      const shown = markdownText(name);
      // What is left once escapes are taken back is the name itself, and nothing in it is live.
      const live = shown.replace(/\\[!-/:-@[-`{-~]/g, '');
      assert.ok(!/[\\`*_{}[\]()#+\-.!|<>~@:/]/.test(live), `${name} became ${shown}`);
      const back = shown
        .replace(/\\([!-/:-@[-`{-~])/g, '$1')
        .replaceAll('&lt;', '<')
        .replaceAll('&amp;', '&');
      assert.equal(back, name);
    }
    assert.equal(markdownText('a\n\n# b'), 'a \\# b');
  });

  it('fences SQL so that it cannot break out', () => {
    assert.equal(markdownCode('SELECT 1'), '```sql\nSELECT 1\n```');
    assert.equal(markdownCode('-- ```\n[x](command:y)'), '````sql\n-- ```\n[x](command:y)\n````');
  });
});
