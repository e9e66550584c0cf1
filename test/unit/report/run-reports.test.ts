import assert from 'node:assert/strict';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { discoverJson } from '../../../src/report/discover-json';
import { runJson, statusJson } from '../../../src/report/run-json';
import { runText, statusText } from '../../../src/report/run-text';
import type { Texts } from '../../../src/report/texts';
import type { RunReport } from '../../../src/run/events';
import type { SourceStatus } from '../../../src/run/status';
import { folder, sourceOf } from '../../support/chains';

const source = sourceOf(
  { '1_create_orders.sql': 'CREATE TABLE orders (id int);\nSELECT nothing;', '2_more.sql': 'SELECT 1;' },
  sqlx,
);
const [first, second] = source.migrations;
assert.ok(first?.up && second);
const { path, text } = first.up;
const texts: Texts = {
  text: (asked) => (asked === path ? text : undefined),
  label: (absolute) => absolute.replace('/app/', ''),
};
const plain = { colours: false };

const failed: RunReport = {
  direction: 'up',
  target: 'app on localhost',
  outcome: 'failed',
  message: 'column "nothing" does not exist',
  ms: 1234,
  steps: [
    {
      migration: first,
      direction: 'up',
      outcome: 'failed',
      ms: 12,
      notes: ['It was rolled back whole.'],
      statements: [
        {
          path,
          at: { start: 0, end: 28 },
          text: 'CREATE TABLE orders (id int)',
          measured: { effects: [], ms: 3, rows: 0, walBytes: 10, notices: ['hello'] },
        },
      ],
      error: {
        sqlstate: '42703',
        condition: 'undefined_column',
        message: 'column "nothing" does not exist',
        hint: 'Look again.',
        advice: 'Correct the file and apply again.',
        page: '42703',
        path,
        statement: { start: 30, end: 44 },
        at: { start: 37, end: 44 },
      },
    },
    { migration: second, direction: 'up', outcome: 'not-run', ms: 0, notes: [], statements: [] },
  ],
};

describe('a run as text', () => {
  it('says what was done, where it failed and what to do next', () => {
    assert.equal(
      runText(failed, texts, plain),
      [
        'failed 1 create orders 12 ms',
        '  It was rolled back whole.',
        '  column "nothing" does not exist (42703 undefined_column)',
        '  migrations/1_create_orders.sql:2:8',
        '  2 | SELECT nothing;',
        '    |        ^^^^^^^',
        '  hint: Look again.',
        '  next: Correct the file and apply again.',
        '  more: lockkeeper explain 42703',
        'not run 2 more',
        'Failed on app on localhost, after 0 migrations: column "nothing" does not exist',
        '',
      ].join('\n'),
    );
  });

  it('shows the statements of a dry run with what they took', () => {
    const [step] = failed.steps;
    const [statement] = step?.statements ?? [];
    assert.ok(step && statement?.measured);
    const measured = { ...statement.measured, effects: [{ kind: 'lock', on: 'public.t', mode: 'ShareLock' } as const], rows: 1 };
    const dry: RunReport = {
      direction: 'up',
      dryRun: 'trace',
      target: 'embedded',
      outcome: 'done',
      ms: 20,
      steps: [
        {
          migration: first,
          direction: 'up',
          outcome: 'done',
          ms: 5,
          notes: [],
          statements: [
            { ...statement, measured },
            { path, at: { start: 30, end: 44 }, text: 'SELECT\n nothing', skipped: 'It was not run.' },
          ],
        },
      ],
    };
    assert.equal(
      runText(dry, texts, plain),
      [
        'up   1 create orders 5 ms',
        '  migrations/1_create_orders.sql:1 CREATE TABLE orders (id int) 3 ms, 1 row',
        '    SHARE on public.t: blocks all writes',
        '    hello',
        '  migrations/1_create_orders.sql:2 SELECT',
        '    It was not run.',
        'Dry run of 1 migration on embedded, 20 ms; nothing was changed',
        '',
      ].join('\n'),
    );
  });

  it('lists a plan without a word of how it went', () => {
    const [step] = failed.steps;
    assert.ok(step);
    const { migration, direction, statements } = step;
    const listed = { migration, direction, statements, outcome: 'not-run' as const, ms: 0, notes: [] };
    assert.equal(
      runText({ ...failed, dryRun: 'list', outcome: 'done', steps: [listed] }, texts, plain),
      [
        'up   1 create orders',
        '  migrations/1_create_orders.sql:1 CREATE TABLE orders (id int)',
        'Would apply 1 migration on app on localhost; nothing was run',
        '',
      ].join('\n'),
    );
  });

  it('leads to what is said of its end, where no step says it', () => {
    const end: RunReport = { ...failed, steps: [], outcome: 'disagreement', message: 'why', page: 'checksum-mismatch' };
    assert.equal(
      runText(end, texts, plain),
      'History and files disagree on app on localhost: why\n  more: lockkeeper explain checksum-mismatch\n',
    );
    assert.equal(runJson(end, texts).page, 'checksum-mismatch');
  });

  it('ends with one line for every outcome', () => {
    const outcomes: readonly (readonly [RunReport['outcome'], string])[] = [
      ['done', 'Applied 0 migrations on app on localhost, 1.2 s: why'],
      ['nothing-to-do', 'Nothing to do on app on localhost: why'],
      ['failed', 'Failed on app on localhost, after 0 migrations: why'],
      ['cancelled', 'Cancelled on app on localhost, after 0 migrations: why'],
      ['locked', 'Locked: someone else is migrating app on localhost: why'],
      ['no-connection', 'No connection to app on localhost: why'],
      ['disagreement', 'History and files disagree on app on localhost: why'],
      ['refused', 'Refused on app on localhost: why'],
    ];
    for (const [outcome, line] of outcomes) {
      assert.equal(runText({ ...failed, steps: [], outcome, message: 'why' }, texts, plain), `${line}\n`);
    }
    assert.match(runText({ ...failed, direction: 'down', outcome: 'done' }, texts, plain), /Rolled back 0 migrations/);
  });
});

describe('a run as JSON', () => {
  it('has the script of a dry run that makes one', () => {
    const { script } = runJson({ ...failed, dryRun: 'sql', script: 'BEGIN;\n' }, texts);
    assert.equal(script, 'BEGIN;\n');
    assert.ok(!('script' in runJson(failed, texts)));
  });

  it('has the places of errors, and leaves out what there is none of', () => {
    const json = runJson(failed, texts);
    assert.equal(json.version, 1);
    assert.equal(json.outcome, 'failed');
    assert.ok(!('dryRun' in json));
    const [step, notRun] = json.steps;
    assert.deepEqual(step?.error, {
      message: 'column "nothing" does not exist',
      sqlstate: '42703',
      condition: 'undefined_column',
      hint: 'Look again.',
      advice: 'Correct the file and apply again.',
      page: '42703',
      path: 'migrations/1_create_orders.sql',
      statement: { line: 2, column: 1, endLine: 2, endColumn: 15 },
      at: { line: 2, column: 8, endLine: 2, endColumn: 15 },
    });
    assert.deepEqual(step.statements, [
      {
        path: 'migrations/1_create_orders.sql',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 29,
        sql: 'CREATE TABLE orders (id int)',
        ms: 3,
        rows: 0,
        walBytes: 10,
        effects: [],
        notices: ['hello'],
      },
    ]);
    assert.deepEqual(notRun, {
      version: '2',
      name: 'more',
      direction: 'up',
      outcome: 'not-run',
      ms: 0,
      notes: [],
      statements: [],
    });
  });
});

const status: SourceStatus = {
  hasHistory: true,
  migrations: [
    {
      migration: first,
      state: {
        kind: 'changed',
        difference: 'comments',
        row: {
          version: '1',
          failed: false,
          appliedAt: new Date(Date.UTC(2025, 0, 2, 3, 4, 5, 678)),
          checksum: '0123456789abcdef',
          durationMs: 7,
        },
      },
    },
    { migration: second, state: { kind: 'pending' } },
  ],
  missing: [{ version: '3', name: 'gone', failed: false }],
};

describe('a status', () => {
  it('is a table', () => {
    assert.equal(
      statusText(status, plain),
      [
        'Version  Name           Status                                       Applied At            Checksum',
        '1        create orders  changed after apply (only comments changed)  2025-01-02 03:04:05Z  0123456789ab',
        '2        more           pending',
        '3        gone           file is missing',
        '',
      ].join('\n'),
    );
    assert.equal(statusText({ ...status, migrations: [], missing: [] }, plain), 'No migrations\n');
  });

  it('is JSON', () => {
    const named = { path: '/app/migrations', target: 'embedded', place: 'embedded', server: 'embedded, PostgreSQL 18.6', status };
    assert.deepEqual(statusJson([named], texts), {
      version: 1,
      sources: [
        {
          source: 'migrations',
          target: 'embedded',
          server: 'embedded, PostgreSQL 18.6',
          migrations: [
            {
              version: '1',
              name: 'create orders',
              path: 'migrations/1_create_orders.sql',
              state: 'changed',
              appliedAt: '2025-01-02T03:04:05.678Z',
              durationMs: 7,
              checksum: '0123456789abcdef',
              detail: 'comments',
            },
            { version: '2', name: 'more', path: 'migrations/2_more.sql', state: 'pending' },
          ],
          missing: [{ version: '3', name: 'gone' }],
          summary: { applied: 0, pending: 1, wrong: 2 },
        },
      ],
    });
  });
});

describe('discovery as JSON', () => {
  it('has the sources with their migrations in order, and what is wrong', () => {
    const odd = sourceOf({ '1_a.up.sql': 'SELECT 1;', '1_a.down.sql': 'SELECT 1;', 'notes.sql': '' }, sqlx);
    const json = discoverJson({ root: '/app', sources: [odd], foreign: [], reference: [] }, (path) => texts.label(path));
    const [found] = json.sources;
    assert.deepEqual(
      { ...found, problems: found?.problems.map(({ kind, path }) => ({ kind, path })) },
      {
        path: folder.replace('/app/', ''),
        convention: 'sqlx',
        title: 'sqlx',
        reason: 'It is a test.',
        table: '_sqlx_migrations',
        migrations: [{ version: '1', name: 'a', up: 'migrations/1_a.up.sql', down: 'migrations/1_a.down.sql', problems: [] }],
        files: [
          { path: 'migrations/1_a.up.sql', engine: 'postgresql' },
          { path: 'migrations/1_a.down.sql', engine: 'postgresql' },
          {
            path: 'migrations/notes.sql',
            engine: 'postgresql',
            skipped: true,
            reason: 'notes.sql is no migration: sqlx skips it, because its name has no underscore.',
          },
        ],
        problems: [{ kind: 'unmanaged', path: 'migrations/notes.sql' }],
      },
    );
  });
});
