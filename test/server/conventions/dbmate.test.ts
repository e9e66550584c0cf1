import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { resolveBinary } from 'dbmate';
import { dbmate } from '../../../src/migrations/conventions/dbmate';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';
import { Trees } from '../../unit/migrations/tree-of';

const files = {
  '20250101000000_ports.sql': '-- migrate:up\nCREATE TABLE ports (id bigint);\n\n-- migrate:down\nDROP TABLE ports;\n',
  '20250102000000_berths.sql':
    '-- migrate:up\nCREATE TABLE berths (id bigint);\nINSERT INTO berths VALUES (1);\n\n-- migrate:down\nDROP TABLE berths;\n',
  '20250103000000_index.sql':
    '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY berths_id ON berths (id);\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY berths_id;\n',
};
const source = sourceOf(files, dbmate);
const versions = Object.keys(files).map((name) => name.slice(0, 14));

describeOnServer('dbmate on a server', (server) => {
  const trees = new Trees();
  after(() => trees.remove());
  const table = async () => (await server.rows('SELECT * FROM schema_migrations ORDER BY version')).map(({ version }) => version);

  /** What the real dbmate prints. */
  async function real(names: readonly string[], ...words: readonly string[]): Promise<string> {
    const root = trees.make(Object.fromEntries(Object.entries(files).filter(([name]) => names.includes(name))));
    const url = new URL(server.url);
    url.searchParams.set('sslmode', 'disable');
    const given = ['--url', url.href, '--migrations-dir', root, '--no-dump-schema', ...words];
    const { stdout, stderr } = await promisify(execFile)(resolveBinary(), given);
    return stdout + stderr;
  }

  it('keeps a row for each version, up and down', async () => {
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), versions);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), versions.slice(0, 1));
  });

  it('goes on where dbmate itself has been, and dbmate finds everything applied', async () => {
    await real(Object.keys(files).slice(0, 1), 'up');
    assert.deepEqual(await server.standing(source), [
      `${versions[0]} applied`,
      `${versions[1]} pending`,
      `${versions[2]} pending`,
    ]);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.match(await real(Object.keys(files), 'status', '--exit-code'), /Applied: 3\s+Pending: 0/);
    await real(Object.keys(files), 'up', '--strict');
    assert.deepEqual(await table(), versions);
  });

  it('begins, dbmate goes on and rolls back, and its table is as dbmate makes it', async () => {
    assert.equal((await up(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    assert.match(await real(Object.keys(files), 'up'), /Applied: 20250103000000_index\.sql/);
    assert.deepEqual(
      await server.standing(source),
      versions.map((version) => `${version} applied`),
    );
    await real(Object.keys(files), 'rollback');
    assert.deepEqual(await server.standing(source), [
      `${versions[0]} applied`,
      `${versions[1]} applied`,
      `${versions[2]} pending`,
    ]);
    // How long a version may be has changed between versions of dbmate.
    const made = () =>
      server.rows(
        `SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_name = 'schema_migrations'`,
      );
    const ours = await made();
    await server.rows('DROP TABLE schema_migrations, ports, berths');
    await real(Object.keys(files).slice(0, 1), 'up');
    assert.deepEqual(await made(), ours);
  });
});
