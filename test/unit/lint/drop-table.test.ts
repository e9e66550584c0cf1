import { describeRule } from '../../support/rule-cases';

const before = [
  'CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (pid bigint REFERENCES p (id)); CREATE VIEW v AS SELECT 1 AS a;',
];

describeRule('drop-table', {
  silent: {
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int); DROP TABLE u;' },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'DROP TABLE t;' },
    'a temporary table': { sql: 'CREATE TEMP TABLE scratch (a int); DROP TABLE scratch;' },
    'a view': { before, sql: 'DROP VIEW v;' },
    'a table dropped just to be created, where none is known': { sql: 'DROP TABLE IF EXISTS u; CREATE TABLE u (a int);' },
  },
  found: {
    'a table, with those at the other end of a foreign key': {
      before,
      sql: 'DROP TABLE t;',
      at: 'DROP TABLE t',
      says: /^Loses every row of t for good, and code that still names the table fails; reads and writes of p wait meanwhile$/,
    },
    'a table with sequences of its own, which nobody waits for': {
      before: ['CREATE TABLE s (id bigserial, n int GENERATED ALWAYS AS IDENTITY);'],
      sql: 'DROP TABLE s;',
      at: 'DROP TABLE s',
      says: /^Loses every row of s for good, and code that still names the table fails$/,
    },
    'several in one statement': {
      before: ['CREATE TABLE a (x int); CREATE TABLE b (x int);'],
      sql: 'DROP TABLE a, b;',
      at: ['DROP TABLE a, b', 'DROP TABLE a, b'],
    },
    'a table that was renamed here': { before, sql: 'ALTER TABLE t RENAME TO u; DROP TABLE u;', at: 'DROP TABLE u' },
    'a table that no migration has made': { sql: 'DROP TABLE elsewhere;', at: 'DROP TABLE elsewhere' },
  },
});
