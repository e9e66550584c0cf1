import { describeRule } from '../../support/rule-cases';

const parted =
  "CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');";
const empty = 'CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at);';

describeRule('create-index-on-partitioned-parent', {
  silent: {
    'a table that is not partitioned': { before: ['CREATE TABLE t (a int);'], sql: 'CREATE INDEX i ON t (a);' },
    'one partition': { before: [parted], sql: 'CREATE INDEX i ON p1 (id);' },
    'ON ONLY': { before: [parted], sql: 'CREATE INDEX i ON ONLY p (id);' },
    'ON ONLY a table without partitions': { before: [empty], sql: 'CREATE INDEX i ON ONLY p (id);' },
    'an empty table created here': { sql: `${empty} CREATE INDEX i ON p (id);` },
    'an index of a table without partitions that is there already': {
      before: [empty, 'CREATE INDEX i ON p (id);'],
      sql: 'CREATE INDEX IF NOT EXISTS i ON p (id);',
    },
    'a table created here': { sql: `${parted} CREATE INDEX i ON p (id);` },
    'a pending table': { before: [parted], earlier: 'pending', sql: 'CREATE INDEX i ON p (id);' },
    'an index that is there already': {
      before: [parted, 'CREATE INDEX i ON p (id);'],
      sql: 'CREATE INDEX IF NOT EXISTS i ON p (id);',
    },
    'partitions that no migration makes, and on which it was built before': {
      before: [empty],
      sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY p1_i ON p1 (id DESC);\nCREATE INDEX CONCURRENTLY p2_i ON p2 (id DESC);\nCREATE INDEX i ON p (id DESC);',
    },
    'partitions that have it already': { before: [parted, 'CREATE INDEX ON p1 (id);'], sql: 'CREATE INDEX i ON p (id);' },
  },
  found: {
    'a partitioned table': {
      before: [parted],
      sql: 'CREATE UNIQUE INDEX i ON p (id, at);',
      at: 'CREATE UNIQUE INDEX',
      says: /^Blocks all writes to p until indexes of p1 are built/,
      fixes: [],
    },
    'a table whose partitions no migration makes': {
      before: [empty],
      sql: 'CREATE INDEX i ON p (id);',
      at: 'CREATE INDEX',
      says: /^Blocks all writes to p until indexes of its partitions are built/,
    },
    'another index than was built on a partition': {
      before: [empty],
      sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY p1_i ON p1 (id DESC);\nCREATE INDEX i ON p (id);',
      at: 'CREATE INDEX',
    },
    'a partition of several levels': {
      before: [
        "CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (id); CREATE TABLE p2 PARTITION OF p1 FOR VALUES IN (1);",
      ],
      sql: 'CREATE INDEX i ON p1 (id);',
      at: 'CREATE INDEX',
    },
  },
});

describeRule('concurrent-index-on-partitioned-parent', {
  silent: {
    'one partition': { before: [parted], sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON p1 (id);' },
    'an index of one partition': {
      before: [parted, 'CREATE INDEX i ON p1 (id);'],
      sql: '-- no-transaction\nDROP INDEX CONCURRENTLY i;',
    },
    'a part of the whole index, which is refused for another reason': {
      before: [parted, 'CREATE INDEX i ON p (id);'],
      sql: '-- no-transaction\nDROP INDEX CONCURRENTLY p1_id_idx;',
    },
    'REINDEX, which takes it': {
      before: [parted, 'CREATE INDEX i ON p (id);'],
      sql: '-- no-transaction\nREINDEX INDEX CONCURRENTLY i;',
    },
  },
  found: {
    'a table without partitions, in a transaction': {
      before: [empty],
      sql: 'CREATE INDEX CONCURRENTLY i ON p (id);',
      at: 'CONCURRENTLY',
      fixes: [],
    },
    'a table created here': { sql: `${empty} CREATE INDEX CONCURRENTLY i ON p (id);`, at: 'CONCURRENTLY' },
    'an index to drop, in lower case': {
      before: [parted, 'CREATE INDEX i ON p (id);'],
      sql: 'drop index concurrently if exists i;',
      at: 'concurrently',
      fixes: ['Drop it without CONCURRENTLY'],
    },
  },
});

describeRule('concurrently-in-transaction', {
  silent: {
    'what is refused outside of a transaction too': { before: [parted], sql: 'CREATE INDEX CONCURRENTLY i ON p (id);' },
    'several indexes at once': { before: [parted], sql: 'DROP INDEX CONCURRENTLY i, j;' },
  },
  found: {},
});
