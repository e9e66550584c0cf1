import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Databases } from '../../src/database/databases';
import type { Connection, ConnectOptions, Failure } from '../../src/database/connection';
import { endpointOf } from '../../src/database/endpoint';
import { failureOf } from '../../src/database/failure';
import { readStatus } from '../../src/run/read-status';
import { owner } from '../support/binaries';
import { rowsOf, serverTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, startServer, type TestServer } from '../support/servers';

/** Every kind of character that a URL, a connection string or a regular expression could stumble over. */
const password = `p@ss:/w?o#r%d&='"\\ é$[]`;
const write: ConnectOptions = { purpose: 'write' };

describe('connections to servers', function () {
  this.timeout(serverTimeout);
  let server: TestServer;
  const databases = new Databases({ childScript: '', holder: 'a test' });
  before(async () => {
    server = await startServer(15, { password });
  });
  after(() => server.stop());

  const open = async (url: string, options: ConnectOptions = write, role: 'local' | 'shared' = 'local'): Promise<Connection> => {
    const answer = await databases.connect(serverTarget(url, role), options);
    assert.ok(answer.ok, answer.ok ? '' : answer.failure.message);
    return answer.connection;
  };
  const refuse = async (url: string, options: ConnectOptions = write): Promise<Failure> => {
    const answer = await databases.connect(serverTarget(url), options);
    if (answer.ok) await answer.connection.close();
    assert.ok(!answer.ok, 'it should not have connected');
    return answer.failure;
  };
  const url = (more: { password?: string; database?: string; user?: string } = {}): string =>
    `postgres://${more.user ?? 'postgres'}:${encodeURIComponent(more.password ?? password)}@127.0.0.1:${server.port}/${more.database ?? 'postgres'}`;

  it('connects with a password of every special character, and says who it is', async () => {
    const connection = await open(url());
    const { rows } = await connection.query({
      text: 'SELECT application_name AS name FROM pg_stat_activity WHERE pid = $1',
      values: [connection.pid],
    });
    assert.deepEqual(rows, [{ name: 'lockkeeper' }]);
    assert.equal(Math.floor(connection.version / 10_000), 15);
    await connection.close();
  });

  describe('says in words what is wrong', () => {
    it('a wrong password', async () => {
      const failure = await refuse(url({ password: 'hunter2secret' }));
      assert.deepEqual([failure.kind, failure.sqlstate], ['connection', '28P01']);
      assert.match(failure.advice ?? '', /Check the user and the password/);
      assert.doesNotMatch(JSON.stringify(failure), /hunter2secret/);
    });
    it('no password', async () => {
      const failure = await refuse(`postgres://postgres@127.0.0.1:${server.port}/postgres`);
      assert.match(failure.message, /asks for a password, and there is none/);
    });
    it('no such database', async () => {
      assert.equal((await refuse(url({ database: 'nowhere' }))).sqlstate, '3D000');
    });
    it('nothing that listens', async () => {
      const failure = await refuse('postgres://postgres@127.0.0.1:1/postgres');
      assert.equal(failure.message, 'Nothing answers at 127.0.0.1, port 1: the connection was refused.');
    });
    it('no such host', async () => {
      assert.equal(
        (await refuse('postgres://u@no-such-host.invalid/db')).message,
        'The host no-such-host.invalid cannot be found.',
      );
    });
    it('no such socket', async () => {
      assert.match((await refuse('postgres://u@%2Fno%2Fsuch%2Fdirectory/db')).message, /^There is no socket at /);
    });
    it('a server that says nothing', async () => {
      const silent = createServer(() => undefined);
      const failure = await refuse(`postgres://u@127.0.0.1:${await listen(silent)}/db`, { ...write, connectTimeoutMs: 300 });
      assert.equal(failure.message, 'The server did not answer in time.');
      silent.close();
    });
    it('a server that speaks something else', async () => {
      const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      assert.equal(
        (await refuse(`postgres://u@127.0.0.1:${await listen(other)}/db`, { ...write, connectTimeoutMs: 2000 })).kind,
        'connection',
      );
      other.close();
    });
    for (const [bad, words] of [
      ['not a url', /no URL of the form/],
      ['postgres://u:se%cret@host:99999/db', /cannot be read|no number/],
      ['postgres://u:secretword@host/db?sslmode=maybe', /sslmode is one of/],
      ['postgres://u:secretword@host/db?sslrootcert=/nowhere.pem', /sslrootcert names cannot be read/],
    ] as const) {
      it(`a URL such as ${bad}`, async () => {
        const failure = await refuse(bad);
        assert.match(failure.message, words);
        assert.doesNotMatch(failure.message, /secretword|se%cret/);
      });
    }
    it('being cancelled', async () => {
      const stop = new AbortController();
      stop.abort();
      assert.match((await refuse(url(), { ...write, signal: stop.signal })).message, /cancelled/);
    });
  });

  it('takes the password from the password file', async () => {
    const home = mkdtempSync(join(tmpdir(), 'lockkeeper-pgpass-'));
    const file = join(home, 'pgpass');
    writeFileSync(file, `127.0.0.1:${server.port}:*:postgres:${password.replaceAll('\\', '\\\\').replaceAll(':', '\\:')}\n`, {
      mode: 0o600,
    });
    process.env['PGPASSFILE'] = file;
    try {
      await (await open(`postgres://postgres@127.0.0.1:${server.port}/postgres`)).close();
    } finally {
      delete process.env['PGPASSFILE'];
      rmSync(home, { recursive: true });
    }
  });

  it('cannot write on a shared database when it came to read', async () => {
    const reader = await open(url(), { purpose: 'read' }, 'shared');
    await assert.rejects(reader.query({ text: 'CREATE TABLE t (a int)' }), (error) => failureOf(error).sqlstate === '25006');
    await reader.reset('session');
    await assert.rejects(reader.query({ text: 'CREATE TABLE t (a int)' }), (error) => failureOf(error).sqlstate === '25006');
    await reader.close();
  });

  it('says that nothing can be written where the server is read-only', async () => {
    const connection = await open(url());
    await connection.query({ text: 'CREATE DATABASE frozen' });
    await connection.query({ text: 'ALTER DATABASE frozen SET default_transaction_read_only = on' });
    await connection.close();
    const report = await up(databases, {
      source: sourceOf({ '1_a.sql': 'SELECT 1;' }),
      target: serverTarget(url({ database: 'frozen' })),
    });
    assert.equal(report.outcome, 'refused');
    assert.match(report.message ?? '', /is read-only/);
    assert.doesNotMatch(JSON.stringify(report), new RegExp(escape(password)));
  });

  it('names what a user may not do, and changes nothing', async () => {
    const superuser = await open(url());
    await superuser.query({ text: 'CREATE DATABASE strict' });
    await superuser.query({ text: `CREATE ROLE visitor LOGIN PASSWORD 'visitorpass'` });
    await superuser.close();
    const strict = serverTarget(url({ database: 'strict', user: 'visitor', password: 'visitorpass' }));
    const report = await up(databases, { source: sourceOf({ '1_a.sql': 'SELECT 1;' }), target: strict });
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', /permission denied for schema public.*Grant the missing privilege/);
    assert.deepEqual(
      await rowsOf(
        databases,
        serverTarget(url({ database: 'strict' })),
        `SELECT 1 FROM pg_class WHERE relname LIKE '%migrations'`,
      ),
      [],
    );
  });

  it('takes what a statement says of another connection for no end of its own', async () => {
    const report = await up(databases, {
      source: sourceOf({
        '1_a.sql': `DO $$ BEGIN RAISE EXCEPTION 'no way to there' USING ERRCODE = 'sqlclient_unable_to_establish_sqlconnection'; END $$;`,
      }),
      target: serverTarget(url()),
    });
    assert.deepEqual([report.outcome, report.steps[0]?.outcome], ['failed', 'failed']);
  });

  it('survives being ended by the server while idle', async () => {
    const idle = await open(url());
    await rowsOf(databases, serverTarget(url()), 'SELECT pg_terminate_backend($1)', [idle.pid]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await assert.rejects(idle.query({ text: 'SELECT 1' }), (error) => failureOf(error).kind === 'connection');
    await idle.close();
  });

  it('reads a status in a session that cannot write, whatever the target’s role, and sends nothing that would', async () => {
    const logged = mkdtempSync(join(tmpdir(), 'lockkeeper-log-'));
    chmodSync(logged, 0o777);
    const talkative = await startServer(16, {
      settings: {
        logging_collector: 'on',
        log_directory: logged,
        log_filename: 'all.log',
        log_file_mode: '0644',
        log_statement: 'all',
      },
    });
    try {
      const target = serverTarget(talkative.url());
      const source = sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);' });
      assert.ok((await readStatus(source, target, databases.connect)).ok);
      assert.equal((await up(databases, { source, target })).outcome, 'done');
      const log = (): string => readFileSync(join(logged, 'all.log'), 'utf8');
      assert.match(log(), /CREATE TABLE a/);
      const before = log().length;
      assert.ok((await readStatus(source, target, databases.connect)).ok);
      const said = log().slice(before);
      assert.match(said, /default_transaction_read_only = on/);
      assert.match(said, /SELECT \* FROM _sqlx_migrations/);
      assert.doesNotMatch(said, /INSERT|UPDATE|DELETE|CREATE|ALTER|advisory/);
    } finally {
      await talkative.stop();
      rmSync(logged, { recursive: true });
    }
  });

  it('reads a status, or says why not', async () => {
    const source = sourceOf({ '1_a.sql': 'SELECT 1;' });
    const answer = await readStatus(source, serverTarget(url()), databases.connect);
    assert.ok(answer.ok);
    assert.deepEqual(
      answer.status.migrations.map(({ state }) => state.kind),
      ['pending'],
    );
    const refused = await readStatus(source, serverTarget('postgres://u@127.0.0.1:1/db'), databases.connect);
    assert.ok(!refused.ok && refused.why === 'no-connection');
  });
});

describe('TLS', function () {
  this.timeout(serverTimeout);
  const databases = new Databases({ childScript: '', holder: 'a test' });
  let home: string;
  let server: TestServer;
  let plain: TestServer;
  let strict: TestServer;
  let mutual: TestServer;
  let expired: TestServer;
  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'lockkeeper-tls-'));
    chmodSync(home, 0o755);
    const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { cwd: home, stdio: 'ignore' });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=Test authority',
      '-days',
      '2',
    );
    writeFileSync(join(home, 'names'), 'subjectAltName=DNS:localhost');
    const sign = (name: string, subject: string, ...more: readonly string[]): void => {
      openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`);
      const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', `${name}.pem`, '-extfile', 'names'];
      openssl('x509', '-req', '-in', `${name}.csr`, ...by, ...more);
    };
    sign('server', 'localhost', '-days', '2');
    sign('client', 'postgres', '-days', '2');
    sign('expired', 'localhost', '-days', '-1');
    // The server refuses a key that others own.
    const { uid, gid } = owner();
    for (const key of ['server.key', 'expired.key']) {
      if (uid !== undefined && gid !== undefined) chownSync(join(home, key), uid, gid);
      chmodSync(join(home, key), 0o600);
    }
    const rules = (name: string, line: string): Readonly<Record<string, string>> => {
      writeFileSync(join(home, name), `${line}\n`, { mode: 0o644 });
      return { hba_file: join(home, name) };
    };
    const withCertificate = (name: string, settings: Readonly<Record<string, string>> = {}): Promise<TestServer> =>
      startServer(16, {
        settings: {
          ...{ ssl: 'on', ssl_cert_file: join(home, `${name}.pem`), ssl_key_file: join(home, `${name}.key`) },
          ...settings,
        },
      });
    server = await withCertificate('server');
    plain = await startServer(16);
    strict = await withCertificate('server', rules('strict.conf', 'hostssl all all 127.0.0.1/32 trust'));
    const byCertificate = rules('mutual.conf', 'hostssl all all 127.0.0.1/32 cert');
    mutual = await withCertificate('server', { ...byCertificate, ssl_ca_file: join(home, 'ca.pem') });
    expired = await withCertificate('expired');
  });
  after(async () => {
    for (const each of [server, plain, strict, mutual, expired]) await each.stop();
    rmSync(home, { recursive: true });
  });

  const answer = async (host: string, parameters: string, at = server): Promise<string> => {
    const connected = await databases.connect(
      serverTarget(`postgres://postgres@${host}:${at.port}/postgres${parameters}`),
      write,
    );
    if (!connected.ok) return connected.failure.message;
    const { rows } = await connected.connection.query({ text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' });
    await connected.connection.close();
    return rows[0]?.['ssl'] === true ? 'encrypted' : 'plain';
  };

  it('has libpq’s meanings', async () => {
    const ca = `&sslrootcert=${join(home, 'ca.pem')}`;
    const untrusted = 'Nobody whom this machine trusts has signed the server’s certificate.';
    assert.equal(await answer('127.0.0.1', ''), 'plain');
    assert.equal(await answer('127.0.0.1', '?sslmode=disable'), 'plain');
    assert.equal(await answer('127.0.0.1', '?sslmode=prefer'), 'encrypted');
    assert.equal(await answer('127.0.0.1', '?sslmode=require'), 'encrypted');
    assert.equal(await answer('127.0.0.1', `?sslmode=require${ca}`), 'encrypted');
    assert.equal(await answer('127.0.0.1', `?sslmode=verify-ca${ca}`), 'encrypted');
    assert.equal(await answer('localhost', `?sslmode=verify-full${ca}`), 'encrypted');
    assert.equal(await answer('127.0.0.1', `?sslmode=verify-full${ca}`), 'The server’s certificate is for another host.');
    assert.equal(await answer('localhost', '?sslmode=verify-full'), untrusted);
    assert.match(await answer('localhost', '?sslmode=verify-ca'), /needs the authority’s certificate/);
  });

  it('goes without where that is asked for first, and encrypts where the server insists', async () => {
    assert.equal(await answer('127.0.0.1', '?sslmode=allow'), 'plain');
    assert.equal(await answer('127.0.0.1', '?sslmode=allow', strict), 'encrypted');
    assert.match(await answer('127.0.0.1', '?sslmode=disable', strict), /no encryption/);
  });

  it('proves who the client is by a certificate', async () => {
    const own = `&sslcert=${join(home, 'client.pem')}&sslkey=${join(home, 'client.key')}`;
    assert.match(await answer('127.0.0.1', '?sslmode=require', mutual), /certificate/);
    assert.equal(await answer('127.0.0.1', `?sslmode=require${own}`, mutual), 'encrypted');
  });

  it('tells an expired certificate', async () => {
    const ca = `&sslrootcert=${join(home, 'ca.pem')}`;
    for (const mode of ['verify-full', 'verify-ca']) {
      assert.equal(await answer('localhost', `?sslmode=${mode}${ca}`, expired), 'The server’s certificate has expired.');
    }
  });

  it('trusts the system’s authorities only together with the name', async () => {
    const untrusted = 'Nobody whom this machine trusts has signed the server’s certificate.';
    assert.equal(await answer('localhost', '?sslrootcert=system'), untrusted);
    for (const mode of ['allow', 'prefer', 'require', 'verify-ca']) {
      assert.match(await answer('localhost', `?sslmode=${mode}&sslrootcert=system`), /goes with sslmode=verify-full/);
    }
  });

  it('of a host elsewhere is verified in full where nothing else is said, and never given up', async () => {
    const { tls } = await endpointOf('postgres://u:p@db.example.com/app', {});
    assert.equal(tls.length, 1);
    assert.ok(tls[0] !== false && tls[0]?.rejectUnauthorized !== false && tls[0]?.checkServerIdentity === undefined);
    for (const url of ['postgres://u:p@10.0.0.1/app?sslmode=require', 'postgres://u:p@10.0.0.1/app?ssl=true']) {
      assert.ok(
        (await endpointOf(url, {})).tls.every((way) => way !== false),
        url,
      );
    }
  });

  it('is given up only where the URL allows it', async () => {
    assert.equal(await answer('127.0.0.1', '?sslmode=prefer', plain), 'plain');
    assert.equal(await answer('127.0.0.1', '?sslmode=require', plain), 'The server does not speak TLS.');
  });
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
