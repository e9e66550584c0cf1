import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE a (id bigint PRIMARY KEY, x int); CREATE TABLE b (id bigint PRIMARY KEY, y int);'];

describeRule('wide-lock-window', {
  silent: {
    'one table twice': { before, sql: 'ALTER TABLE a ADD COLUMN z int; ALTER TABLE a ADD COLUMN w int;' },
    'a table made in the same migration': {
      before,
      sql: 'CREATE TABLE c (id int); ALTER TABLE c ADD COLUMN z int; ALTER TABLE a ADD COLUMN z int;',
    },
    'a table that is gone': { before, sql: 'DROP TABLE a; ALTER TABLE b ADD COLUMN z int;' },
    'a table and a view of it': {
      before: [...before, 'CREATE VIEW v AS SELECT id FROM a;'],
      sql: 'DROP VIEW v; ALTER TABLE a ADD COLUMN z int;',
    },
    'a partition and its parent': {
      before: [
        "CREATE TABLE p (d date) PARTITION BY RANGE (d); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      ],
      sql: 'ALTER TABLE p1 ADD CHECK (d IS NOT NULL); ALTER TABLE p ADD COLUMN z int;',
    },
    'transactions of their own': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE a ADD COLUMN z int;\nALTER TABLE b ADD COLUMN z int;',
    },
    'locks that let others read': { before, sql: 'CREATE INDEX i ON a (x); CREATE INDEX j ON b (y);' },
  },
  found: {
    'two tables': {
      before,
      sql: 'ALTER TABLE a ADD COLUMN z int;\nALTER TABLE b ADD COLUMN z int;',
      at: 'ADD COLUMN z int',
      says: /^Keeps everyone out of a and b at once: a transaction that uses b and then a deadlocks with this one$/,
    },
    'a file once': {
      before: [...before, 'CREATE TABLE c (id int);'],
      sql: 'ALTER TABLE a ADD COLUMN z int;\nALTER TABLE b RENAME y TO w;\nALTER TABLE c ADD COLUMN z int;',
      at: 'ALTER TABLE b RENAME y TO w',
    },
  },
});
