// Measures what tracing adds to each statement on a server of this machine: the same migration's statements sent plainly
// in a transaction, and traced. `node scripts/bench-trace.mjs [TABLES]`.
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { register } from 'tsx/cjs/api';
import { root } from './build.mjs';

register();
const { createRequire } = await import('node:module');
const require = createRequire(import.meta.url);
const { startServer } = require(join(root, 'test/support/servers.ts'));
const { connectTo } = require(join(root, 'test/support/effects/harness.ts'));
const { observe, universeOf } = require(join(root, 'src/database/observe.ts'));
const { trace } = require(join(root, 'src/database/trace.ts'));

const rounds = 5;
const tables = Number(process.argv[2] ?? 100);

const statements = Array.from({ length: 20 }, (_, n) => [
  `CREATE TABLE made_${n} (id bigint PRIMARY KEY, name text)`,
  `ALTER TABLE t${n % tables} ADD COLUMN extra_${n} int`,
  `CREATE INDEX ON t${n % tables} (name)`,
  `INSERT INTO made_${n} VALUES (1, 'a')`,
  `UPDATE t${n % tables} SET name = 'b'`,
]).flat();

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const server = await startServer(17);
try {
  const connection = await connectTo(await server.createDatabase());
  for (let n = 0; n < tables; n++) {
    await connection.script(`CREATE TABLE t${n} (id bigint PRIMARY KEY, name text NOT NULL); INSERT INTO t${n} VALUES (1, 'a')`);
  }
  const [plain, traced, added] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    await connection.script('BEGIN');
    const alone = [];
    for (const text of statements) alone.push(await timed(() => connection.execute(text)));
    await connection.script('ROLLBACK; BEGIN');
    let before = await observe(connection);
    const universe = await universeOf(connection, before);
    for (const [nth, text] of statements.entries()) {
      const ms = await timed(async () => {
        before = (await trace(connection, { text, universe, before })).after;
      });
      traced.push(ms);
      added.push(ms - alone[nth]);
    }
    plain.push(...alone);
    await connection.script('ROLLBACK');
  }
  await connection.close();
  const shown = (values) => `${median(values).toFixed(1)} ms`;
  console.log(
    `${tables} tables, ${statements.length} statements, ${rounds} rounds, load ${loadavg()[0].toFixed(1)}: ` +
      `plain ${shown(plain)}, traced ${shown(traced)}, added by tracing ${shown(added)} (medians)`,
  );
} finally {
  await server.stop();
}
