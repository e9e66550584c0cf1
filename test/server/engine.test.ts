import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Databases } from '../../src/database/databases';
import type { Target } from '../../src/database/target';
import type { Source } from '../../src/migrations/project';
import type { WorkspaceEngine } from '../../src/workspace/workspace-engine';
import { testDatabases } from '../support/embedded';
import { serverTimeout, sharedServer } from '../support/servers';
import { testEngine } from '../support/workspace-engine';

describe('the engine', function () {
  this.timeout(serverTimeout);
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'lockkeeper-engine-')));
  const root = join(home, 'app');
  const file = (name: string): string => join(root, 'migrations', name);
  let databases: Databases;
  let engine: WorkspaceEngine;

  before(async () => {
    mkdirSync(join(root, 'migrations'), { recursive: true });
    writeFileSync(file('20250101000000_create_berth.sql'), 'CREATE TABLE berth (id int);\n');
    writeFileSync(file('20250102000000_index_berth.sql'), 'CREATE INDEX berth_idx ON berth (id);\n');
    databases = await testDatabases();
    engine = testEngine(root, home, databases, await (await sharedServer(16)).createDatabase());
  });
  after(async () => {
    await engine.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  async function sourceAndTarget(name: string): Promise<{ source: Source; target: Target }> {
    const [source] = (await engine.project()).sources;
    assert.ok(source);
    const target = (await engine.targets(source)).targets.find((each) => each.name === name);
    assert.ok(target);
    return { source, target };
  }

  async function up(name: string, count: number): Promise<string> {
    const { source, target } = await sourceAndTarget(name);
    const report = await engine.run({ source, target, direction: 'up', count }, () => undefined, new AbortController().signal);
    return report.outcome;
  }

  const severities = async (): Promise<readonly string[]> =>
    (await engine.lint(file('20250102000000_index_berth.sql')))
      .filter(({ rule }) => rule === 'create-index-not-concurrent')
      .map(({ severity }) => severity);

  it('starts no server to say that nothing was ever applied on embedded', async () => {
    const { source, target } = await sourceAndTarget('embedded');
    const report = await engine.status(source, target);
    assert.deepEqual(report.ok && report.status.migrations.map(({ state }) => state.kind), ['pending', 'pending']);
    assert.ok(target.kind === 'embedded' && !existsSync(target.directory));
  });

  it('has one finding for a file that is no text, until its editor holds one', async () => {
    const garbled = file('20250103000000_garbled.sql');
    writeFileSync(garbled, 'D\0R\0O\0P\0');
    engine.invalidate();
    const rules = async (text?: string): Promise<readonly string[]> =>
      (await engine.lint(garbled, text)).map(({ rule }) => rule).filter((rule) => rule !== 'missing-lock-timeout');
    assert.deepEqual(await rules(), ['unreadable-file']);
    assert.deepEqual(await rules('DROP TABEL berth;'), ['unreadable-file', 'syntax-error']);
    rmSync(garbled);
    engine.invalidate();
  });

  it('says what a target is and how much it holds', async () => {
    const { target } = await sourceAndTarget('DATABASE_URL');
    const described = await engine.describe(target);
    assert.ok(described.ok && target.kind === 'server');
    assert.equal(described.database, new URL(target.url).pathname.slice(1));
    assert.match(described.version, /^PostgreSQL 16\.\d+$/);
    assert.equal(described.tables, 0);
    assert.ok(described.bytes > 1_000_000);
  });

  it('knows a database again, and another one by the same address', async () => {
    const { target } = await sourceAndTarget('DATABASE_URL');
    assert.ok(target.kind === 'server');
    const [first, second] = [await sharedServer(16), await sharedServer(17)];
    const url = await first.createDatabase('twin');
    await second.createDatabase('twin');
    let behind = first.port;
    const tunnel = createServer((near) => {
      const far = connect(behind, '127.0.0.1');
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
    });
    tunnel.listen(0, '127.0.0.1');
    await once(tunnel, 'listening');
    const through = new URL(url);
    through.port = String((tunnel.address() as AddressInfo).port);
    const identity = async (of: string): Promise<string> => {
      const report = await engine.describe({ ...target, url: of });
      assert.ok(report.ok, JSON.stringify(report));
      return report.identity;
    };
    try {
      const one = await identity(String(through));
      assert.equal(await identity(String(through)), one);
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('CREATE ROLE visitor LOGIN');
      await client.end();
      through.username = 'visitor';
      assert.equal(await identity(String(through)), one, 'whoever asks');
      assert.notEqual(await identity(await first.createDatabase()), one, 'another database of the server');
      through.username = 'postgres';
      behind = second.port;
      assert.notEqual(await identity(String(through)), one, 'another server at the other end of the tunnel');
    } finally {
      tunnel.close();
    }
  });

  it('says what role the database claims for itself', async () => {
    const { source, target } = await sourceAndTarget('DATABASE_URL');
    assert.ok(target.kind === 'server' && target.role === 'local');
    const client = new Client({ connectionString: target.url });
    await client.connect();
    const name = new URL(target.url).pathname.slice(1);
    await client.query(`COMMENT ON DATABASE "${name}" IS 'orders; lockkeeper:role=production'`);
    const report = await engine.status(source, target);
    assert.equal(report.ok && report.role, 'production');
    await client.query(`COMMENT ON DATABASE "${name}" IS NULL`);
    await client.end();
    const again = await engine.status(source, target);
    assert.equal(again.ok && again.role, undefined);
  });

  it('has one embedded database for a folder, on whichever way to it', async () => {
    const { target } = await sourceAndTarget('embedded');
    const link = join(home, 'link');
    symlinkSync(root, link);
    const linked = await engine.targets({ ...(await sourceAndTarget('embedded')).source, path: join(link, 'migrations') });
    const embedded = linked.targets.find(({ kind }) => kind === 'embedded');
    assert.ok(embedded?.kind === 'embedded' && target.kind === 'embedded');
    assert.equal(embedded.directory, target.directory);
  });

  it('says why a target cannot be described', async () => {
    const { target } = await sourceAndTarget('DATABASE_URL');
    assert.ok(target.kind === 'server');
    const gone = { ...target, url: target.url.replace(/\/[^/?]*(\?|$)/, '/nowhere$1') };
    const described = await engine.describe(gone);
    assert.ok(!described.ok);
    assert.match(described.error.message, /nowhere/);
  });

  it('judges in full what no history and no branch speaks of', async () => {
    assert.deepEqual(await severities(), ['warning']);
  });

  it('runs what was saved last, also where nobody told it of the change', async () => {
    await engine.project();
    writeFileSync(file('20250101000000_create_berth.sql'), 'CREATE TABLE berth (id int, depth int);\n');
    assert.equal(await up('embedded', 1), 'done');
    const { source, target } = await sourceAndTarget('embedded');
    const status = await engine.status(source, target);
    assert.equal(status.ok && status.status.migrations[0]?.state.kind, 'applied', 'the checksum is of what was run');
  });

  it('does not take what was tried on embedded for applied elsewhere', async () => {
    assert.equal(await up('embedded', 1), 'done');
    assert.deepEqual(await severities(), ['warning']);
  });

  it('takes a server’s history for what has run: hints only', async () => {
    assert.equal(await up('DATABASE_URL', 2), 'done');
    const { source, target } = await sourceAndTarget('DATABASE_URL');
    await engine.status(source, target);
    assert.deepEqual(await severities(), ['hint']);
    const embedded = await sourceAndTarget('embedded');
    await engine.status(embedded.source, embedded.target);
    assert.deepEqual(await severities(), ['hint'], 'a look at embedded takes nothing back');
  });

  it('runs nothing, and says why, where the folder has vanished', async () => {
    const { source, target } = await sourceAndTarget('DATABASE_URL');
    rmSync(join(root, 'migrations'), { recursive: true });
    for (const more of [{}, { dryRun: 'list' }] as const) {
      const report = await engine.run(
        { source, target, direction: 'up', ...more },
        () => undefined,
        new AbortController().signal,
      );
      assert.equal(report.outcome, 'refused');
      assert.match(report.message ?? '', /^migrations is not there any more/);
    }
  });
});
