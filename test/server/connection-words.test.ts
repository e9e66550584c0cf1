/** The many ways to say where a server is and as whom, each tried on a real one. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Databases } from '../../src/database/databases';
import { rowsOf, serverTarget } from '../support/runs';
import { serverTimeout, startServer, type TestServer } from '../support/servers';

/** Every printable character that is neither a letter nor a digit. */
const special = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~`;

describe('the words of a connection', function () {
  this.timeout(serverTimeout);
  const databases = new Databases({ childScript: '', holder: 'a test' });
  let home: string;
  let server: TestServer;
  const untouched = { ...process.env };
  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'lk-words-'));
    chmodSync(home, 0o777);
    server = await startServer(16, {
      password: 'p%41ss',
      settings: { listen_addresses: '127.0.0.1,::1', unix_socket_directories: home },
    });
  });
  after(async () => {
    await server.stop();
    rmSync(home, { recursive: true });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in untouched)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, untouched);
  });

  /** As whom, to which database and by which way a URL leads; else why not. */
  const led = async (url: string, environment: Readonly<Record<string, string>> = {}): Promise<string> => {
    Object.assign(process.env, environment);
    const text = `SELECT concat_ws(' ', current_user, current_database(), coalesce(host(inet_server_addr()), 'socket'),
      current_setting('work_mem')) AS words`;
    try {
      return String((await rowsOf(databases, serverTarget(url), text))[0]?.['words']);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const secret = 'p%2541ss';
  const rest = 'postgres postgres';

  it('reach an IPv6 address, a socket and a host', async () => {
    assert.equal(await led(`postgres://postgres:${secret}@[::1]:${server.port}/postgres`), `${rest} ::1 4MB`);
    assert.equal(await led(`postgres://postgres:${secret}@127.0.0.1:${server.port}/postgres`), `${rest} 127.0.0.1 4MB`);
    const socket = encodeURIComponent(home);
    assert.equal(await led(`postgres://postgres:${secret}@${socket}:${server.port}/postgres`), `${rest} socket 4MB`);
    const asParameter = `postgres:///postgres?host=${socket}&port=${server.port}&user=postgres&password=${secret}`;
    assert.equal(await led(asParameter), `${rest} socket 4MB`);
  });

  it('are filled up by the environment, as libpq does it', async () => {
    const all = {
      ...{ PGHOST: '::1', PGPORT: String(server.port), PGUSER: 'postgres', PGPASSWORD: 'p%41ss', PGDATABASE: 'template1' },
      PGOPTIONS: '-c work_mem=5MB',
    };
    assert.equal(await led('postgres://', all), 'postgres template1 ::1 5MB');
    assert.equal(
      await led(`postgres://postgres:${secret}@127.0.0.1/postgres`, { PGPORT: String(server.port) }),
      `${rest} 127.0.0.1 5MB`,
    );
  });

  it('have their password looked up in the password file, the first line that fits, unless others may read it', async () => {
    const file = join(home, 'pgpass');
    const url = `postgres://postgres@127.0.0.1:${server.port}/postgres`;
    const lines = [
      '# a comment',
      '10.0.0.1:*:*:*:wrong',
      '*:1:*:*:wrong',
      '*:*:other:*:wrong',
      '*:*:*:*:p%41ss',
      `*:*:*:*:never`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
    assert.equal(await led(url, { PGPASSFILE: file }), `${rest} 127.0.0.1 4MB`);
    const socket = `postgres://postgres@${encodeURIComponent(home)}:${server.port}/postgres`;
    for (const host of ['localhost', home]) {
      writeFileSync(file, `elsewhere:*:*:*:wrong\n${host.replaceAll(':', '\\:')}:*:*:*:p%41ss\n`);
      assert.equal(await led(socket, { PGPASSFILE: file }), `${rest} socket 4MB`, host);
    }
    writeFileSync(file, '*:*:*:*:p%41ss\n');
    chmodSync(file, 0o644);
    assert.match(await led(url, { PGPASSFILE: file }), /asks for a password, and there is none/);
    assert.match(await led(url, { PGPASSFILE: join(home, 'nowhere') }), /asks for a password, and there is none/);
  });

  it('have a password of every special character, percent-encoded, and of many as it is', async () => {
    const at = `127.0.0.1:${server.port}/postgres`;
    const admin = serverTarget(`postgres://postgres:${secret}@${at}`);
    await rowsOf(databases, admin, `CREATE ROLE odd LOGIN PASSWORD '${special.replaceAll("'", "''")}'`);
    assert.equal(await led(`postgres://odd:${encodeURIComponent(special)}@${at}`), 'odd postgres 127.0.0.1 4MB');
    const plain = `!$&'()*+,-.;=_~`;
    await rowsOf(databases, admin, `ALTER ROLE odd PASSWORD '${plain.replaceAll("'", "''")}'`);
    assert.equal(await led(`postgres://odd:${plain}@${at}`), 'odd postgres 127.0.0.1 4MB');
  });

  for (const [url, words] of [
    ['postgres://u:tokenword@one,two/db', /names several hosts/],
    ['postgres://u:tokenword@one:5432,two:5433/db', /names several hosts/],
    ['postgres://u:tokenword@/db?host=one,two', /cannot be read|names several hosts/],
    ['host=localhost password=tokenword', /no URL of the form/],
    ['postgres://u:tokenword@localhost/db?service=live', /has the parameter service, which/],
    ['postgres://u:tokenword@localhost/db?hostaddr=10.0.0.1', /has the parameter hostaddr, which/],
    ['postgres://u:tokenword@localhost/db?sslcrl=x', /has the parameter sslcrl, which/],
  ] as const) {
    it(`that lead nowhere are refused: ${url}`, async () => {
      const said = await led(url);
      assert.match(said, words);
      assert.doesNotMatch(said, /tokenword/);
    });
  }
});
