import assert from 'node:assert/strict';
import { dryRun } from '../../src/run/dry-run';
import type { RunDirection } from '../../src/run/events';
import { run, type RunInput } from '../../src/run/run';
import { describeOnServer } from '../support/on-server';
import { portChains, portSource } from '../support/port-chains';
import { serverTarget, sourceOf, toolsOf, up } from '../support/runs';

for (const chain of portChains) {
  const { convention } = chain;
  describeOnServer(`redo and reset under ${convention.title}`, (server) => {
    const source = portSource(chain);
    const go = (direction: RunDirection, more: Partial<RunInput> = {}) =>
      run({ source, target: server.target, direction, ...more }, toolsOf(server.databases));
    const tables = async () => {
      const rows = await server.rows(
        `SELECT relname, (SELECT count(*)::int FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns FROM pg_class AS c WHERE relname IN ('ports', 'berths') ORDER BY 1`,
      );
      return rows.map(({ relname, columns }) => `${String(relname)} ${String(columns)}`);
    };

    it('goes back and forth in one run, and ends where it began', async () => {
      assert.equal((await go('up')).outcome, 'done');
      await server.rows('INSERT INTO berths (id, depth) VALUES (1, 12)');
      const report = await go('redo', { count: 2 });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(
        report.steps.map(({ migration, direction, outcome }) => [migration.title, direction, outcome]),
        [
          ['depth', 'down', 'done'],
          ['berths', 'down', 'done'],
          ['berths', 'up', 'done'],
          ['depth', 'up', 'done'],
        ],
      );
      assert.deepEqual(await tables(), ['berths 2', 'ports 1']);
      assert.deepEqual(await server.rows('SELECT * FROM berths'), [], 'the table is another one');
      assert.deepEqual(
        await server.standing(source),
        chain.versions.map((version) => `${version} applied`),
      );
    });

    it('rolls back everything with the word, and nothing without', async () => {
      assert.equal((await go('up')).outcome, 'done');
      for (const confirmed of [undefined, 'reset', 'test']) {
        const refused = await go('reset', confirmed === undefined ? {} : { confirmed });
        assert.equal(refused.outcome, 'refused');
        assert.match(refused.message ?? '', /confirm by RESET/);
      }
      assert.deepEqual(await tables(), ['berths 2', 'ports 1']);
      const report = await go('reset', { confirmed: 'RESET' });
      assert.equal(report.outcome, 'done', report.message);
      assert.equal(report.direction, 'reset');
      assert.deepEqual(await tables(), []);
      assert.deepEqual(
        await server.standing(source),
        chain.versions.map((version) => `${version} pending`),
      );
      assert.equal((await go('reset', { confirmed: 'RESET' })).outcome, 'nothing-to-do');
      assert.equal((await go('up')).outcome, 'done', 'the history takes them again');
    });
  });
}

describeOnServer('redo and reset', (server) => {
  const files = {
    '1_ports.up.sql': 'CREATE TABLE ports (id bigint);\n',
    '2_berths.up.sql': 'CREATE TABLE berths (id bigint);\n',
    '2_berths.down.sql': 'DROP TABLE berths;\n',
  };
  const source = sourceOf(files);

  it('change nothing where a down script is missing', async () => {
    await up(server.databases, { source, target: server.target });
    for (const [direction, confirmed] of [
      ['redo', ''],
      ['reset', 'RESET'],
    ] as const) {
      const input = { source, target: server.target, direction, confirmed, ...(direction === 'redo' && { count: 2 }) };
      const report = await run(input, toolsOf(server.databases));
      assert.equal(report.outcome, 'refused');
      assert.match(report.message ?? '', /1 ports has no down script/);
    }
    assert.deepEqual(await server.standing(source), ['1 applied', '2 applied']);
  });

  it('bring an edited migration in, and leave it out where its new text fails', async () => {
    await up(server.databases, { source, target: server.target });
    const edited = sourceOf({ ...files, '2_berths.up.sql': 'CREATE TABLE berths (id bigint, depth int);\n' });
    const report = await run({ source: edited, target: server.target, direction: 'redo' }, toolsOf(server.databases));
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await server.standing(edited), ['1 applied', '2 applied']);
    await server.rows('SELECT depth FROM berths');
    const broken = sourceOf({ ...files, '2_berths.up.sql': 'CREATE TABLE berths (id nothing);\n' });
    const failed = await run({ source: broken, target: server.target, direction: 'redo' }, toolsOf(server.databases));
    assert.equal(failed.outcome, 'failed');
    assert.deepEqual(
      failed.steps.map(({ direction, outcome }) => [direction, outcome]),
      [
        ['down', 'done'],
        ['up', 'failed'],
      ],
    );
    assert.deepEqual(await server.standing(broken), ['1 applied', '2 pending']);
  });

  it('are rehearsed by every kind of dry run, and nothing of it stays', async () => {
    const pairs = sourceOf({ ...files, '1_ports.down.sql': 'DROP TABLE ports;\n' });
    await up(server.databases, { source: pairs, target: server.target });
    for (const direction of ['redo', 'reset'] as const) {
      for (const kind of ['list', 'sql', 'trace', 'shadow'] as const) {
        const { databases } = server;
        const report = await dryRun(
          { source: pairs, target: server.target, direction, kind },
          { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
        );
        assert.equal(report.outcome, 'done', `${direction} ${kind}: ${report.message ?? ''}`);
        assert.deepEqual(
          report.steps.map((step) => step.direction),
          direction === 'redo' ? ['down', 'up'] : ['down', 'down'],
        );
      }
    }
    assert.deepEqual(await server.standing(pairs), ['1 applied', '2 applied']);
  });

  it('ask for more than a word on a shared database, and in production reset is not to be had', async () => {
    const pairs = sourceOf({ ...files, '1_ports.down.sql': 'DROP TABLE ports;\n' });
    await up(server.databases, { source: pairs, target: server.target });
    const reset = (role: 'shared' | 'production', confirmed: string) =>
      run({ source: pairs, target: serverTarget(server.url, role), direction: 'reset', confirmed }, toolsOf(server.databases));
    assert.match((await reset('shared', 'RESET')).message ?? '', /confirm by RESET test/);
    assert.equal((await reset('shared', 'test')).outcome, 'refused');
    for (const word of ['RESET', 'RESET test', 'test']) {
      const refused = await reset('production', word);
      assert.equal(refused.outcome, 'refused');
      assert.match(refused.message ?? '', /not everything in it is rolled back at once/);
    }
    assert.equal((await reset('shared', 'RESET test')).outcome, 'done');
  });
});
