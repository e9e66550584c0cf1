import { describeRule } from '../../support/rule-cases';

const before = [
  'CREATE TABLE t (id bigint PRIMARY KEY, amount int CONSTRAINT positive CHECK (amount > 0)); CREATE INDEX i ON t (amount);',
];

describeRule('conflicting-redefinition', {
  silent: {
    'IF NOT EXISTS': {
      before,
      sql: 'CREATE TABLE IF NOT EXISTS t (a int); ALTER TABLE t ADD COLUMN IF NOT EXISTS amount int; CREATE INDEX IF NOT EXISTS i ON t (id);',
    },
    'another schema': { before: [...before, 'CREATE SCHEMA s;'], sql: 'CREATE TABLE s.t (a int); CREATE INDEX i ON s.t (a);' },
    'what was dropped or renamed before': {
      before,
      sql: 'DROP INDEX i; CREATE INDEX i ON t (id); ALTER TABLE t RENAME amount TO old; ALTER TABLE t ADD COLUMN amount int; ALTER TABLE t RENAME TO u; CREATE TABLE t (a int);',
    },
    'an index that went with a column, renamed since it was built': {
      before: [...before, 'CREATE INDEX e ON t (abs(amount));'],
      sql: 'ALTER TABLE t RENAME amount TO total; ALTER TABLE t DROP COLUMN total; CREATE INDEX e ON t (id);',
    },
    'a temporary table, which hides the other': { before, sql: 'CREATE TEMP TABLE t (a int);' },
    'a quoted name in another case': { before, sql: 'CREATE TABLE "T" (a int); ALTER TABLE t ADD COLUMN "Amount" int;' },
    'what a condition may have taken away': {
      before,
      sql: 'DO $$ BEGIN IF random() > 0.5 THEN DROP TABLE t; END IF; END $$; CREATE TABLE t (a int);',
    },
    'a table made elsewhere': { sql: 'ALTER TABLE u ADD COLUMN a int; ALTER TABLE u ADD CONSTRAINT c CHECK (a > 0);' },
  },
  found: {
    'a table': {
      before,
      sql: 'CREATE TABLE t (a int);',
      at: 'CREATE TABLE t (a int)',
      says: /^Fails with 42P07: t exists already$/,
    },
    'a table twice in one file': { sql: 'CREATE TABLE u (a int);\nCREATE TABLE u (b int);', at: 'CREATE TABLE u (b int)' },
    'an index': { before, sql: 'CREATE INDEX i ON t (id);', at: 'CREATE INDEX i ON t (id)', says: /42P07/ },
    'a column': { before, sql: 'ALTER TABLE t ADD amount bigint;', at: 'ADD amount bigint', says: /42701/ },
    'a constraint': {
      before,
      sql: 'ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0);',
      at: 'ADD CONSTRAINT positive CHECK (id > 0)',
      says: /42710/,
    },
    'a name that RENAME gives': {
      before,
      sql: 'ALTER TABLE t RENAME amount TO id;',
      at: 'ALTER TABLE t RENAME amount TO id',
      says: /42701/,
    },
  },
});

describeRule('references-unknown-object', {
  silent: {
    'IF EXISTS': {
      before,
      sql: 'ALTER TABLE t DROP COLUMN IF EXISTS nope, DROP CONSTRAINT IF EXISTS nope; DROP TABLE IF EXISTS nope; ALTER TABLE IF EXISTS nope ADD COLUMN a int;',
    },
    'a table made elsewhere': { before, sql: 'ALTER TABLE u DROP COLUMN a; UPDATE u SET a = 1; DROP TABLE u;' },
    'a table whose columns are not known': {
      before: ['CREATE TABLE u AS SELECT * FROM elsewhere;'],
      sql: 'ALTER TABLE u DROP COLUMN a;',
    },
    'what a condition may have made': {
      before,
      sql: 'DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE t ADD COLUMN b int; END IF; END $$; ALTER TABLE t ALTER b SET NOT NULL;',
    },
    'a table that is made anew': { before, sql: 'DROP TABLE t; CREATE TABLE t (b int); ALTER TABLE t ADD COLUMN c int;' },
    'a system column': { before, sql: 'UPDATE t SET amount = 1 WHERE ctid IS NULL;' },
    'a dropped table of another schema': {
      before: [...before, 'CREATE SCHEMA s; CREATE TABLE s.t (a int); DROP TABLE s.t;'],
      sql: 'DROP TABLE t;',
    },
    'IF EXISTS of what is gone': {
      before: [...before, 'DROP TABLE t;'],
      sql: 'DROP TABLE IF EXISTS t; ALTER TABLE IF EXISTS t DROP COLUMN id; DROP INDEX IF EXISTS i;',
    },
    'an index that a condition may have dropped': {
      before,
      sql: 'DO $$ BEGIN IF random() > 0.5 THEN DROP INDEX i; END IF; END $$; DROP INDEX i;',
    },
    'an index that is made anew': { before, sql: 'DROP INDEX i; CREATE INDEX i ON t (id); DROP INDEX i;' },
    'an index made elsewhere': { before, sql: 'DROP INDEX j;' },
  },
  found: {
    'a column': {
      before,
      sql: 'ALTER TABLE t ALTER COLUMN amout SET NOT NULL;',
      at: 'ALTER COLUMN amout SET NOT NULL',
      says: /^Fails with 42703: t has no column amout$/,
    },
    'a column of an index': { before, sql: 'CREATE INDEX j ON t (nope);', at: 'CREATE INDEX j ON t (nope)', says: /42703/ },
    'a table that is gone': {
      before: [...before, 'DROP TABLE t;'],
      sql: 'INSERT INTO t VALUES (1);',
      at: 'INSERT INTO t VALUES (1)',
      says: /^Fails with 42P01: t does not exist any more$/,
    },
    'an index that went with its column': {
      before,
      sql: 'ALTER TABLE t DROP COLUMN amount; DROP INDEX i;',
      at: 'DROP INDEX i',
      says: /^Fails with 42704: i does not exist any more$/,
    },
  },
});
