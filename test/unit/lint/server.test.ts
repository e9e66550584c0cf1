import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];

describeRule('alter-system-or-database', {
  silent: {
    'SET, ALTER ROLE SET and other clauses of ALTER DATABASE': {
      sql: "SET work_mem = '1MB'; ALTER ROLE r SET work_mem = '1MB'; ALTER DATABASE d OWNER TO r;",
    },
  },
  found: {
    'ALTER SYSTEM': {
      sql: '-- no-transaction\nALTER SYSTEM RESET ALL;',
      at: 'ALTER SYSTEM RESET ALL',
      says: /^Changes the whole server/,
    },
    'ALTER DATABASE': { sql: 'ALTER DATABASE d SET search_path = app;', at: 'ALTER DATABASE d SET search_path = app' },
  },
});

describeRule('create-extension', {
  silent: { 'IF NOT EXISTS': { sql: 'CREATE EXTENSION IF NOT EXISTS citext;' } },
  found: {
    without: { sql: 'create extension "uuid-ossp" with schema public;', at: 'create extension', fixes: ['Add IF NOT EXISTS'] },
  },
});

describeRule('copy-server-file', {
  silent: {
    'rows in the file': { before, sql: 'COPY t FROM stdin;\n1\t2\n\\.\n' },
    'to the client': { before, sql: 'COPY (SELECT id FROM t) TO STDOUT;' },
  },
  found: {
    'a file': { before, sql: "COPY t (id, a) FROM '/tmp/t.csv' (FORMAT csv);", at: "'/tmp/t.csv'" },
    'a program': {
      before,
      sql: "COPY (SELECT a FROM t) TO PROGRAM 'gzip';",
      at: "PROGRAM 'gzip'",
      says: /^Runs a program on the database server/,
    },
  },
});

describeRule('psql-meta-command', {
  silent: { 'a backslash in a string, and the end of COPY': { before, sql: "SELECT '\\i x';\nCOPY t FROM stdin;\n1\t2\n\\.\n" } },
  found: {
    'several, one a line': {
      sql: '\\set ON_ERROR_STOP on\nSELECT 1;\n\\connect other\n',
      at: ['\\set ON_ERROR_STOP on', '\\connect other'],
      says: /^Fails with 42601: \\set is a command of psql, and sqlx sends/,
    },
  },
});

describeRule('replica-identity-change', {
  silent: {
    'the primary key and an index': {
      before,
      sql: 'ALTER TABLE t REPLICA IDENTITY DEFAULT; ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey;',
    },
    'a table made in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u REPLICA IDENTITY FULL;' },
  },
  found: {
    'each for itself': {
      before,
      sql: 'ALTER TABLE t REPLICA IDENTITY FULL, REPLICA IDENTITY NOTHING;',
      at: ['REPLICA IDENTITY FULL', 'REPLICA IDENTITY NOTHING'],
      says: /^Every UPDATE and DELETE of t writes the whole old row/,
    },
  },
});

describeRule('publication-change', {
  silent: { 'one table': { before, sql: 'CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q;' } },
  found: {
    'all tables': {
      before,
      sql: 'CREATE PUBLICATION p FOR ALL TABLES;',
      at: 'FOR ALL TABLES',
      says: /of a table without a primary key fails/,
    },
    'with those that it will hurt': {
      before: ['CREATE TABLE a (x int); CREATE TABLE b (x int);'],
      sql: 'CREATE PUBLICATION p FOR ALL TABLES;',
      at: 'FOR ALL TABLES',
      says: /of a and b, which have no primary key, fails/,
    },
  },
});
