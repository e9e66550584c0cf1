/** How long statements and runs may take, as a target's entry in lockkeeper.json or the command line says. */
import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Timeouts } from '../../src/database/timeouts';
import type { Convention } from '../../src/migrations/convention';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { RunReport } from '../../src/run/events';
import { describeOnServer } from '../support/on-server';
import { memoryJournal, rowsOf, sourceOf, up } from '../support/runs';

describeOnServer('timeouts of a target', (server) => {
  const apply = (
    files: Readonly<Record<string, string>>,
    timeouts: Timeouts,
    {
      convention = sqlx,
      journal = memoryJournal(),
    }: { convention?: Convention; journal?: ReturnType<typeof memoryJournal> } = {},
  ): Promise<RunReport> =>
    up(
      server.databases,
      { source: sourceOf(files, convention), target: { ...server.target, timeouts } },
      { journal, random: () => 0 },
    );
  const rows = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    rowsOf(server.databases, server.target, text);
  const shown =
    "CREATE TABLE shown AS SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement;\n";

  it('hold for each statement of a migration, and again after a reset', async () => {
    const report = await apply(
      { '1_shown.sql': 'SET lock_timeout = 1;\nSET statement_timeout = 0;\n', '2_shown.sql': shown },
      { lockMs: 7000, statementMs: 90_000 },
    );
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await rows('SELECT * FROM shown'), [{ lock: '7s', statement: '90s' }]);
    assert.equal((await apply({ '1_shown.sql': 'SELECT 1;\n' }, {})).outcome, 'disagreement');
  });

  it('end a statement that takes longer, and nothing of it stays', async () => {
    const report = await apply({ '1_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(30);\n' }, { statementMs: 300 });
    assert.equal(report.outcome, 'failed');
    assert.equal(report.steps[0]?.error?.sqlstate, '57014');
    assert.deepEqual(await rows(`SELECT to_regclass('slow') AS here`), [{ here: null }]);
  });

  it('end the run as a whole: the statement in hand is given up and rolled back, and the report says why', async () => {
    const started = Date.now();
    const report = await apply(
      {
        '1_quick.sql': 'CREATE TABLE quick (a int);\n',
        '2_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(60);\n',
        '3_last.sql': 'SELECT 1;\n',
      },
      { runMs: 1500 },
    );
    assert.ok(Date.now() - started < 20_000, 'it waited for the statement');
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', /took longer than 1500ms, the time that it may take as a whole/);
    assert.deepEqual(
      report.steps.map(({ outcome }) => outcome),
      ['done', 'failed', 'not-run'],
    );
    assert.deepEqual(report.steps[1]?.notes, ['Rolled back: nothing of it was kept.']);
    assert.match(report.steps[1].error?.advice ?? '', /--run-timeout/);
    assert.deepEqual(await rows(`SELECT to_regclass('slow') AS slow, to_regclass('quick')::text AS quick`), [
      { slow: null, quick: 'quick' },
    ]);
    const left = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query ~ 'pg_sleep\\(60' AND state = 'active' AND pid <> pg_backend_pid()`;
    assert.deepEqual(await rows(left), [{ n: 0 }]);
  });

  it('end no concurrent build, and the run after it, which goes on where it ended', async () => {
    const files = {
      '20250101_000001_schema_t.sql': 'CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n',
      '20250101_000002_perf_i.sql': `-- lockkeeper: no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);\n${shown}`,
    };
    assert.equal(
      (await apply({ [Object.keys(files)[0] ?? '']: files['20250101_000001_schema_t.sql'] }, {}, { convention: typedTimestamps }))
        .outcome,
      'done',
    );
    const holder = new Client({ connectionString: server.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('INSERT INTO t VALUES (2)');
    const journal = memoryJournal();
    const running = apply(files, { lockMs: 500, statementMs: 500, runMs: 1000 }, { convention: typedTimestamps, journal });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await holder.query('COMMIT');
    await holder.end();
    const report = await running;
    assert.equal(report.outcome, 'failed', report.message);
    assert.match(report.message ?? '', /took longer than 1s/);
    assert.ok(report.steps[0]?.notes.includes('1 of 2 statements were carried out and stay.'), report.steps[0]?.notes.join());
    assert.deepEqual(await rows(`SELECT indisvalid AS ok FROM pg_index WHERE indexrelid = 't_a'::regclass`), [{ ok: true }]);
    const again = await up(
      server.databases,
      {
        source: sourceOf(files, typedTimestamps),
        target: { ...server.target, timeouts: { lockMs: 500, statementMs: 600 } },
        resume: 'auto',
      },
      { journal },
    );
    assert.equal(again.outcome, 'done', again.message);
    assert.deepEqual(await rows('SELECT * FROM shown'), [{ lock: '500ms', statement: '600ms' }]);
  });
});
