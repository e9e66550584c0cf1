import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];

describeRule('missing-lock-timeout', {
  silent: {
    'SET LOCAL before it': { before, sql: "SET LOCAL lock_timeout = '2s';\nALTER TABLE t ADD COLUMN b int;" },
    'SET before it, in milliseconds': { before, sql: 'SET lock_timeout = 2000;\nALTER TABLE t ADD COLUMN b int;' },
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u ADD COLUMN b int;' },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t ADD COLUMN b int;' },
    'a lone concurrent build, beside which nothing may stand': {
      before,
      sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);',
    },
    'a lock that stops no reads and no writes': { before, sql: 'ALTER TABLE t VALIDATE CONSTRAINT c;' },
    'what locks no table': { before, sql: "CREATE TYPE mood AS ENUM ('ok'); COMMENT ON TABLE t IS 'x';" },
    'reads and writes': { before, sql: 'INSERT INTO t VALUES (1, 1); UPDATE t SET a = 2; SELECT * FROM t;' },
    'a timeout that is switched off, which another rule speaks of': {
      before,
      sql: 'SET lock_timeout = 0;\nALTER TABLE t ADD COLUMN b int;',
    },
    'a timeout that comes too late, which another rule speaks of': {
      before,
      sql: "ALTER TABLE t ADD COLUMN b int;\nSET LOCAL lock_timeout = '2s';",
    },
  },
  found: {
    'ACCESS EXCLUSIVE': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN b int;',
      at: 'ALTER TABLE',
      says: /^While this waits for its ACCESS EXCLUSIVE lock on t, every query on it waits too, without limit: lock_timeout is not set$/,
      fixes: ['Set lock_timeout to 2 seconds before it'],
    },
    SHARE: { before, sql: 'CREATE INDEX i ON t (a);', at: 'CREATE INDEX', says: /SHARE lock on t, every write to it waits too/ },
    'the table that a new one references': {
      before,
      sql: 'CREATE TABLE u (tid bigint REFERENCES t (id));',
      at: 'CREATE TABLE',
      says: /SHARE ROW EXCLUSIVE lock on t/,
    },
    'a file once, at its first such statement': {
      before,
      sql: 'CREATE TABLE u (a int);\nALTER TABLE t ADD COLUMN b int;\nALTER TABLE t ADD COLUMN c int;',
      at: 'ALTER TABLE',
    },
    'a statement outside a transaction': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE t ADD COLUMN b int;',
      at: 'ALTER TABLE',
    },
    'SET LOCAL that outside a transaction sets nothing': {
      before,
      convention: 'typed',
      sql: "-- lockkeeper: no-transaction\nSET LOCAL lock_timeout = '2s';\nALTER TABLE t ADD COLUMN b int;",
      at: 'ALTER TABLE',
    },
  },
});
