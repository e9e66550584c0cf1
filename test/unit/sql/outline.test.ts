import assert from 'node:assert/strict';
import { outlineOf } from '../../../src/sql/outline';
import { split } from '../../../src/sql/splitter';

describe('the outline of a text', () => {
  const titles: Readonly<Record<string, string>> = {
    'CREATE TABLE IF NOT EXISTS billing.Invoice (id int)': 'table: create table billing.Invoice',
    'create unlogged table "Order Line" (a int)': 'table: create table "Order Line"',
    'CREATE TEMP TABLE t AS SELECT 1': 'table: create table t',
    'ALTER TABLE ONLY orders ADD COLUMN a int': 'table: alter table orders',
    'ALTER TABLE IF EXISTS orders DROP COLUMN a': 'table: alter table orders',
    'DROP TABLE IF EXISTS a, b': 'table: drop table a',
    'CREATE FOREIGN TABLE f (a int) SERVER s': 'table: create foreign table f',
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a.b (c)': 'index: create index i on a.b',
    'CREATE INDEX ON orders (a)': 'index: create index on orders',
    'DROP INDEX CONCURRENTLY i': 'index: drop index i',
    'CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$':
      'function: create function app.touch',
    'CREATE CONSTRAINT TRIGGER t AFTER INSERT OR UPDATE ON orders DEFERRABLE EXECUTE FUNCTION f()':
      'trigger: create trigger t on orders',
    'CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()': 'trigger: create event trigger e',
    'CREATE POLICY "own rows" ON orders USING (true)': 'policy: create policy "own rows" on orders',
    'DROP POLICY p ON orders': 'policy: drop policy p',
    'CREATE OR REPLACE RECURSIVE VIEW v (a) AS SELECT 1': 'view: create view v',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY mv': 'view: refresh materialized view mv',
    "CREATE TYPE mood AS ENUM ('sad')": 'type: create type mood',
    'CREATE SCHEMA IF NOT EXISTS billing': 'schema: create schema billing',
    'CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)': 'other: create text search configuration c',
    "COMMENT ON COLUMN orders.total IS 'x'": 'other: comment on column orders.total',
    "COMMENT ON TABLE orders IS 'x'": 'table: comment on table orders',
    'GRANT SELECT, INSERT ON orders TO app': 'other: grant on orders',
    'GRANT ALL ON ALL TABLES IN SCHEMA a TO app': 'other: grant on all tables',
    'REVOKE ALL ON TABLE orders FROM app': 'table: revoke on table orders',
    'GRANT app TO owner': 'other: grant',
    'INSERT INTO orders VALUES (1)': 'rows: insert into orders',
    'update only orders set a = 1': 'rows: update orders',
    'DELETE FROM orders': 'rows: delete from orders',
    'TRUNCATE TABLE orders': 'rows: truncate orders',
    'COPY orders (a) FROM stdin': 'rows: copy orders',
    'SELECT 1': 'other: select',
    'WITH a AS (SELECT 1) SELECT 2': 'other: with',
    'DO $$ BEGIN END $$': 'other: do',
    'SET lock_timeout = 1': 'other: set lock_timeout',
    BEGIN: 'other: begin',
    '\\connect app': 'other: \\connect app',
    'CREATE TABLE': 'table: create table',
    CREATE: 'other: create',
    'CREATE TABLE ${schema}.t (a int)': 'table: create table ${schema}.t',
  };
  for (const [sql, expected] of Object.entries(titles)) {
    it(sql, () => {
      assert.deepEqual(
        outlineOf(split(sql)).map(({ kind, title }) => `${kind}: ${title}`),
        [expected],
      );
    });
  }

  it('tells of a very long text what goes on in the same way in one line', () => {
    const rows = 'INSERT INTO orders VALUES (1);\n'.repeat(1200);
    const entries = outlineOf(split(`CREATE TABLE orders (a int);\n${rows}INSERT INTO orders_old VALUES (1);\nSELECT 1;`));
    assert.deepEqual(
      entries.map(({ title }) => title),
      ['create table orders', 'insert into orders (1,200 times)', 'insert into orders_old', 'select'],
    );
    assert.equal((entries[1]?.at.end ?? 0) - (entries[1]?.at.start ?? 0), rows.length - 1);
  });

  it('has the ranges of statements and names in the text', () => {
    const sql = '-- first\nCREATE TABLE a.b (c int);\n\nCOPY a.b FROM stdin;\n1\n\\.\nSELECT 1';
    assert.deepEqual(
      outlineOf(split(sql)).map(({ at, nameAt }) => [sql.slice(at.start, at.end), sql.slice(nameAt.start, nameAt.end)]),
      [
        ['CREATE TABLE a.b (c int);', 'a.b'],
        ['COPY a.b FROM stdin;\n1\n\\.', 'a.b'],
        ['SELECT 1', 'SELECT'],
      ],
    );
  });
});
