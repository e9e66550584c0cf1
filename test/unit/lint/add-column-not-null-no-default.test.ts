import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY);'];

describeRule('add-column-not-null-no-default', {
  silent: {
    'a nullable column': { before, sql: 'ALTER TABLE t ADD COLUMN a int;' },
    'a constant default': { before, sql: "ALTER TABLE t ADD COLUMN a text NOT NULL DEFAULT 'x';" },
    'an identity': { before, sql: 'ALTER TABLE t ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY;' },
    'a serial': { before, sql: 'ALTER TABLE t ADD COLUMN a bigserial NOT NULL;' },
    'a generated column': { before, sql: 'ALTER TABLE t ADD COLUMN a bigint NOT NULL GENERATED ALWAYS AS (id * 2) STORED;' },
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u ADD COLUMN b int NOT NULL;' },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t ADD COLUMN a int NOT NULL;' },
    'a column that is there already': {
      before: ['CREATE TABLE t (a int);'],
      sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS a int NOT NULL;',
    },
    'a domain that brings a default': {
      before: [...before, "CREATE DOMAIN currency AS text DEFAULT 'EUR';"],
      sql: 'ALTER TABLE t ADD COLUMN a currency NOT NULL;',
    },
  },
  found: {
    'NOT NULL without a default': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN a int NOT NULL;',
      at: 'NOT NULL',
      says: /^Fails with 23502 as soon as t holds a row: a is NOT NULL and has no default$/,
      fixes: ['Add the column without NOT NULL'],
    },
    'DEFAULT NULL, which is none': { before, sql: 'ALTER TABLE t ADD COLUMN a int DEFAULT NULL NOT NULL;', at: 'NOT NULL' },
    'one clause of several': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int not  null, ADD COLUMN c int DEFAULT 1 NOT NULL;',
      at: 'not  null',
    },
    'a table created and filled here': {
      sql: 'CREATE TABLE u (a int); INSERT INTO u VALUES (1); ALTER TABLE u ADD COLUMN b int NOT NULL;',
      at: 'NOT NULL',
    },
    'the table in another schema': {
      before: ['CREATE SCHEMA app; CREATE TABLE app.t (id int);'],
      sql: 'ALTER TABLE app.t ADD COLUMN a int NOT NULL;',
      at: 'NOT NULL',
      says: /app\.t holds a row/,
    },
  },
});
