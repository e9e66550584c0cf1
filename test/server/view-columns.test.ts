import assert from 'node:assert/strict';
import { Client } from 'pg';
import { changesOf } from '../../src/schema/changes';
import { fold, type State } from '../../src/schema/fold';
import { emptySchema } from '../../src/schema/schema';
import { newSession } from '../../src/schema/session';
import { loadParser } from '../../src/sql/parser';
import { SqlReader } from '../../src/sql/reader';
import { serverTimeout, sharedServer } from '../support/servers';

const tables = `
  CREATE TABLE t (id int PRIMARY KEY, a text, "B" int, tags text[], j jsonb);
  CREATE TABLE u (id int, t_id int, extra date);
  CREATE SCHEMA s;
  CREATE TABLE s.t (x int, y int);
  CREATE TYPE pair AS (one int, two text);
  CREATE TABLE p (c pair);`;

/** Queries whose columns the model is to know. */
const known: readonly string[] = [
  'SELECT t.id, a AS b, "B", u.extra FROM t, u WHERE false',
  'SELECT * FROM t',
  'SELECT *, 1 AS one FROM t WHERE id > 1',
  'SELECT u.* FROM t JOIN u ON u.t_id = t.id',
  'SELECT s.t.* FROM s.t',
  'SELECT x.*, y.extra FROM t AS x LEFT JOIN u AS y USING (id)',
  'SELECT * FROM t JOIN u USING (id)',
  'SELECT * FROM t NATURAL JOIN u',
  'SELECT * FROM (t JOIN u USING (id)) AS j',
  'SELECT * FROM (SELECT id, a FROM t) AS q',
  'SELECT * FROM t AS x (one, two), (VALUES (1, 2)) AS v',
  'SELECT * FROM (VALUES (1, 2)) AS v (first, second)',
  'VALUES (1, 2, 3)',
  'WITH q AS (SELECT id FROM t), r (z) AS (SELECT id FROM q) SELECT * FROM q, r',
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n',
  'SELECT id FROM t UNION SELECT t_id FROM u',
  "SELECT count(*), max(id), coalesce(a, 'x'), nullif(id, 1), id::text FROM t GROUP BY id, a",
  "SELECT 1, 'x'::text AS x",
  'SELECT current_date, localtimestamp(2), current_user',
  'SELECT CASE WHEN id > 1 THEN a ELSE a END, CASE WHEN true THEN 1 END AS c FROM t',
  'SELECT CASE WHEN id > 1 THEN 1 ELSE 2 END FROM t',
  'SELECT (SELECT max(extra) FROM u), EXISTS (SELECT 1) FROM t',
  'SELECT ARRAY(SELECT id FROM u), (SELECT 1) FROM t',
  'SELECT ARRAY[1], ROW(1, 2)::text, greatest(1, 2), (c).two FROM p',
  'SELECT j ->> \'k\', tags[1], a COLLATE "C", extract(year FROM now()), id = 1 AS same FROM t',
  "SELECT 1::numeric(10, 2), 'x'::varchar(3), now()::date",
  "SELECT * FROM json_to_record('{}') AS r (k int, l text)",
  "SELECT trim(a), upper(a), substring(a FROM 1), position(a IN a), now() AT TIME ZONE 'UTC' FROM t",
  'TABLE t',
];

describe('the columns of views beside the catalog', function () {
  this.timeout(serverTimeout);

  for (const major of [14, 18] as const) {
    it(`are the server’s own names on PostgreSQL ${major}`, async () => {
      const server = await sharedServer(major);
      const client = new Client({ connectionString: await server.createDatabase() });
      await client.connect();
      const reader = new SqlReader(await loadParser());
      let state: State = { schema: emptySchema, session: newSession };
      const run = async (sql: string): Promise<void> => {
        for (const statement of reader.read(sql)) {
          await client.query(statement.text).catch((error: unknown) => assert.fail(`${statement.text}: ${String(error)}`));
          state = fold(state, statement, changesOf(statement), undefined);
        }
      };
      const ofServer = async (name: string): Promise<readonly string[]> => {
        const { rows } = await client.query<{ attname: string }>(
          'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum',
          [name],
        );
        return rows.map(({ attname }) => attname);
      };
      const ofModel = (name: string): readonly string[] | undefined => {
        const view = state.schema.relations.get(`public.${name}`);
        return view?.kind === 'view' || view?.kind === 'materialized-view' ? view.columns : undefined;
      };
      try {
        await run(tables);
        for (const [nth, query] of known.entries()) {
          await run(`CREATE VIEW v${nth} AS ${query}`);
          assert.deepEqual(ofModel(`v${nth}`), await ofServer(`v${nth}`), query);
        }
        await run('CREATE VIEW named (i, n) AS SELECT * FROM t; CREATE MATERIALIZED VIEW m (i) AS SELECT id, a FROM t;');
        await run('CREATE VIEW over AS SELECT *, 1 AS one FROM named; ALTER VIEW named RENAME COLUMN i TO k;');
        await run('ALTER TABLE t RENAME COLUMN a TO renamed;');
        for (const name of ['named', 'm', 'over', 'v1']) assert.deepEqual(ofModel(name), await ofServer(name), name);
        await run('CREATE VIEW f AS SELECT * FROM generate_series(1, 2)');
        assert.equal(ofModel('f'), undefined, 'a function’s columns are not known');
      } finally {
        await client.end();
      }
    });
  }
});
