import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int); CREATE INDEX i ON t (a);'];
const alone = '-- no-transaction\n';

describeRule('concurrently-in-transaction', {
  silent: {
    'a lone build outside a transaction': { before, sql: `${alone}CREATE INDEX CONCURRENTLY j ON t (a);` },
    'a plain index': { before, sql: 'CREATE INDEX j ON t (a);' },
    'several in a file that is sent statement by statement': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nCREATE INDEX CONCURRENTLY j ON t (a);\nDROP INDEX CONCURRENTLY i;',
    },
    'REFRESH MATERIALIZED VIEW CONCURRENTLY, which a transaction may hold': {
      before: ['CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX i ON m (a);'],
      sql: 'REFRESH MATERIALIZED VIEW CONCURRENTLY m;',
    },
    'after COMMIT, where the file keeps its own transaction and is sent statement by statement': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nBEGIN; ALTER TABLE t ADD COLUMN b int; COMMIT; CREATE INDEX CONCURRENTLY j ON t (b);',
    },
  },
  found: {
    'a build in the runner’s transaction': {
      before,
      sql: 'CREATE INDEX CONCURRENTLY j ON t (a);',
      at: 'CONCURRENTLY',
      says: /^Fails with 25001: CREATE INDEX CONCURRENTLY cannot run inside a transaction, and sqlx runs this file in one$/,
      fixes: ['Run this file outside a transaction'],
    },
    'a drop': { before, sql: 'DROP INDEX CONCURRENTLY i;', at: 'CONCURRENTLY' },
    'a rebuild': { before, sql: 'REINDEX TABLE CONCURRENTLY t;', at: 'CONCURRENTLY', says: /REINDEX CONCURRENTLY/ },
    'a partition on its way out': {
      before: [
        "CREATE TABLE p (a date) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      ],
      sql: 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;',
      at: 'CONCURRENTLY',
    },
    'a table created in the same migration, for the server refuses all the same': {
      sql: 'CREATE TABLE u (a int); CREATE INDEX CONCURRENTLY j ON u (a);',
      at: 'CONCURRENTLY',
      fixes: [],
    },
    'a second statement of a file that is sent as one query': {
      before,
      sql: `${alone}SET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY j ON t (a);`,
      at: 'CONCURRENTLY',
      says: /sqlx sends the whole file as one query/,
      fixes: [],
    },
    'a directive that an empty line hides from the runner': {
      before,
      sql: `\n${alone}CREATE INDEX CONCURRENTLY j ON t (a);`,
      at: 'CONCURRENTLY',
    },
    'BEGIN in the file itself': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nBEGIN;\nCREATE INDEX CONCURRENTLY j ON t (a);\nCOMMIT;',
      at: 'CONCURRENTLY',
      says: /this file has opened one/,
      fixes: [],
    },
    'a runner that knows no directive': {
      before,
      convention: 'numbered',
      sql: 'CREATE INDEX CONCURRENTLY j ON t (a);',
      at: 'CONCURRENTLY',
      fixes: [],
    },
    'all of several': {
      before,
      sql: 'CREATE INDEX CONCURRENTLY j ON t (a);\nDROP INDEX concurrently i;',
      at: ['CONCURRENTLY', 'concurrently'],
    },
  },
});
