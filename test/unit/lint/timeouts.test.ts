import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];
const alone = '-- lockkeeper: no-transaction\n';
const add = 'ALTER TABLE t ADD COLUMN b int;';
const rewrite = 'ALTER TABLE t ALTER COLUMN a TYPE bigint;';
const build = 'CREATE INDEX CONCURRENTLY i ON t (a);';

describeRule('timeout-zero', {
  silent: {
    'a positive value': { before, sql: `SET lock_timeout = '1s'; ${add}` },
    'nothing behind it that locks': { before, sql: 'SET lock_timeout = 0; SELECT 1; INSERT INTO t VALUES (1);' },
    'a table made in the same migration': {
      sql: `SET lock_timeout = 0; SET statement_timeout = 0; CREATE TABLE t (a int); ${rewrite}`,
    },
    'a value that is set before the lock': { before, sql: `SET lock_timeout = 0; SET lock_timeout = '1s'; ${add}` },
    'RESET before the lock': { before, sql: `SET LOCAL lock_timeout = 0; RESET lock_timeout; ${add}` },
    'statement_timeout for what is done in a moment': {
      before,
      sql: `SET lock_timeout = '1s'; SET statement_timeout = 0; ${add}`,
    },
    'statement_timeout for a concurrent build': {
      before,
      convention: 'typed',
      sql: `${alone}SET statement_timeout = 0;\n${build}`,
    },
    'what pg_dump writes above new tables': {
      sql: "SET statement_timeout = 0;\nSET lock_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.u (a int);",
    },
  },
  found: {
    'in any unit and word': {
      before,
      sql: `SET lock_timeout TO '0s';\n${add}`,
      at: "SET lock_timeout TO '0s'",
      says: /^While a statement below waits for its lock on t, everyone/,
      fixes: ['Set it to 2 seconds'],
    },
    'by set_config': {
      before,
      sql: `SELECT set_config('lock_timeout', '0', true);\n${add}`,
      at: "SELECT set_config('lock_timeout', '0', true)",
      fixes: [],
    },
  },
});

describeRule('lock-timeout-too-long', {
  silent: {
    'five seconds': { before, sql: `SET lock_timeout = '5s'; ${add}` },
    'nothing that locks': { before, sql: "SET lock_timeout = '1h'; SELECT 1;" },
    'a concurrent build': { before, convention: 'typed', sql: `${alone}SET lock_timeout = '1h';\n${build}` },
    'SET LOCAL outside a transaction, of which another rule speaks': {
      before,
      convention: 'typed',
      sql: `${alone}SET LOCAL lock_timeout = '1h';\n${add}`,
    },
    'a transaction that is over': {
      before,
      convention: 'typed',
      sql: `${alone}BEGIN; SET LOCAL lock_timeout = '1h'; COMMIT; ${add}`,
    },
  },
  found: {
    'milliseconds without a unit': {
      before,
      sql: `set local lock_timeout to 90000;\n${add}`,
      at: '90000',
      says: /^A statement below may wait 90 seconds for its lock on t, and for as long every query on it waits behind$/,
      fixes: ['Set it to 5 seconds'],
    },
    'a lock that lets others read': {
      before,
      sql: "SET lock_timeout = '1min';\nCREATE INDEX i ON t (a);",
      at: "'1min'",
      says: /every write to it waits behind$/,
    },
  },
});

describeRule('statement-timeout-too-long', {
  silent: {
    minutes: { before, sql: `SET statement_timeout = '5min'; ${rewrite}` },
    'what is done in a moment': { before, sql: `SET statement_timeout = '5h'; ${add}` },
    'a concurrent build': { before, convention: 'typed', sql: `${alone}SET statement_timeout = '5h';\n${build}` },
  },
  found: { hours: { before, sql: `SET statement_timeout = '5h';\n${rewrite}`, at: "'5h'", says: /for 5 hours$/ } },
});

describeRule('timeout-after-dangerous-statement', {
  silent: {
    'the timeout first': { before, sql: `SET LOCAL lock_timeout = '2s'; ${add}` },
    'another value later': { before, sql: `SET LOCAL lock_timeout = '1s'; ${add} SET LOCAL lock_timeout = '2s';` },
    'nothing above that locks': { before, sql: `SELECT 1; CREATE TABLE u (a int); SET LOCAL lock_timeout = '2s'; ${add}` },
    'RESET and 0': { before, sql: `${add} RESET lock_timeout; SET lock_timeout = 0;` },
  },
  found: {
    'a timeout below the lock': {
      before,
      sql: `SELECT 1;\n${add}\nSET LOCAL lock_timeout = '2s';\n`,
      at: "SET LOCAL lock_timeout = '2s'",
      says: /^Comes too late for a statement above, which waits for its lock on t without limit/,
      fixes: ['Move it up'],
    },
  },
});

describeRule('missing-statement-timeout', {
  silent: {
    'what is done in a moment': { before, sql: add },
    'a timeout of any length, of which other rules speak': { before, sql: `SET statement_timeout = 0; ${rewrite}` },
    'a table made in the same migration': { sql: `CREATE TABLE t (a int); ${rewrite}` },
    'a concurrent build': { before, sql: `-- no-transaction\n${build}` },
    'a check that others need not wait for': {
      before: [...before, 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;'],
      sql: 'ALTER TABLE t VALIDATE CONSTRAINT c;',
    },
  },
  found: {
    'a rewrite': {
      before,
      sql: rewrite,
      at: 'ALTER TABLE',
      says: /^Keeps others out of t until every row of t is written anew, however long that takes/,
      fixes: ['Set statement_timeout to 5 minutes before it'],
    },
    'work above a concurrent build, which a timeout would end': {
      before,
      convention: 'typed',
      sql: `${alone}${rewrite}\n${build}`,
      at: 'ALTER TABLE',
      fixes: [],
    },
  },
});

describeRule('set-local-outside-transaction', {
  silent: {
    'in the runner’s transaction': { before, sql: `SET LOCAL lock_timeout = '2s'; ${add}` },
    'in what is sent as one query': { before, sql: `-- no-transaction\nSET LOCAL lock_timeout = '2s'; ${add}` },
    'in a transaction of the file': { before, convention: 'typed', sql: `${alone}BEGIN; SET LOCAL lock_timeout = '2s'; COMMIT;` },
    'in a DO block': { convention: 'typed', sql: `${alone}DO $$ BEGIN SET LOCAL lock_timeout = '2s'; PERFORM 1; END $$;` },
    'SET SESSION CHARACTERISTICS': { convention: 'typed', sql: `${alone}SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE;` },
  },
  found: {
    'any setting, in the user’s case': {
      convention: 'typed',
      sql: `${alone}set  local search_path = app;\nSELECT 1;`,
      at: 'set  local',
      says: /^Sets nothing: search_path stays as it was/,
      fixes: ['Set it for the session'],
    },
    'what comes after COMMIT': {
      convention: 'typed',
      sql: `${alone}BEGIN; SELECT 1; COMMIT;\nSET LOCAL lock_timeout = 1;`,
      at: 'SET LOCAL',
    },
  },
});

describeRule('session-set-leaks', {
  silent: {
    'SET LOCAL': { sql: "SET LOCAL search_path = app; SELECT set_config('search_path', 'app', true);" },
    'RESET further down': { sql: 'SET search_path = app; SELECT 1; RESET search_path;' },
    'RESET ALL and DEFAULT': { sql: 'SET lock_timeout = 1; SET search_path = app; SET search_path TO DEFAULT; RESET ALL;' },
    'a file without a transaction, where nothing else holds': { convention: 'typed', sql: `${alone}SET lock_timeout = 1;` },
    'SET TRANSACTION': { sql: 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;' },
    'SET CONSTRAINTS': { sql: 'SET CONSTRAINTS ALL IMMEDIATE;' },
  },
  found: {
    'SET SESSION': {
      sql: 'SET SESSION search_path = app;',
      at: 'SET SESSION search_path = app',
      fixes: ['Set it for this transaction only'],
    },
    'SET ROLE': { sql: 'SET ROLE admin;', at: 'SET ROLE admin' },
    'what pg_dump writes': {
      sql: "SELECT pg_catalog.set_config('search_path', '', false);",
      at: "SELECT pg_catalog.set_config('search_path', '', false)",
      fixes: [],
    },
    'each of several values': {
      sql: 'SET search_path = a;\nSET search_path = b;',
      at: ['SET search_path = a', 'SET search_path = b'],
    },
  },
});

describeRule('statement-timeout-before-concurrent-build', {
  silent: {
    'no timeout': { before, sql: `-- no-transaction\n${build}` },
    'a timeout that is off': {
      before,
      convention: 'typed',
      sql: `${alone}SET statement_timeout = '5s'; SET statement_timeout = 0; ${build}`,
    },
    hours: { before, convention: 'typed', sql: `${alone}SET statement_timeout = '2h'; ${build}` },
    'a plain index': { before, sql: "SET statement_timeout = '5s'; CREATE INDEX i ON t (a);" },
    'a build that is refused anyway': { before, sql: `SET statement_timeout = '5s'; ${build}` },
    'a table made in the same file': {
      convention: 'typed',
      sql: `${alone}SET statement_timeout = '5s'; CREATE TABLE t (a int); ${build}`,
    },
  },
  found: {
    'a build': {
      before,
      convention: 'typed',
      sql: `${alone}SET statement_timeout = '90s';\ncreate index concurrently i on t (a);\nSELECT 1;`,
      at: 'create index concurrently i on t (a)',
      says: /^If the build takes more than 90 seconds, statement_timeout ends it/,
      fixes: ['Switch statement_timeout off for this statement'],
    },
    'a rebuild': {
      before,
      convention: 'typed',
      sql: `${alone}SET statement_timeout = '5s';\nREINDEX TABLE CONCURRENTLY t;`,
      at: 'REINDEX TABLE CONCURRENTLY t',
    },
  },
});

describeRule('lock-timeout-with-concurrent-build', {
  silent: {
    'no timeout': { before, sql: `-- no-transaction\n${build}` },
    'half a minute': { before, convention: 'typed', sql: `${alone}SET lock_timeout = '30s'; ${build}` },
  },
  found: {
    'two seconds': {
      before,
      convention: 'typed',
      sql: `${alone}SET lock_timeout = '2s';\n${build}`,
      at: build.slice(0, -1),
      says: /that lasts more than 2 seconds ends this build/,
    },
  },
});

describeRule('missing-idle-in-transaction-timeout', {
  silent: {
    'one that is set': { before, sql: `SET LOCAL idle_in_transaction_session_timeout = '10s'; ${add}` },
    'a timeout of the whole transaction': { before, sql: `SET LOCAL transaction_timeout = '10s'; ${add}` },
    'no transaction': { before, convention: 'typed', sql: `${alone}${add}` },
    'nothing that locks': { before, sql: 'SELECT 1;' },
  },
  found: { 'a lock': { before, sql: `${add}\n${rewrite}`, at: 'ALTER TABLE' } },
});

describeRule('missing-application-name', {
  silent: {
    'one that is set': { before, sql: `SET application_name = 'x'; ${add}` },
    'nothing that locks': { before, sql: 'SELECT 1;' },
    'a lone concurrent build': { before, sql: `-- no-transaction\n${build}` },
  },
  found: { 'a lock': { before, sql: `${add}\n${rewrite}`, at: 'ALTER TABLE', fixes: ['Set application_name before it'] } },
});
