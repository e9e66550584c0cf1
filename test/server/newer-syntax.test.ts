import assert from 'node:assert/strict';
import { Client, DatabaseError } from 'pg';
import { features } from '../../src/sql/newer-features';
import { newerSyntax } from '../../src/sql/newer-syntax';
import { loadParser } from '../../src/sql/parser';
import { SqlReader } from '../../src/sql/reader';
import { allMajors, serverTimeout, startServer, type TestServer } from '../support/servers';

/** What a version without it says: a syntax error, an option or parameter or word of which it knows nothing. */
const refusals = new Set(['42601', '0A000', '22023', '42704', '42883', '42703', '42P01']);

/** Statements in which nothing but the one thing is newer than 14, with what must be there before. */
const samples: readonly (readonly [what: string, sql: string, marked: string, setup?: string])[] = [
  ['MERGE', 'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE', 'MERGE'],
  ['NULLS NOT DISTINCT', 'ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a)', 'NULLS NOT DISTINCT'],
  ['NULLS NOT DISTINCT', 'CREATE UNIQUE INDEX ON t (a) NULLS NOT DISTINCT', 'NULLS NOT DISTINCT'],
  [
    'ON DELETE SET of some columns',
    'CREATE TABLE n (a int REFERENCES k, b int, FOREIGN KEY (b) REFERENCES k ON DELETE SET NULL (b))',
    'ON DELETE SET',
  ],
  ['the view option security_invoker', 'CREATE VIEW n WITH (security_invoker) AS SELECT 1 AS a', 'security_invoker'],
  ['the view option security_invoker', 'ALTER VIEW v SET (security_invoker = true)', 'security_invoker'],
  ['SET ACCESS METHOD', 'ALTER TABLE t SET ACCESS METHOD heap', 'SET ACCESS METHOD'],
  ['privileges ON PARAMETER', 'GRANT SET ON PARAMETER work_mem TO PUBLIC', 'ON PARAMETER'],
  ['a publication of TABLES IN SCHEMA', 'CREATE PUBLICATION p FOR TABLES IN SCHEMA public', 'TABLES IN SCHEMA'],
  ['a row filter of a publication', 'CREATE PUBLICATION p FOR TABLE t WHERE (a > 1)', 'WHERE'],
  ['columns of a publication', 'CREATE PUBLICATION p FOR TABLE t (a)', 't'],
  ['a JSON constructor', "SELECT JSON_OBJECT('é': 1)", 'JSON_OBJECT'],
  ['a JSON constructor', 'SELECT 1, JSON_ARRAY(1, 2)', 'JSON_ARRAY'],
  ['a JSON constructor', 'SELECT JSON_ARRAY(SELECT 1)', 'JSON_ARRAY'],
  ['a JSON aggregate', 'SELECT JSON_OBJECTAGG(a: b) FROM t', 'JSON_OBJECTAGG'],
  ['a JSON aggregate', 'SELECT JSON_ARRAYAGG(a) FROM t', 'JSON_ARRAYAGG'],
  ['IS JSON', 'ALTER TABLE t ADD CHECK (c IS JSON)', 'IS JSON'],
  ['a subquery in FROM without a name', 'SELECT * FROM (SELECT 1 AS a)', 'SELECT'],
  ['SYSTEM_USER', 'SELECT SYSTEM_USER', 'SYSTEM_USER'],
  ['STORAGE in a column’s definition', 'CREATE TABLE n (a text STORAGE EXTERNAL)', 'STORAGE'],
  ['statistics without a name', 'CREATE STATISTICS ON a, b FROM t', 'STATISTICS'],
  ['membership WITH INHERIT', 'GRANT pg_monitor TO helper WITH INHERIT TRUE', 'INHERIT'],
  ['membership WITH SET', 'GRANT pg_monitor TO helper WITH SET FALSE', 'SET'],
  ['the COPY option DEFAULT', "COPY t FROM '/dev/null' (DEFAULT 'x')", 'DEFAULT'],
  ['the VACUUM option BUFFER_USAGE_LIMIT', 'VACUUM (BUFFER_USAGE_LIMIT 256) t', 'BUFFER_USAGE_LIMIT'],
  ['the VACUUM option SKIP_DATABASE_STATS', 'VACUUM (SKIP_DATABASE_STATS) t', 'SKIP_DATABASE_STATS'],
  ['MERGE … RETURNING', 'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE RETURNING t.a', 'RETURNING'],
  [
    'WHEN NOT MATCHED BY SOURCE',
    'MERGE INTO t USING u ON t.a = u.a WHEN NOT MATCHED BY SOURCE THEN DELETE',
    'NOT MATCHED BY SOURCE',
  ],
  ['a JSON query function', "SELECT JSON_VALUE(jsonb '1', '$')", 'JSON_VALUE'],
  ['a JSON query function', "SELECT JSON_EXISTS(jsonb '1', '$')", 'JSON_EXISTS'],
  ['a JSON query function', "SELECT JSON_QUERY(jsonb '1', '$')", 'JSON_QUERY'],
  ['JSON(… WITH UNIQUE KEYS)', "SELECT JSON('1' WITH UNIQUE KEYS)", 'JSON'],
  ['OLD and NEW in RETURNING', 'UPDATE t SET a = 1 RETURNING coalesce(old.a, 1)', 'RETURNING'],
  ['JSON_SCALAR', 'SELECT JSON_SCALAR(1)', 'JSON_SCALAR'],
  ['JSON_SERIALIZE', "SELECT JSON_SERIALIZE('1')", 'JSON_SERIALIZE'],
  ['JSON_TABLE', "SELECT * FROM JSON_TABLE(jsonb '1', '$' COLUMNS (a int PATH '$')) AS j", 'JSON_TABLE'],
  ['SET EXPRESSION', 'ALTER TABLE g ALTER COLUMN b SET EXPRESSION AS (a + 2)', 'SET EXPRESSION'],
  ['SET STATISTICS DEFAULT', 'ALTER TABLE t ALTER COLUMN a SET STATISTICS DEFAULT', 'SET STATISTICS DEFAULT'],
  ['AT LOCAL', 'SELECT now() AT LOCAL', 'AT LOCAL'],
  ['the COPY option ON_ERROR', "COPY t FROM '/dev/null' (ON_ERROR ignore)", 'ON_ERROR'],
  ['the COPY option LOG_VERBOSITY', "COPY t FROM '/dev/null' (LOG_VERBOSITY verbose)", 'LOG_VERBOSITY'],
  ['the EXPLAIN option MEMORY', 'EXPLAIN (MEMORY) SELECT 1', 'MEMORY'],
  ['the EXPLAIN option SERIALIZE', 'EXPLAIN (ANALYZE, SERIALIZE) SELECT 1', 'SERIALIZE'],
  ['a virtual generated column', 'ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (a) VIRTUAL', 'GENERATED'],
  ['a virtual generated column', 'CREATE TABLE n (a int, b int GENERATED ALWAYS AS (a))', 'GENERATED'],
  ['NOT ENFORCED', 'CREATE TABLE n (a int CHECK (a > 0) NOT ENFORCED)', 'NOT ENFORCED'],
  ['NOT ENFORCED', 'ALTER TABLE t ADD CHECK (a > 0) NOT ENFORCED', 'NOT ENFORCED'],
  ['NOT ENFORCED', 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES k NOT ENFORCED', 'NOT ENFORCED'],
  ['ENFORCED', 'CREATE TABLE n (a int CHECK (a > 0) ENFORCED)', 'ENFORCED'],
  ['ALTER CONSTRAINT … ENFORCED', 'ALTER TABLE f ALTER CONSTRAINT f_a_fkey NOT ENFORCED', 'ENFORCED'],
  [
    'ALTER CONSTRAINT … INHERIT',
    'ALTER TABLE t ALTER CONSTRAINT named NO INHERIT',
    'INHERIT',
    'ALTER TABLE t ADD CONSTRAINT named NOT NULL a',
  ],
  ['NOT NULL as a table’s constraint', 'ALTER TABLE t ADD CONSTRAINT named NOT NULL a NOT VALID', 'NOT NULL'],
  ['NOT NULL as a table’s constraint', 'CREATE TABLE n (a int, NOT NULL a)', 'NOT NULL'],
  ['NOT NULL … NO INHERIT', 'CREATE TABLE n (a int NOT NULL NO INHERIT)', 'NO INHERIT'],
  ['WITHOUT OVERLAPS', 'CREATE TABLE n (a int4range, b daterange, PRIMARY KEY (a, b WITHOUT OVERLAPS))', 'WITHOUT OVERLAPS'],
  [
    'PERIOD in a foreign key',
    'CREATE TABLE n (a int4range, b daterange, FOREIGN KEY (a, PERIOD b) REFERENCES o (a, PERIOD b))',
    'PERIOD',
    'CREATE TABLE o (a int4range, b daterange, PRIMARY KEY (a, b WITHOUT OVERLAPS))',
  ],
  ['RETURNING WITH', 'UPDATE t SET a = 1 RETURNING WITH (OLD AS o) o.a', 'RETURNING WITH'],
  ['the COPY option REJECT_LIMIT', "COPY t FROM '/dev/null' (ON_ERROR ignore, REJECT_LIMIT 3)", 'REJECT_LIMIT'],
  ['VACUUM or ANALYZE ONLY', 'ANALYZE ONLY t', 'ONLY'],
];

const fresh = `DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP PUBLICATION IF EXISTS p;
  CREATE TABLE t (a int, b int, c text); CREATE TABLE u (a int); CREATE TABLE k (a int PRIMARY KEY);
  CREATE TABLE f (a int REFERENCES k); CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a + 1) STORED); CREATE VIEW v AS SELECT 1 AS a`;

describe('syntax newer than a version', function () {
  this.timeout(serverTimeout);
  let reader: SqlReader;
  before(async () => {
    reader = new SqlReader(await loadParser());
  });

  it('has a sample of each feature', () => {
    assert.deepEqual([...new Set(samples.map(([what]) => what))].sort(), [...new Set(features.map(({ what }) => what))].sort());
  });

  for (const [what, sql, marked] of samples) {
    it(`finds ${what} in ${sql}`, () => {
      const found = reader.read(sql).flatMap(newerSyntax);
      const last = found.reduce((a, b) => (b.since > a.since ? b : a));
      assert.deepEqual([last.what, sql.slice(last.at.start, last.at.end)], [what, marked]);
    });
  }

  for (const major of allMajors) {
    describe(`PostgreSQL ${major}`, () => {
      let server: TestServer;
      let client: Client;
      before(async () => {
        server = await startServer(major);
        client = new Client({ connectionString: await server.createDatabase() });
        await client.connect();
        await client.query('CREATE ROLE helper');
      });
      after(async () => {
        await client.end();
        await server.stop();
      });

      for (const [what, sql, , setup] of samples) {
        const since = Math.max(...features.filter((feature) => feature.what === what).map((feature) => feature.since));
        it(`${major >= since ? 'takes' : 'refuses'} ${sql}`, async () => {
          await client.query(fresh);
          if (setup !== undefined && major >= since) await client.query(setup);
          const code = await client.query(sql).then(
            () => undefined,
            (error: unknown) => (error instanceof DatabaseError ? `${error.code} ${error.message}` : String(error)),
          );
          if (major >= since) assert.equal(code, undefined);
          else assert.ok(code !== undefined && refusals.has(code.slice(0, 5)), code);
        });
      }
    });
  }
});
