import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from '../../src/database/databases';
import type { Connection } from '../../src/database/connection';
import { failureOf } from '../../src/database/failure';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { rowsOf, sourceOf, up } from '../support/runs';
import { serverTimeout } from '../support/servers';

describe('the embedded server', function () {
  this.timeout(serverTimeout);
  const opened: Databases[] = [];
  const open = async (options?: Parameters<typeof testDatabases>[0]): Promise<Databases> => {
    const databases = await testDatabases(options);
    opened.push(databases);
    return databases;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((databases) => databases.close()));
  });
  const connect = async (databases: Databases, target = embeddedTarget()): Promise<Connection> => {
    const answer = await databases.connect(target, { purpose: 'write' });
    assert.ok(answer.ok, answer.ok ? '' : answer.failure.message);
    return answer.connection;
  };
  const pidOf = (directory: string): number => (JSON.parse(readFileSync(join(directory, 'lock'), 'utf8')) as { pid: number }).pid;

  it('keeps what was committed when its process is killed in the middle of a statement, and opens again', async () => {
    const databases = await open();
    const target = embeddedTarget();
    const connection = await connect(databases, target);
    await connection.execute('CREATE TABLE kept (a int)');
    await connection.script('BEGIN');
    await connection.execute('INSERT INTO kept VALUES (1)');
    const endless = connection.execute('SELECT count(*) FROM generate_series(1, 100000000000)');
    setTimeout(() => void connection.cancel(), 300);
    await assert.rejects(endless, (error) => failureOf(error).kind === 'connection');
    await connection.close();
    assert.deepEqual(await rowsOf(databases, target, 'SELECT count(*)::int AS n FROM kept'), [{ n: 0 }]);
  });

  it('cancels a run, which keeps nothing of the migration in hand', async () => {
    const databases = await open();
    const target = embeddedTarget();
    const stop = new AbortController();
    const source = sourceOf({
      '1_a.sql': 'CREATE TABLE a (i int);',
      '2_b.sql': 'CREATE TABLE b (i int);\nSELECT count(*) FROM generate_series(1, 100000000000);',
    });
    const report = await up(
      databases,
      { source, target },
      {
        signal: stop.signal,
        on: (event) => event.kind === 'statement' && event.text.startsWith('SELECT') && setTimeout(() => stop.abort(), 300),
      },
    );
    assert.equal(report.outcome, 'cancelled');
    assert.deepEqual(
      report.steps.map(({ outcome }) => outcome),
      ['done', 'cancelled'],
    );
    assert.deepEqual(
      await rowsOf(databases, target, `SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b`),
      [{ a: true, b: false }],
    );
  });

  it('has one opener; another one is told who it is', async () => {
    const target = embeddedTarget();
    const first = await open({ holder: 'VS Code' });
    const connection = await connect(first, target);
    const answer = await (await open({ holder: 'lockkeeper up' })).connect(target, { purpose: 'read' });
    assert.ok(!answer.ok);
    assert.equal(answer.failure.kind, 'locked');
    assert.equal(
      answer.failure.message,
      `The embedded database is open elsewhere: locked by VS Code, pid ${pidOf(target.directory)}.`,
    );
    await connection.close();
    const report = await up(await open(), { source: sourceOf({ '1_a.sql': 'SELECT 1;' }), target });
    assert.equal(report.outcome, 'locked');
  });

  it('takes over the lock of a process that has died', async () => {
    const target = embeddedTarget();
    mkdirSync(target.directory, { recursive: true });
    const dead = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    await once(dead, 'exit');
    writeFileSync(join(target.directory, 'lock'), JSON.stringify({ pid: dead.pid, holder: 'a ghost', socket: '' }));
    const databases = await open();
    await (await connect(databases, target)).close();
    assert.notEqual(pidOf(target.directory), dead.pid);
  });

  it('is given back after a while without a connection', async () => {
    const target = embeddedTarget();
    const databases = await open({ idleMs: 100 });
    await (await connect(databases, target)).close();
    for (let i = 0; i < 100 && existsSync(join(target.directory, 'lock')); i++) await sleep(50);
    assert.equal(existsSync(join(target.directory, 'lock')), false);
    await (await connect(databases, target)).close();
  });

  it('serves one connection after another, each with a session of its own', async () => {
    const databases = await open();
    const target = embeddedTarget();
    const first = await connect(databases, target);
    await first.script(`SET search_path = pg_catalog; CREATE TEMP TABLE mine (a int); BEGIN`);
    let isSecond = false;
    const second = connect(databases, target).then((connection) => {
      isSecond = true;
      return connection;
    });
    await sleep(100);
    assert.equal(isSecond, false);
    await first.close();
    const { rows } = await (
      await second
    ).query({
      text: `SELECT current_setting('search_path') AS path, to_regclass('pg_temp.mine') AS mine, pg_current_xact_id_if_assigned() AS xid`,
    });
    assert.deepEqual(rows, [{ path: 'public', mine: null, xid: null }]);
    await (await second).close();
  });

  it('has the contrib extensions, and says so when one is missing', async () => {
    const databases = await open();
    const target = embeddedTarget();
    const names = [
      'pgcrypto',
      'citext',
      'pg_trgm',
      'hstore',
      'ltree',
      'btree_gist',
      'btree_gin',
      'unaccent',
      '"uuid-ossp"',
      'intarray',
      'tablefunc',
      'fuzzystrmatch',
      'cube',
      'earthdistance',
    ];
    const files = { '1_ext.sql': names.map((name) => `CREATE EXTENSION ${name};\n`).join('') };
    assert.equal((await up(databases, { source: sourceOf(files), target })).outcome, 'done');
    const report = await up(databases, { source: sourceOf({ ...files, '2_gis.sql': 'CREATE EXTENSION postgis;' }), target });
    assert.equal(report.outcome, 'failed');
    assert.match(report.steps[0]?.error?.advice ?? '', /The embedded server does not have the extension postgis/);
  });

  it('ends with the process that started it, even in the middle of a statement', async () => {
    const target = embeddedTarget();
    const script = join(import.meta.dirname, '..', 'support', 'embedded-parent.ts');
    const parent = fork(script, [target.directory], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(parent, 'message');
    await sleep(300);
    const pid = pidOf(target.directory);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const isAlive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 100 && isAlive(); i++) await sleep(50);
    assert.equal(isAlive(), false);
    await (await connect(await open(), target)).close();
  });
});
