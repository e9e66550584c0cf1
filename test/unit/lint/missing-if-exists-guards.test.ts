import { describeRule } from '../../support/rule-cases';

const outside = '-- lockkeeper: no-transaction\n';
const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);';
const typed = { convention: 'typed', before: [orders] } as const;

describeRule('missing-if-exists-guards', {
  silent: {
    'a transaction around the file': { ...typed, sql: 'CREATE TABLE a (b int); CREATE TABLE c (d int);' },
    'several statements that are one query': {
      before: [orders],
      sql: '-- no-transaction\nCREATE TABLE a (b int); CREATE TABLE c (d int);',
    },
    'the last statement': { ...typed, sql: `${outside}VACUUM orders; CREATE TABLE a (b int);` },
    'a transaction of the file that ends with it': {
      ...typed,
      sql: `${outside}BEGIN; CREATE TABLE a (b int); DROP TABLE orders; COMMIT;`,
    },
    'an index that is built concurrently': {
      ...typed,
      sql: `${outside}CREATE INDEX CONCURRENTLY i ON orders (note); VACUUM orders;`,
    },
    'what has no guard': { ...typed, sql: `${outside}ALTER TABLE orders ADD CHECK (id > 0) NOT VALID; VACUUM orders;` },
    'what is guarded': { ...typed, sql: `${outside}DROP TABLE IF EXISTS orders; CREATE SCHEMA IF NOT EXISTS s; VACUUM;` },
    'a block, which decides for itself': {
      ...typed,
      sql: `${outside}DO $$ BEGIN CREATE TABLE a (b int); END $$; VACUUM orders;`,
    },
    'a table of the session': { ...typed, sql: `${outside}CREATE TEMP TABLE a (b int); VACUUM orders;` },
  },
  found: {
    'a transaction of the file before its end': {
      ...typed,
      sql: `${outside}begin; alter table orders drop note; commit; vacuum orders;`,
      at: 'drop',
      says: /^Fails with 42703 .*: note is gone already then$/,
      fixes: ['Add IF EXISTS'],
    },
    'several names once': { ...typed, sql: `${outside}DROP TABLE a, orders; VACUUM;`, at: 'TABLE' },
    'each clause of ALTER TABLE': {
      ...typed,
      sql: `${outside}ALTER TABLE orders ADD a int, ADD COLUMN b int, DROP CONSTRAINT c; VACUUM orders;`,
      at: ['ADD', 'ADD COLUMN', 'CONSTRAINT'],
    },
    'a materialized view and an index': {
      ...typed,
      sql: `${outside}CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX i ON m (a); DROP INDEX CONCURRENTLY j; VACUUM;`,
      at: ['VIEW', 'INDEX', 'CONCURRENTLY'],
    },
  },
});
