/** One migration in its transaction, the connection cut at one byte after the other, in both directions. */
import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { testDatabases } from '../support/embedded';
import { meter } from '../support/proxy';
import { rowsOf, serverTarget, sourceOf, up } from '../support/runs';
import { isThorough, serverTimeout, sharedServer } from '../support/servers';

const files = {
  '1_a.sql': 'CREATE TABLE a (i int);',
  '2_b.sql': 'CREATE TABLE b (i int);\nINSERT INTO b VALUES (1);\nINSERT INTO b VALUES (2);',
};
const source = sourceOf(files);
/** How many places of each direction are tried. */
const places = isThorough ? 400 : 24;

describe('a connection that is cut at any byte', function () {
  this.timeout(isThorough ? 1_800_000 : serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  for (const of of ['sent', 'answered'] as const) {
    it(`of what is ${of} leaves the migration whole or not there, and the report says which`, async () => {
      const server = await sharedServer(17);
      const url = await server.createDatabase();
      const direct = serverTarget(url);
      const tables = async (): Promise<unknown> =>
        (
          await rowsOf(
            databases,
            direct,
            `SELECT to_regclass('b')::text AS b, (SELECT count(*)::int FROM _sqlx_migrations) AS rows`,
          )
        )[0];
      /** The database as after the first migration, and one run through a proxy. */
      const run = async (after?: number): Promise<{ total: number; outcome: string; step?: string; message?: string }> => {
        await rowsOf(databases, direct, 'DROP TABLE IF EXISTS b');
        const proxy = await meter(server.port, after === undefined ? {} : { cut: { of, after } });
        const through = serverTarget(url.replace(/:\d+\//, `:${proxy.port}/`));
        const { outcome, steps, message } = await up(databases, { source, target: through });
        proxy.close();
        const [step] = steps;
        return { total: proxy[of](), outcome, ...(step && { step: step.outcome }), ...(message !== undefined && { message }) };
      };
      assert.equal((await up(databases, { source, target: direct, count: 1 })).outcome, 'done');
      const { total } = await run();
      const seen = new Set<string>();
      for (let nth = 0; nth <= places; nth += 1) {
        await rowsOf(databases, direct, 'DELETE FROM _sqlx_migrations WHERE version = 2');
        const at = Math.floor((total * nth) / places);
        const { outcome, step, message } = await run(at);
        const held = await settledTables(tables, step === 'done');
        const what = `byte ${at} of ${total}: ${outcome}, ${step}: ${message}`;
        assert.deepEqual(held, step === 'done' ? { b: 'b', rows: 2 } : { b: null, rows: 1 }, what);
        seen.add(`${outcome} ${step ?? ''}`);
      }
      assert.ok(seen.has('done done') && seen.has('no-connection failed'), [...seen].join());
    });
  }
});

/** A transaction whose client has gone is rolled back a moment later. */
async function settledTables(look: () => Promise<unknown>, isDone: boolean): Promise<unknown> {
  if (!isDone) await new Promise((resolve) => setTimeout(resolve, 30));
  return look();
}
