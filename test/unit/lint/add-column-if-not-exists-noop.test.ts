import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id serial PRIMARY KEY, a int, v varchar(20), n numeric(10), ts timestamp with time zone);'];

describeRule('add-column-if-not-exists-noop', {
  silent: {
    'a new column': { before, sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS b int;' },
    'the same type by another name': {
      before,
      sql: 'ALTER TABLE t ADD IF NOT EXISTS a int4, ADD IF NOT EXISTS v character varying(20), ADD IF NOT EXISTS ts timestamptz;',
    },
    'the same table': { before, sql: 'CREATE TABLE IF NOT EXISTS t (id serial PRIMARY KEY, n decimal(10,0));' },
    'a new table': { before, sql: 'CREATE TABLE IF NOT EXISTS u (id int);' },
    'a table of that name in another schema': {
      before: [...before, 'CREATE SCHEMA app;'],
      sql: 'CREATE TABLE IF NOT EXISTS app.t (other int);',
    },
    'a table that was dropped': { before: [...before, 'DROP TABLE t;'], sql: 'CREATE TABLE IF NOT EXISTS t (other int);' },
    'a table from a query': { before: ['CREATE TABLE q AS SELECT 1 AS x;'], sql: 'CREATE TABLE IF NOT EXISTS q (other int);' },
    'what a block may have made': {
      before: ['DO $$ BEGIN IF random() > 0.5 THEN CREATE TABLE t (a int); END IF; END $$;'],
      sql: 'CREATE TABLE IF NOT EXISTS t (other int);',
    },
    'no IF NOT EXISTS, which fails': { before, sql: 'ALTER TABLE t ADD COLUMN a text;' },
  },
  found: {
    'another type': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a bigint;',
      at: 'IF NOT EXISTS',
      says: /^Does nothing, for t\.a exists already: a is integer and not bigint$/,
    },
    'a shorter string': { before, sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS v varchar(10);', at: 'IF NOT EXISTS' },
    'a table with other columns, even in the same file': {
      sql: `${before[0] ?? ''} CREATE TABLE IF NOT EXISTS t (id bigserial, a int, z int);`,
      at: 'IF NOT EXISTS',
      says: /^Does nothing, for t exists already: id is integer and not bigint and it has no column z$/,
    },
  },
});
