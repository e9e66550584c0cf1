import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../src/lint/finding';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { runMarkdown } from '../../../src/report/run-markdown';
import type { RunReport } from '../../../src/run/events';
import { sourceOf } from '../../support/chains';

const [migration] = sourceOf({ '1_orders.sql': 'CREATE INDEX ON orders (id);\nSELECT 1;' }, sqlx).migrations;
assert.ok(migration?.up);
const { path, text } = migration.up;
const texts = { text: () => text, label: () => '1_orders.sql' };

function reportOf(words: string, title = migration!.title): RunReport {
  return {
    ...{ direction: 'up', dryRun: 'trace', target: words, outcome: 'done', ms: 30 },
    steps: [
      {
        ...{ migration: { ...migration!, title }, direction: 'up', outcome: 'failed', ms: 20, notes: [words] },
        error: { message: words, advice: words, sqlstate: '23505' },
        statements: [
          {
            ...{ path, at: { start: 0, end: 27 }, text: words },
            measured: {
              effects: [{ kind: 'lock', on: words, mode: 'ShareLock' }],
              ms: 12,
              rows: 3,
              notices: [],
              locksHeldMs: 14,
            },
          },
          { ...{ path, at: { start: 29, end: 37 }, text: 'SELECT 1' }, skipped: words },
        ],
      },
    ],
  };
}

const finding = (message: string): Finding => ({
  ...{ rule: 'require-concurrent-index', severity: 'warning', message, path, at: { start: 13, end: 15 } },
  ...{ statement: { start: 0, end: 27 }, related: [], fixes: [], effects: [] },
});

describe('a run as Markdown', () => {
  it('is a table of migrations and one of statements, with locks, times and findings', () => {
    assert.equal(
      runMarkdown(reportOf('orders'), { texts, findings: () => [finding('writes wait')] }),
      [
        '### Lockkeeper: Dry run of 0 migrations on orders, 30 ms; nothing was changed',
        '',
        '| Migration |  | Time | Heaviest lock | Findings |',
        '| --- | --- | --- | --- | --- |',
        '| 1 orders | up, failed | 20 ms | SHARE on orders | 1 warning |',
        '',
        '#### 1 orders',
        '',
        '| Line | Statement | Time | Rows |  |',
        '| --- | --- | --- | --- | --- |',
        '| 1 | orders | 12 ms | 3 | SHARE on orders\\: blocks all writes<br>holds its locks to the end of the transaction, 14 ms<br>**warning** require\\-concurrent\\-index: writes wait |',
        '| 2 | SELECT 1 |  |  | orders |',
        '',
        '- **failed**: 23505 orders',
        '- orders',
        '- orders',
        '',
      ].join('\n'),
    );
  });

  it('tells whether each migration can be rolled back', () => {
    const report = reportOf('orders');
    const steps = report.steps.map((step) => ({ ...step, rollback: { kind: 'unknown', why: 'no postgis' } as const }));
    assert.match(runMarkdown({ ...report, steps }, { texts, findings: () => [] }), /^- rollback unknown\\: no postgis$/m);
  });

  it('has a script of psql in a fence that it cannot close', () => {
    const report: RunReport = { ...reportOf('x'), dryRun: 'sql', script: 'SELECT 1;\n-- ```\n' };
    assert.match(runMarkdown(report, { texts, findings: () => [] }), /\n````sql\nSELECT 1;\n-- ```\n\n````\n$/);
  });

  it('is the same Markdown, whatever is in names, SQL and messages', () => {
    const bare = (markdown: string): string =>
      markdown
        // What is escaped is text.
        .replace(/\\[^\n]/g, '')
        .replace(/&lt;|&amp;/g, '')
        .replace(/[^|\n#<>[\]`*!]/g, '');
    const shape = (words: string): string =>
      bare(runMarkdown(reportOf(words, words), { texts, findings: () => [finding(words)] }));
    const plain = shape('x');
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'a | b',
        '[x](https://example.com)',
        '![x](y)',
        '<img src=x>',
        '`x`',
        'a\n| b |\n# c',
        '\\|',
        'a\r\nb',
        '**x**',
      ),
    );
    fc.assert(fc.property(nasty, (words) => assert.equal(shape(words), plain)));
  });
});
