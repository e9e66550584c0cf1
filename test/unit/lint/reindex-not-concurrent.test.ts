import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, during int4range, CONSTRAINT once EXCLUDE USING gist (during WITH &&));';
const before = [t];
const parted =
  "CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); CREATE INDEX pi ON p (id);";

describeRule('reindex-not-concurrent', {
  silent: {
    CONCURRENTLY: { before, sql: '-- no-transaction\nREINDEX TABLE CONCURRENTLY t;' },
    'CONCURRENTLY as an option': { before, sql: '-- no-transaction\nREINDEX (CONCURRENTLY) TABLE t;' },
    'a table created here': { sql: `${t} REINDEX TABLE t;` },
    'a pending table': { before, earlier: 'pending', sql: 'REINDEX TABLE t;' },
    'a table without indexes': { before: ['CREATE TABLE u (a int);'], sql: 'REINDEX TABLE u;' },
    'a partitioned table in a transaction, which is refused': { before: [parted], sql: 'REINDEX TABLE p;' },
    'the system': { sql: '-- no-transaction\nREINDEX SYSTEM app;' },
  },
  found: {
    'a table': {
      before,
      sql: 'reindex (verbose) table t;',
      at: 'reindex (verbose) table',
      fixes: ['Add CONCURRENTLY and run outside a transaction'],
    },
    'an index': {
      before,
      sql: 'REINDEX INDEX t_pkey;',
      at: 'REINDEX INDEX',
      says: /^Blocks all writes to t, and nearly all reads/,
    },
    'an index that no migration makes': { sql: 'REINDEX INDEX app.x;', at: 'REINDEX INDEX', says: /the table of x/ },
    'the index of an exclusion constraint': { before, sql: 'REINDEX INDEX once;', at: 'REINDEX INDEX', fixes: [] },
    'a schema': {
      sql: '-- no-transaction\nREINDEX SCHEMA app;',
      at: 'REINDEX SCHEMA',
      says: /each table of schema app in turn/,
      fixes: ['Add CONCURRENTLY'],
    },
    'a partitioned table': {
      before: [parted],
      sql: '-- no-transaction\nREINDEX INDEX pi;',
      at: 'REINDEX INDEX',
      says: /each partition of p in turn/,
    },
    'one of several statements': { before, sql: 'SELECT 1; REINDEX TABLE t;', at: 'REINDEX TABLE', fixes: [] },
  },
});
