/** Servers that are none, or that send more than anyone wants: each is told of in words, in time, and harms nothing. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { memoryUsage } from 'node:process';
import { Databases } from '../../src/database/databases';
import type { Failure } from '../../src/database/connection';
import { serverTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

const databases = new Databases({ childScript: '', holder: 'a test' });

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const message = (type: string, ...parts: readonly (string | number | Buffer)[]): Buffer => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? number(part) : typeof part === 'string' ? Buffer.from(part) : part)),
  );
  return Buffer.concat([Buffer.from(type), number(body.length + 4), body]);
};
const letIn = Buffer.concat([message('R', 0), message('Z', 'I')]);
const row = message('D', Buffer.from([0, 1]), 1, 'x');

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

/** What a client says of something that answers with these bytes, and whether it then hangs up. */
async function failure(answer: Buffer, hangsUp: boolean): Promise<Failure> {
  const odd = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (hangsUp ? socket.end(answer) : socket.write(answer)));
  });
  const url = `postgres://u:secretword@127.0.0.1:${await listen(odd)}/db?sslmode=disable`;
  const connected = await databases.connect(serverTarget(url), { purpose: 'write', connectTimeoutMs: 500 });
  odd.close();
  assert.ok(!connected.ok, 'nobody is there to connect to');
  assert.doesNotMatch(JSON.stringify(connected.failure), /secretword/);
  return connected.failure;
}

describe('what is no PostgreSQL', function () {
  this.timeout(serverTimeout);
  const foreign = 'What answers there does not speak PostgreSQL’s protocol.';
  const silent = 'The server did not answer in time.';
  const broke = 'The connection broke: the server ended it or went away.';
  const garbage: readonly (readonly [what: string, answer: Buffer, says: readonly string[]])[] = [
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), [foreign]],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), [foreign]],
    ['MySQL', Buffer.from('4a0000000a382e302e333200', 'hex'), [foreign]],
    ['zeros', Buffer.alloc(100), [foreign]],
    ['ones', Buffer.alloc(100, 255), [foreign]],
    ['an error without an end, which a parser would look for for ever', message('E', 'Mgarbage\0'), [foreign]],
    ['a notice of one letter', message('N', 'M'), [foreign]],
    ['a parameter without a value', message('S', 'a\0'), [foreign]],
    ['a proof that does not exist', message('R', 99), [foreign]],
    ['a proof out of turn', message('R', 11, 'r=1'), [foreign]],
    ['a list of proofs without an end', message('R', 10, 'SCRAM-SHA-256\0'), [foreign]],
    ['Kerberos', message('R', 7), ['The server wants a proof of identity by Kerberos or SSPI, which Lockkeeper does not have.']],
    ['a length of nothing', Buffer.concat([Buffer.from('R'), number(0)]), [foreign]],
    ['columns that are not there', message('T', Buffer.from([0, 9, 0])), [foreign]],
    ['a row that nobody asked for', row, [foreign]],
    ['a row that ends too early', message('D', Buffer.from([0, 9])), [foreign]],
    ['a server that lets in and says nothing', letIn, [broke, silent]],
    ['a server that lets in and tells nonsense', Buffer.concat([letIn, row, row]), [broke, silent, foreign]],
  ];
  for (const [what, answer, says] of garbage) {
    it(`is told of: ${what}`, async () => {
      for (const hangsUp of [true, false]) {
        const { kind, message: said, advice } = await failure(answer, hangsUp);
        assert.equal(kind, 'connection');
        assert.ok(says.includes(said), said);
        assert.notEqual(advice, undefined);
      }
    });
  }
});

describe('a server that sends too much', function () {
  this.timeout(serverTimeout);
  let url: string;
  before(async () => {
    url = await (await sharedServer(17)).createDatabase();
  });

  it('has a million notices counted out, while others have their turn', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 20);
    const text = `DO $$ BEGIN FOR i IN 1..1000000 LOOP RAISE NOTICE 'notice %', i; END LOOP; END $$;`;
    const report = await up(databases, { source: sourceOf({ '1_a.sql': text }), target: serverTarget(url) });
    clearInterval(timer);
    assert.equal(report.outcome, 'done', report.message);
    assert.equal(report.steps[0]?.statements[0]?.measured?.notices.length, 50);
    assert.ok(turns > 5, `only ${turns} turns`);
  });

  it('is cancelled in an endless stream of notices', async () => {
    const stop = new AbortController();
    const source = sourceOf({ '1_b.sql': `DO $$ BEGIN LOOP RAISE NOTICE 'again'; END LOOP; END $$;` });
    const target = serverTarget(await (await sharedServer(17)).createDatabase());
    const running = up(databases, { source, target }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    assert.equal((await running).outcome, 'cancelled');
  });

  it('has the rows of a user’s statement left out before they take up memory', async () => {
    const target = serverTarget(await (await sharedServer(17)).createDatabase());
    const source = sourceOf({ '1_c.sql': `SELECT repeat('x', 200000000);\nSELECT i FROM generate_series(1, 1000) AS i;\n` });
    let most = 0;
    const before = memoryUsage().rss;
    const timer = setInterval(() => (most = Math.max(most, memoryUsage().rss - before)), 5);
    const report = await up(databases, { source, target });
    clearInterval(timer);
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(
      report.steps[0]?.statements.map(({ measured }) => measured?.rows),
      [1, 1000],
    );
    assert.ok(most < 100_000_000, `${most} bytes`);
  });
});
