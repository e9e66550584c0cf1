import assert from 'node:assert/strict';
import { dataStatements } from '../../../src/run/data-statements';

const of = (...statements: readonly string[]): readonly string[] =>
  dataStatements(statements.map((text) => ({ text, at: { start: 0, end: text.length } })));

describe('what a script does to rows', () => {
  const schemas = [
    'CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED)',
    'CREATE VIEW v AS SELECT 1',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ DELETE FROM t RETURNING 1 $$',
    'ALTER TABLE t ADD COLUMN a int DEFAULT 1',
    'ALTER TABLE t DROP CONSTRAINT c',
    'ALTER TABLE t REPLICA IDENTITY USING INDEX i',
    'ALTER TABLE t ADD EXCLUDE USING gist (a WITH &&)',
    'ALTER TABLE t ALTER a DROP DEFAULT',
    'DROP INDEX i',
    "COMMENT ON TABLE t IS 'insert'",
    'GRANT INSERT ON t TO u',
  ];
  for (const sql of schemas) it(`is nothing: ${sql}`, () => assert.deepEqual(of(sql), []));

  const rows = [
    'INSERT INTO t VALUES (1)',
    'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x',
    'DO $$ BEGIN END $$',
    "SELECT setval('s', 5)",
    'CALL p()',
    'TRUNCATE t',
    'CREATE TABLE u AS SELECT * FROM t',
    'CREATE UNLOGGED TABLE u AS TABLE t',
    'ALTER TABLE t ALTER a TYPE int USING a::int',
    'ALTER TABLE t DROP COLUMN a',
    'ALTER TABLE t DROP a',
    'DROP TABLE t',
  ];
  for (const sql of rows) it(`is something: ${sql}`, () => assert.equal(of(sql).length, 1));

  it('is the same however it is written', () => {
    assert.deepEqual(of('insert  into T values (1) -- one'), of('INSERT INTO t\nVALUES (1);'));
    assert.deepEqual(of('DROP TABLE IF EXISTS t CASCADE'), of('drop table t'));
    assert.notDeepEqual(of("INSERT INTO t VALUES ('A')"), of("INSERT INTO t VALUES ('a')"));
  });

  it('counts a default that fills rows only where the script changes it again', () => {
    const add = 'ALTER TABLE t ADD COLUMN a int DEFAULT 1';
    assert.deepEqual(of(add, 'ALTER TABLE t ALTER a SET DEFAULT 2').length, 1);
    assert.deepEqual(of(add, 'ALTER TABLE t ALTER b SET NOT NULL'), []);
  });
});
