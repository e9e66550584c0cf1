import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text CONSTRAINT b_once UNIQUE);';
const i = 'CREATE INDEX i ON t (a);';
const j = 'CREATE INDEX j ON t (b);';
const before = [t, i, j];
const parted =
  "CREATE TABLE p (id bigint, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); CREATE INDEX pi ON p (id);";

describeRule('drop-index-not-concurrent', {
  silent: {
    CONCURRENTLY: { before, sql: '-- no-transaction\nDROP INDEX CONCURRENTLY i;' },
    'a table created here': { sql: `${t} ${i} DROP INDEX i;` },
    'a pending table': { before, earlier: 'pending', sql: 'DROP INDEX i;' },
    'IF EXISTS of an index that no migration makes': { before: [t], sql: 'DROP INDEX IF EXISTS i;' },
    'an index that a constraint needs, which is refused': { before: [t], sql: 'DROP INDEX b_once;' },
    'an index of a partitioned table, which takes no CONCURRENTLY': { before: [parted], sql: 'DROP INDEX pi;' },
    'an index whose table goes too': { before, sql: 'DROP INDEX i; DROP TABLE t;' },
    'an index that went with its column, which is refused': { before, sql: 'ALTER TABLE t DROP COLUMN a; DROP INDEX i;' },
    'an index that the same migration made': { before: [t], sql: 'CREATE INDEX i ON t (a); DROP INDEX i;' },
    'a temporary table': { sql: 'CREATE TEMP TABLE s (a int); CREATE INDEX si ON s (a); DROP INDEX si;' },
  },
  found: {
    'an index of a table that others use': {
      before,
      sql: 'DROP INDEX i;',
      at: 'i',
      says: /^Blocks all reads and writes of t while it waits/,
      fixes: ['Add CONCURRENTLY and run outside a transaction'],
    },
    'an index that no migration makes': { before: [t], sql: 'DROP INDEX app.x;', at: 'app.x', says: /the table of x/ },
    'each of several': { before, sql: 'DROP INDEX IF EXISTS i, j;', at: ['i', 'j'], fixes: [] },
    'each of several, where statements are sent one by one': {
      before,
      convention: 'typed',
      sql: '  drop index if exists i, public."j";\n',
      at: ['i', 'public."j"'],
      fixes: ['Add CONCURRENTLY and run outside a transaction'],
    },
    CASCADE: { before, sql: 'DROP INDEX i CASCADE;', at: 'i', fixes: [] },
    'one that is made anew further down': { before, sql: 'DROP INDEX i; CREATE INDEX i ON t (b);', at: 'i', fixes: [] },
    'one that the way back makes again': {
      before,
      sql: 'DROP INDEX i; SELECT 1;',
      down: 'CREATE INDEX i ON t (a);',
      at: 'i',
      fixes: [],
    },
    'one of several statements': {
      before,
      sql: 'SELECT 1;\nDROP INDEX i;\n',
      at: 'i',
      fixes: ['Move to a migration of its own, with CONCURRENTLY'],
    },
    'an index of one partition': { before: [parted, 'CREATE INDEX own ON p1 (at);'], sql: 'DROP INDEX own;', at: 'own' },
  },
});

describeRule('drop-index-concurrently-unsupported-form', {
  silent: {
    'several without CONCURRENTLY': { before, sql: 'DROP INDEX i, j CASCADE;' },
    'one with RESTRICT': { before, sql: '-- no-transaction\nDROP INDEX CONCURRENTLY i RESTRICT;' },
  },
  found: {
    'several, once': { before, sql: 'DROP INDEX CONCURRENTLY i, j;', at: 'i, j', fixes: [] },
    'several that do not exist': { sql: 'DROP INDEX CONCURRENTLY IF EXISTS x, y CASCADE;', at: 'x, y CASCADE', fixes: [] },
    'CASCADE in a transaction': { before, sql: 'drop index concurrently i cascade;', at: 'cascade', fixes: ['Remove CASCADE'] },
    'CASCADE among other statements': { before, sql: 'SELECT 1; DROP INDEX CONCURRENTLY i CASCADE;', at: 'CASCADE', fixes: [] },
  },
});

describeRule('drop-index-backing-constraint', {
  silent: {
    'an index that nobody needs': { before, sql: 'DROP INDEX i;' },
    'an index whose constraint was dropped': {
      before,
      sql: 'ALTER TABLE t DROP CONSTRAINT b_once; DROP INDEX IF EXISTS b_once;',
    },
    'an index that no migration makes': { sql: 'DROP INDEX x;' },
  },
  found: {
    'a primary key': {
      before,
      sql: 'DROP INDEX public.t_pkey;',
      at: 'public.t_pkey',
      says: /^Always fails with 2BP01: constraint t_pkey of t needs its index$/,
      fixes: [],
    },
    'one that foreign keys need': {
      before: [...before, 'CREATE TABLE u (t bigint REFERENCES t);'],
      sql: 'DROP INDEX t_pkey;',
      at: 't_pkey',
      fixes: [],
    },
    'one of several': { before, sql: 'DROP INDEX i, b_once;', at: 'b_once', fixes: [] },
    'a table created here': { sql: `${t} DROP INDEX b_once CASCADE;`, at: 'b_once', fixes: [] },
    'a part of a partitioned index': {
      before: [parted],
      sql: 'DROP INDEX p1_id_idx;',
      at: 'p1_id_idx',
      says: /a part of pi/,
      fixes: [],
    },
  },
});
