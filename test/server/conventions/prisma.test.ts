import assert from 'node:assert/strict';
import { prisma } from '../../../src/migrations/conventions/prisma';
import { describeOnServer } from '../../support/on-server';
import { schemaEngine } from '../../support/prisma-engine';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '20250101120000_ports/migration.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n',
    '20250102120000_index/migration.sql': 'CREATE INDEX CONCURRENTLY ports_id ON ports (id);\n',
    '20250102120000_index/down.sql': 'DROP INDEX CONCURRENTLY ports_id;\n',
  },
  prisma,
);
const [ports, index] = source.migrations;

describeOnServer('Prisma on a server', (server) => {
  const table = () =>
    server.rows(
      `SELECT length(id) AS id, checksum, migration_name AS name, logs, applied_steps_count AS steps,
              finished_at IS NOT NULL AS finished, finished_at >= started_at AS ordered, rolled_back_at IS NOT NULL AS back
         FROM _prisma_migrations ORDER BY started_at`,
    );

  it('writes rows with an id, two times and one step, and marks what was rolled back', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const row = (migration: typeof ports): Record<string, unknown> => ({
      ...{ id: 36, checksum: prisma.history.checksum!(migration!), name: migration!.version },
      ...{ logs: null, steps: 1, finished: true, ordered: true, back: false },
    });
    assert.deepEqual(await table(), [row(ports), row(index)]);
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index applied']);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await table())[1]?.['back'], true);
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index applied']);
  });

  it('goes on from rows that Prisma has written', async () => {
    for (const { text } of prisma.history.setup) await server.rows(text);
    await server.rows('CREATE TABLE ports (id bigint PRIMARY KEY)');
    await server.rows(
      `INSERT INTO _prisma_migrations VALUES ('70d7ff4e-2c2c-4f0f-9a42-2c8f6f9c4a11', '${prisma.history.checksum!(ports!)}', now(), '20250101120000_ports', NULL, NULL, now() - interval '1 s', 1)`,
    );
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
  });

  it('leaves the row of what failed outside a transaction without an end, with what was said', async () => {
    const broken = sourceOf({ '20250101120000_a/migration.sql': 'VACUUM nothing;' }, prisma);
    assert.equal((await up(server.databases, { source: broken, target: server.target })).outcome, 'failed');
    assert.deepEqual(await server.standing(broken), ['20250101120000_a failed']);
    const [row] = await table();
    assert.deepEqual([row?.['steps'], row?.['finished']], [0, false]);
    assert.equal(typeof row?.['logs'], 'string');
  });

  describe('in turns with Prisma’s own engine', () => {
    const files = {
      '20250101120000_ports/migration.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\nINSERT INTO ports VALUES (1);\n',
      '20250102120000_berths/migration.sql': '-- Windows’ lines\r\nCREATE TABLE berths (port bigint REFERENCES ports);\r\n',
      '20250103120000_index/migration.sql': 'CREATE INDEX CONCURRENTLY berths_port ON berths (port);\n',
      'migration_lock.toml': 'provider = "postgresql"\n',
    };
    const chain = sourceOf(files, prisma);
    const names = chain.migrations.map(({ version }) => version);
    const standing = (count: number): readonly string[] =>
      names.map((name, index) => `${name} ${index < count ? 'applied' : 'pending'}`);
    const whole = { editedMigrationNames: [], failedMigrationNames: [], hasMigrationsTable: true, history: null };
    /** The engine with the first so many migrations. */
    const real = (count: number, texts: Readonly<Record<string, string>> = files) =>
      schemaEngine(
        server.url,
        Object.fromEntries(names.slice(0, count).map((name) => [name, texts[`${name}/migration.sql`] ?? ''])),
      );

    it('goes on where Prisma has been, which then finds the same history', async () => {
      assert.deepEqual(await real(1).apply(), names.slice(0, 1));
      assert.deepEqual(await server.standing(chain), standing(1));
      assert.equal((await up(server.databases, { source: chain, target: server.target })).outcome, 'done');
      const engine = real(3);
      assert.deepEqual(await engine.diagnose(), whole);
      assert.deepEqual(await engine.apply(), []);
      const rows = await table();
      assert.deepEqual({ ...rows[1], name: '', checksum: '' }, { ...rows[0], name: '', checksum: '' });
    });

    it('begins, Prisma goes on, and each sees what the other marked as rolled back', async () => {
      assert.equal((await up(server.databases, { source: chain, target: server.target, count: 1 })).outcome, 'done');
      const engine = real(3);
      assert.deepEqual(await engine.diagnose(), {
        ...whole,
        history: { diagnostic: 'databaseIsBehind', unappliedMigrationNames: names.slice(1) },
      });
      assert.deepEqual(await engine.apply(), names.slice(1));
      assert.deepEqual(await server.standing(chain), standing(3));
      const withDown = sourceOf({ ...files, '20250103120000_index/down.sql': 'DROP INDEX CONCURRENTLY berths_port;\n' }, prisma);
      assert.equal((await down(server.databases, { source: withDown, target: server.target, count: 1 })).outcome, 'done');
      assert.deepEqual(await engine.apply(), names.slice(2));
      assert.deepEqual(await server.standing(chain), standing(3));
    });

    it('takes the same changes for edits, and line ends for none', async () => {
      assert.equal((await up(server.databases, { source: chain, target: server.target })).outcome, 'done');
      const ends = Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path,
          text.includes('\r') ? text.replaceAll('\r', '') : text.replaceAll('\n', '\r\n'),
        ]),
      );
      assert.deepEqual(await real(3, ends).diagnose(), whole);
      assert.deepEqual(await server.standing(sourceOf(ends, prisma)), standing(3));
      const edited = { ...files, [`${names[0]}/migration.sql`]: 'CREATE TABLE ports (id bigint PRIMARY KEY);\n' };
      assert.deepEqual((await real(3, edited).diagnose()).editedMigrationNames, names.slice(0, 1));
      assert.deepEqual((await server.standing(sourceOf(edited, prisma)))[0], `${names[0]} changed`);
    });

    it('sees what failed in Prisma’s hands, which sees what failed in ours', async () => {
      const name = '20250101120000_broken';
      const text = 'VACUUM nothing;\n';
      const broken = { [name]: text };
      const ours = sourceOf({ [`${name}/migration.sql`]: text, 'migration_lock.toml': '' }, prisma);
      await assert.rejects(schemaEngine(server.url, broken).apply(), /No such table: nothing/);
      assert.deepEqual(await server.standing(ours), [`${name} failed`]);
      const theirs = (await table()).map((row) => ({ ...row, logs: typeof row['logs'] }));
      await server.renew();
      assert.equal((await up(server.databases, { source: ours, target: server.target })).outcome, 'failed');
      const engine = schemaEngine(server.url, broken);
      assert.deepEqual((await engine.diagnose()).failedMigrationNames, [name]);
      await assert.rejects(engine.apply(), /found failed migrations/);
      assert.deepEqual(
        (await table()).map((row) => ({ ...row, logs: typeof row['logs'] })),
        theirs,
      );
      await engine.markRolledBack(name);
      assert.deepEqual(await server.standing(ours), [`${name} pending`]);
    });

    it('makes the table that Prisma makes', async () => {
      const made = () =>
        server.rows(
          `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
        );
      await real(1).apply();
      const theirs = await made();
      await server.renew();
      assert.equal((await up(server.databases, { source: chain, target: server.target, count: 1 })).outcome, 'done');
      assert.deepEqual(await made(), theirs);
    });
  });
});
