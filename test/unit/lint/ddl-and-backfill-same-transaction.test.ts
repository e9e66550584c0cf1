import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE a (id bigint PRIMARY KEY, x int); CREATE TABLE b (id bigint PRIMARY KEY, y int);'];

describeRule('ddl-and-backfill-same-transaction', {
  silent: {
    'rows before the lock': { before, sql: 'UPDATE a SET x = 1; ALTER TABLE a ADD COLUMN z int;' },
    'rows of another table': { before, sql: 'ALTER TABLE a ADD COLUMN z int; UPDATE b SET y = 1;' },
    'a table made in the same migration': { sql: 'CREATE TABLE c (id int); ALTER TABLE c ADD COLUMN z int; UPDATE c SET z = 1;' },
    'a table of an earlier pending migration': {
      before,
      earlier: 'pending',
      sql: 'ALTER TABLE a ADD COLUMN z int; UPDATE a SET z = 1;',
    },
    'rows that stand in the statement': { before, sql: 'ALTER TABLE a ADD COLUMN z int; INSERT INTO a VALUES (1, 2, 3);' },
    'a file without a transaction': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE a ADD COLUMN z int;\nUPDATE a SET z = 1;',
    },
    'a table of the same name elsewhere': {
      before: [...before, 'CREATE SCHEMA s; CREATE TABLE s.a (id int, x int);'],
      sql: 'ALTER TABLE s.a ADD COLUMN z int; UPDATE a SET x = 1;',
    },
  },
  found: {
    UPDATE: {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int;\nUPDATE a SET z = 1 WHERE id > 0;',
      at: 'UPDATE a SET z = 1 WHERE id > 0',
      says: /^Nobody can read or write a until all of these rows are written/,
    },
    DELETE: { before, sql: 'ALTER TABLE a ADD COLUMN z int;\nDELETE FROM a;', at: 'DELETE FROM a' },
    'INSERT of what another table holds': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int;\nINSERT INTO a SELECT id, y, 1 FROM b;',
      at: 'INSERT INTO a SELECT id, y, 1 FROM b',
    },
    'a lock that lets others read': {
      before,
      sql: 'ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b NOT VALID;\nUPDATE a SET x = 1;',
      at: 'UPDATE a SET x = 1',
      says: /^Nobody can write a until every row is written anew:/,
    },
    'a table that the chain does not know': {
      sql: 'ALTER TABLE elsewhere ADD COLUMN z int;\nUPDATE elsewhere SET z = 1;',
      at: 'UPDATE elsewhere SET z = 1',
    },
    'a quoted name': {
      before: ['CREATE TABLE "Order Lines" (id int);'],
      sql: 'ALTER TABLE "Order Lines" ADD COLUMN z int;\nUPDATE "Order Lines" SET z = 1;',
      at: 'UPDATE "Order Lines" SET z = 1',
      says: /write Order Lines until/,
    },
  },
});
