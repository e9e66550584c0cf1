import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { drizzle as connect } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { drizzle } from '../../../src/migrations/conventions/drizzle';
import { describeOnServer, type OnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';

const scripts = {
  '0000_ports.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n--> statement-breakpoint\nINSERT INTO ports VALUES (1);\n',
  '0001_berths.sql': 'CREATE TABLE berths (port bigint REFERENCES ports);\n',
  '0002_index.sql': 'CREATE INDEX berths_port ON berths (port);\n',
};

/** The first so many migrations. */
function filesOf(count: number): Record<string, string> {
  const own = Object.entries(scripts).slice(0, count);
  const entries = own.map(([path], idx) => ({
    ...{ idx, version: '7', when: 1_700_000_000_000 + idx, breakpoints: true },
    tag: path.replace('.sql', ''),
  }));
  return { ...Object.fromEntries(own), 'meta/_journal.json': JSON.stringify({ version: '7', dialect: 'postgresql', entries }) };
}

const source = sourceOf(filesOf(3), drizzle);

/** Drizzle's own migrator. */
async function drizzleMigrates(server: OnServer, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-drizzle-'));
  const client = new Client({ connectionString: server.url });
  try {
    for (const [path, text] of Object.entries(filesOf(count))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await client.connect();
    await migrate(connect(client), { migrationsFolder: folder });
  } finally {
    await client.end();
    rmSync(folder, { recursive: true });
  }
}

describeOnServer('Drizzle on a server', (server) => {
  const table = () => server.rows('SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id');

  it('reads what Drizzle’s own migrator has written, and adds what it takes for its own', async () => {
    await drizzleMigrates(server, 1);
    assert.deepEqual(await server.standing(source), ['0000_ports applied', '0001_berths pending', '0002_index pending']);
    const report = await up(server.databases, { source, target: server.target, count: 1 });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await server.standing(source), ['0000_ports applied', '0001_berths applied', '0002_index pending']);
    await drizzleMigrates(server, 3);
    assert.deepEqual(
      await table(),
      source.migrations.map((migration) => ({
        hash: drizzle.history.checksum!(migration),
        created_at: migration.facts!['when'],
      })),
    );
    assert.deepEqual(await server.standing(source), ['0000_ports applied', '0001_berths applied', '0002_index applied']);
  });

  it('leaves nothing behind of a run that fails, as Drizzle does', async () => {
    const files = { ...filesOf(2), '0001_berths.sql': 'SELECT 1 / 0;\n' };
    const report = await up(server.databases, { source: sourceOf(files, drizzle), target: server.target });
    assert.equal(report.outcome, 'failed');
    assert.deepEqual(await table(), []);
    assert.deepEqual(await server.rows(`SELECT to_regclass('ports') AS ports`), [{ ports: null }]);
  });

  it('makes the table that Drizzle makes, which then has nothing to do', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const before = await table();
    await drizzleMigrates(server, 3);
    assert.deepEqual(await table(), before);
    const columns = await server.rows(
      `SELECT column_name AS name, data_type AS type, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = 'drizzle' ORDER BY ordinal_position`,
    );
    await server.renew();
    await drizzleMigrates(server, 1);
    assert.deepEqual(
      columns,
      await server.rows(
        `SELECT column_name AS name, data_type AS type, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = 'drizzle' ORDER BY ordinal_position`,
      ),
    );
  });
});
