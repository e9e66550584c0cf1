/** Lockkeeper's own history keeps all that was done, who did it, from which commit and how long it took; and `history` tells it. */
import assert from 'node:assert/strict';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import { historyJson, historyText } from '../../src/report/history-report';
import { readLog } from '../../src/run/read-log';
import { run, type RunInput } from '../../src/run/run';
import { describeOnServer } from '../support/on-server';
import { rowsOf, sourceOf, toolsOf } from '../support/runs';

const [first, second] = ['20250101_000001_schema_first.sql', '20250101_000002_perf_second.sql'] as const;
const files = {
  [first]: 'CREATE TABLE t (a int);\nINSERT INTO t VALUES (1), (1);\n',
  [second]: '-- lockkeeper: no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);\n',
  [first.replace('.sql', '.down.sql')]: 'DROP TABLE t;\n',
};

describeOnServer('the history of Lockkeeper’s own', (server) => {
  it('keeps failures and ways back beside what was applied, with run, commit and times', async () => {
    const source = sourceOf(files, typedTimestamps);
    const tools = toolsOf(server.databases);
    const go = async (more: Partial<RunInput>): Promise<string> =>
      (
        await run(
          { source, target: server.target, direction: 'up', git: { commit: 'a'.repeat(40), isDirty: true }, ...more },
          tools,
        )
      ).outcome;
    assert.equal(await go({}), 'failed');
    await rowsOf(server.databases, server.target, 'DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)');
    assert.equal(await go({ resume: 'auto', git: { commit: 'b'.repeat(40), isDirty: false } }), 'done');
    const before = await rowsOf(server.databases, server.target, 'SELECT * FROM lockkeeper.migration_history ORDER BY id');

    const broken = sourceOf({ ...files, '20250101_000003_data_third.sql': 'SELECT 1;\nSELECT 1 / 0;\n' }, typedTimestamps);
    assert.equal((await run({ source: broken, target: server.target, direction: 'up' }, tools)).outcome, 'failed');
    const now = await rowsOf(server.databases, server.target, 'SELECT * FROM lockkeeper.migration_history ORDER BY id');
    assert.deepEqual(now.slice(0, before.length), before, 'what was written has changed');

    const answer = await readLog(source, server.target, server.databases.connect);
    assert.ok(answer.ok);
    const { lines } = answer;
    assert.deepEqual(
      lines.map(({ version, event, direction, statementsMs }) => [version.slice(-1), event, direction, statementsMs?.length]),
      [
        ['1', 'applied', 'up', 2],
        ['2', 'begun', 'up', undefined],
        ['2', 'failed', 'up', 1],
        ['2', 'begun', 'up', undefined],
        ['2', 'applied', 'up', 2],
        ['3', 'failed', 'up', 2],
      ],
    );
    assert.deepEqual(
      lines.map(({ gitCommit, gitDirty }) => [gitCommit?.[0], gitDirty]),
      [...Array(3).fill(['a', true]), ...Array(2).fill(['b', false]), [undefined, undefined]],
    );
    assert.equal(new Set(lines.map(({ runId }) => runId)).size, 3);
    assert.ok(lines.every(({ appliedBy, appliedAt }) => appliedBy === 'postgres' && appliedAt !== undefined));

    const named = { source: 'migrations', target: 'test', server: 'here', table: source.convention.history.table, lines };
    const journal = await tools.journal.read();
    const text = historyText({ ...named, journal }, { colours: false });
    assert.match(text, /Version +Name +Event +At +By +Took +Commit +Run +File/);
    assert.match(text, /failed .*postgres .* aaaaaaaaaaaa \+ /);
    const [one] = (historyJson([{ ...named, journal }]) as { sources: { lines: Record<string, unknown>[] }[] }).sources;
    const { runId, gitDirty, direction } = one?.lines[0] ?? {};
    assert.deepEqual([runId, gitDirty, direction], [lines[0]?.runId, true, 'up']);
  });

  it('keeps a way back as a row of its own', async () => {
    const source = sourceOf({ [first]: files[first], ...Object.fromEntries(Object.entries(files).slice(2)) }, typedTimestamps);
    const tools = toolsOf(server.databases);
    for (const direction of ['up', 'down', 'up'] as const) {
      assert.equal((await run({ source, target: server.target, direction }, tools)).outcome, 'done', direction);
    }
    const answer = await readLog(source, server.target, server.databases.connect);
    assert.ok(answer.ok);
    assert.deepEqual(
      answer.lines.map(({ event }) => event),
      ['applied', 'rolled-back', 'applied'],
    );
  });
});
