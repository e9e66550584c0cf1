import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];
const partitioned = ['CREATE TABLE p (id int) PARTITION BY LIST (id);'];

describeRule('non-transactional-statement-in-transaction', {
  silent: {
    'a lone VACUUM outside a transaction': { before, sql: '-- no-transaction\nVACUUM t;' },
    'ANALYZE, REINDEX and CLUSTER of one table': { before, sql: 'ANALYZE; REINDEX TABLE t; CLUSTER t USING t_pkey;' },
    'CONCURRENTLY, which another rule speaks of': { before, sql: 'REINDEX TABLE CONCURRENTLY t;' },
    'a subscription without a slot': {
      sql: "CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p WITH (create_slot = false, connect = false);",
    },
    'PREPARE TRANSACTION': { sql: "-- no-transaction\nBEGIN; SELECT 1; PREPARE TRANSACTION 'x';" },
  },
  found: {
    VACUUM: {
      before,
      sql: 'VACUUM t;',
      at: 'VACUUM t',
      says: /^Fails with 25001: VACUUM cannot run inside a transaction, and sqlx runs this file in one$/,
      fixes: ['Run this file outside a transaction'],
    },
    'a new database': { sql: 'CREATE DATABASE other;', at: 'CREATE DATABASE', says: /25001: CREATE DATABASE cannot/ },
    'the indexes of a partitioned table': {
      before: partitioned,
      sql: 'REINDEX TABLE p;',
      at: 'REINDEX TABLE',
      says: /REINDEX of a partitioned table/,
    },
    'a prepared transaction': { sql: "COMMIT PREPARED 'x';", at: 'COMMIT PREPARED', says: /25001: COMMIT PREPARED cannot/ },
    'a runner that knows no directive': { before, convention: 'numbered', sql: 'VACUUM t;', at: 'VACUUM t', fixes: [] },
    'one of several statements': { before, sql: 'SELECT 1;\nVACUUM t;', at: 'VACUUM t', fixes: [] },
  },
});
