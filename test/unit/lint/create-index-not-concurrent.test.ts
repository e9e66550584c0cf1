import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text);';
const before = [t];
const parted =
  "CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');";

describeRule('create-index-not-concurrent', {
  silent: {
    'an index built concurrently': { before, sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);' },
    'a table created in the same migration': { sql: `${t} CREATE INDEX i ON t (a);` },
    'a table created and filled in the same transaction, which nobody else sees': {
      sql: `${t} INSERT INTO t VALUES (1, 1, 'x'); CREATE INDEX i ON t (a);`,
    },
    'a table created by an earlier pending migration': { before, earlier: 'pending', sql: 'CREATE INDEX i ON t (a);' },
    'a table in another schema, created here': {
      sql: 'CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE INDEX i ON app.t (a);',
    },
    'a table found by the search path that the file sets': {
      before: [t],
      sql: 'CREATE SCHEMA app; SET LOCAL search_path = app; CREATE TABLE t (a int); CREATE INDEX i ON t (a);',
    },
    'a quoted name that differs in case': { sql: 'CREATE TABLE "T" (a int); CREATE INDEX i ON "T" (a);' },
    'a table renamed here after it was created here': {
      sql: 'CREATE TABLE t0 (a int); ALTER TABLE t0 RENAME TO t1; CREATE INDEX i ON t1 (a);',
    },
    'a temporary table': { sql: 'CREATE TEMP TABLE scratch (a int); CREATE INDEX i ON scratch (a);' },
    'an index on the partitioned table ONLY, which builds nothing': { before: [parted], sql: 'CREATE INDEX i ON ONLY p (at);' },
    'a partitioned table, where CONCURRENTLY is refused and another rule speaks': {
      before: [parted],
      sql: 'CREATE INDEX i ON p (at);',
    },
    'an index that is there already': { before: [t, 'CREATE INDEX i ON t (a);'], sql: 'CREATE INDEX IF NOT EXISTS i ON t (a);' },
  },
  found: {
    'an index on a table that others use': {
      before,
      sql: 'CREATE INDEX i ON t (a);',
      at: 'CREATE INDEX',
      says: /^Blocks all writes to t until the index is built$/,
      fixes: ['Add CONCURRENTLY and run outside a transaction'],
    },
    'a unique one': { before, sql: 'CREATE UNIQUE INDEX i ON t (a);', at: 'CREATE UNIQUE INDEX' },
    'an index on a table that no migration has made': { sql: 'CREATE INDEX i ON elsewhere.t (a);', at: 'CREATE INDEX' },
    'a table of the same name in another schema': {
      before: [t],
      sql: 'CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE INDEX i ON t (a);',
      at: 'CREATE INDEX',
    },
    'a table dropped here that was not created here': {
      before: [t, 'CREATE TABLE u (a int);'],
      sql: 'DROP TABLE t; CREATE INDEX i ON u (a);',
      at: 'CREATE INDEX',
    },
    'a pending table that an earlier pending migration has filled': {
      before: [t, "INSERT INTO t VALUES (1, 1, 'x');"],
      earlier: 'pending',
      sql: 'CREATE INDEX i ON t (a);',
      at: 'CREATE INDEX',
    },
    'a table of an earlier migration of which nobody knows whether it ran': {
      before,
      earlier: 'unknown',
      sql: 'CREATE INDEX i ON t (a);',
      at: 'CREATE INDEX',
    },
    'a table whose creation was rolled back': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nBEGIN; DROP TABLE t; CREATE TABLE t (a int); ROLLBACK; CREATE INDEX i ON t (a);',
      at: 'CREATE INDEX',
      fixes: ['Add CONCURRENTLY'],
    },
    'a file where the runner always opens a transaction': {
      before,
      convention: 'numbered',
      sql: 'CREATE INDEX i ON t (a);',
      at: 'CREATE INDEX',
      fixes: [],
    },
    'one of several statements, which gets its own migration': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN c int;\nCREATE INDEX i ON t (c);\n',
      at: 'CREATE INDEX',
      fixes: ['Move to a migration of its own, with CONCURRENTLY'],
    },
    'one that a later statement counts on': {
      before,
      sql: 'CREATE INDEX i ON t (a);\nALTER INDEX i SET (fillfactor = 70);\n',
      at: 'CREATE INDEX',
      fixes: [],
    },
    'lower-case keywords': { before, sql: 'create index i on t (a);', at: 'create index' },
  },
});
