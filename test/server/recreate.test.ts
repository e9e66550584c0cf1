import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Databases } from '../../src/database/databases';
import type { Target } from '../../src/database/target';
import { recreate, type RecreateInput } from '../../src/run/recreate';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { memoryJournal, rowsOf, serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { allMajors, isThorough, outerMajors, serverTimeout, sharedServer } from '../support/servers';

const source = sourceOf({ '1_ports.sql': 'CREATE TABLE ports (id int);\n', '2_berths.sql': 'CREATE TABLE berths (id int);\n' });
const tables = `SELECT string_agg(relname, ' ' ORDER BY relname) AS names FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
const leftOver = `SELECT count(*)::int AS count FROM pg_database WHERE datname LIKE 'lockkeeper\\_%'`;

describe('a database that is made anew', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const anew = (target: Target, more: Partial<RecreateInput> = {}, journal = memoryJournal()) =>
    recreate(
      { source, target, confirmed: target.name, ...more },
      { ...toolsOf(databases, { journal }), remove: databases.remove },
    );

  for (const version of isThorough ? allMajors : outerMajors) {
    describe(`on PostgreSQL ${version}`, () => {
      const server = () => sharedServer(version);
      const target = async () => serverTarget(await (await server()).createDatabase());
      const admin = async (text: string) => rowsOf(databases, serverTarget((await server()).url('postgres')), text);

      it('holds what the migrations make and nothing else, and keeps what it is itself', async () => {
        const own = await target();
        const [{ name } = { name: '' }] = await rowsOf(databases, own, 'SELECT current_database() AS name');
        const database = String(name);
        const role = `r_${database}`;
        await admin(`CREATE ROLE ${role}`);
        const said = [
          `ALTER DATABASE ${database} OWNER TO ${role}`,
          `ALTER DATABASE ${database} CONNECTION LIMIT 50`,
          `ALTER DATABASE ${database} SET search_path = app, "$user", public`,
          `ALTER DATABASE ${database} SET app.motto = 'it''s \\ all'`,
          `ALTER ROLE ${role} IN DATABASE ${database} SET "DateStyle" = 'German, DMY'`,
          `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
          `GRANT CONNECT ON DATABASE ${database} TO ${role} WITH GRANT OPTION`,
          `COMMENT ON DATABASE ${database} IS 'of ports, lockkeeper:role=local'`,
        ];
        for (const text of said) await admin(text);
        const traits = `SELECT to_jsonb(d) - 'oid' - 'datfrozenxid' - 'datminmxid' - 'datacl' AS own, datacl::text AS acl, shobj_description(oid, 'pg_database') AS comment,
          (SELECT jsonb_agg(jsonb_build_array(setrole, setconfig) ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid) AS settings
          FROM pg_database d WHERE datname = '${database}'`;
        const before = await admin(traits);
        await rowsOf(databases, own, 'CREATE TABLE public.by_hand (id int)');
        const journal = memoryJournal();
        const report = await anew(own, { by: 'ada' }, journal);
        assert.equal(report.outcome, 'done', report.message ?? report.run?.message);
        assert.deepEqual([report.database, report.migrations, report.run?.outcome], [database, 2, 'done']);
        assert.deepEqual(await admin(traits), before);
        assert.deepEqual(await rowsOf(databases, own, tables), [{ names: '_sqlx_migrations berths ports' }]);
        assert.deepEqual(await admin(leftOver), [{ count: 0 }]);
        const entries = await journal.read();
        assert.deepEqual(
          entries.flatMap((entry) => (entry.kind === 'begun' ? [`${entry.command} by ${entry.by}`] : [])),
          ['recreate by ada', 'up by ada'],
        );
        await admin(`ALTER DATABASE ${database} OWNER TO CURRENT_USER`);
      });

      it('keeps an encoding and a locale that are not those of the template', async () => {
        const name = `latin_${version}_${process.pid}`;
        await admin(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`);
        const how = `SELECT encoding, datcollate, datctype FROM pg_database WHERE datname = '${name}'`;
        const before = await admin(how);
        const report = await anew(serverTarget((await server()).url(name)));
        assert.equal(report.outcome, 'done', report.message);
        assert.deepEqual(await admin(how), before);
        await admin(`DROP DATABASE ${name}`);
      });

      it('is not made where somebody is connected, who is named, and stays as it was', async () => {
        const own = await target();
        await rowsOf(databases, own, 'CREATE TABLE by_hand (id int)');
        const held = await databases.connect(own, { purpose: 'read' });
        assert.ok(held.ok);
        try {
          for (const isDryRun of [true, false]) {
            const report = await anew(own, { isDryRun });
            assert.equal(report.outcome, 'refused', report.message);
            assert.match(
              report.message ?? '',
              new RegExp(`\\(process ${held.connection.pid}\\) is connected to .*: close it first\\.$`),
            );
          }
        } finally {
          await held.connection.close();
        }
        assert.deepEqual(await rowsOf(databases, own, tables), [{ names: 'by_hand' }]);
        assert.deepEqual(await admin(leftOver), [{ count: 0 }]);
      });
    });
  }

  it('is a local or the embedded one, whatever the URL says, and only by its name', async () => {
    const server = await sharedServer(18);
    const url = await server.createDatabase();
    const local = serverTarget(url);
    await rowsOf(databases, local, 'CREATE TABLE by_hand (id int)');
    for (const confirmed of [undefined, 'RESET', 'test2']) {
      const report = await recreate(
        { source, target: local, ...(confirmed !== undefined && { confirmed }) },
        { ...toolsOf(databases), remove: databases.remove },
      );
      assert.equal(report.outcome, 'refused');
      assert.match(report.message ?? '', /drops everything in it: confirm by its name, test\.$/);
    }
    for (const role of ['shared', 'production'] as const) {
      assert.equal((await anew(serverTarget(url, role))).outcome, 'refused');
      assert.equal((await anew(serverTarget(url, role), { isDryRun: true })).outcome, 'refused');
    }
    const [{ name } = { name: '' }] = await rowsOf(databases, local, 'SELECT current_database() AS name');
    await rowsOf(databases, local, `COMMENT ON DATABASE ${String(name)} IS 'lockkeeper:role=production'`);
    const marked = await anew(local);
    assert.deepEqual([marked.outcome, marked.run], ['refused', undefined]);
    assert.match(marked.message ?? '', /is a production database: only a local or the embedded one is dropped/);
    assert.equal((await anew(serverTarget(server.url('postgres')))).outcome, 'refused');
    assert.deepEqual(await rowsOf(databases, local, tables), [{ names: 'by_hand' }]);
  });

  it('is not dropped where its migrations cannot run, or whoever asks may not make one', async () => {
    const server = await sharedServer(18);
    const url = await server.createDatabase();
    const local = serverTarget(url);
    await rowsOf(databases, local, 'CREATE TABLE by_hand (id int)');
    const torn = sourceOf({ '1_ports.sql': 'CREATE TABLE ports (id int);\n', '2_more.sql': 'COMMIT;\n' });
    const refused = await anew(local, { source: torn });
    assert.equal(refused.outcome, 'refused');
    assert.match(refused.message ?? '', /Nothing was dropped\.$/);
    const [{ name } = { name: '' }] = await rowsOf(databases, local, 'SELECT current_database() AS name');
    const role = `poor_${process.pid}`;
    await rowsOf(databases, local, `CREATE ROLE ${role} LOGIN PASSWORD 'hunter22'`);
    await rowsOf(databases, local, `ALTER DATABASE ${String(name)} OWNER TO ${role}`);
    const poor = new URL(url);
    [poor.username, poor.password] = [role, 'hunter22'];
    const report = await anew(serverTarget(poor.href));
    assert.equal(report.outcome, 'failed', report.message);
    assert.match(report.message ?? '', /permission denied to create database/);
    assert.deepEqual(await rowsOf(databases, local, tables), [{ names: 'by_hand' }]);
    await rowsOf(databases, local, `ALTER DATABASE ${String(name)} OWNER TO CURRENT_USER`);
  });

  it('is not dropped where a subscription belongs to it, which its renaming does not mind', async () => {
    const own = serverTarget(await (await sharedServer(18)).createDatabase());
    await rowsOf(databases, own, 'CREATE TABLE by_hand (id int)');
    const name = `kept_${process.pid}`;
    await rowsOf(
      databases,
      own,
      `CREATE SUBSCRIPTION ${name} CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE)`,
    );
    const report = await anew(own);
    assert.equal(report.outcome, 'refused');
    assert.match(report.message ?? '', /subscription/);
    assert.deepEqual(await rowsOf(databases, own, tables), [{ names: 'by_hand' }]);
    assert.deepEqual(await rowsOf(databases, own, leftOver), [{ count: 0 }]);
    await rowsOf(databases, own, `DROP SUBSCRIPTION ${name}`);
  });

  it('is made where it is not there yet', async () => {
    const name = `recreated_${process.pid}`;
    const own = serverTarget((await sharedServer(18)).url(name));
    const rehearsed = await anew(own, { isDryRun: true });
    assert.deepEqual([rehearsed.outcome, rehearsed.migrations, rehearsed.run], ['done', 2, undefined]);
    assert.equal((await databases.connect(own, { purpose: 'read' })).ok, false);
    assert.equal((await anew(own)).outcome, 'done');
    assert.deepEqual(await rowsOf(databases, own, tables), [{ names: '_sqlx_migrations berths ports' }]);
  });

  it('is the embedded one with a data directory of its own, but for one that another process has open', async () => {
    const own = embeddedTarget();
    assert.equal((await up(databases, { source, target: own })).outcome, 'done');
    await rowsOf(databases, own, 'CREATE TABLE by_hand (id int)');
    assert.equal((await anew(own, { confirmed: 'RESET' })).outcome, 'refused');
    assert.equal((await anew(own, { isDryRun: true })).outcome, 'done');
    // What a process left behind that was killed in the midst of it.
    mkdirSync(join(own.directory, 'data.old'));
    writeFileSync(join(own.directory, 'data.old', 'PG_VERSION'), '18\n');
    assert.equal((await anew(own)).outcome, 'done');
    assert.equal(existsSync(join(own.directory, 'data.old')), false);
    assert.deepEqual(await rowsOf(databases, own, tables), [{ names: '_sqlx_migrations berths ports' }]);
    const others = await testDatabases({ holder: 'VS Code' });
    try {
      await databases.close();
      await rowsOf(others, own, 'SELECT 1');
      const report = await anew(own);
      assert.equal(report.outcome, 'locked');
      assert.match(report.message ?? '', /VS Code/);
    } finally {
      await others.close();
    }
    assert.deepEqual(await rowsOf(databases, own, tables), [{ names: '_sqlx_migrations berths ports' }]);
  });
});
