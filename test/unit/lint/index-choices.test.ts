import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text, c int, d int);';
const before = [t];
const u = 'CREATE TABLE u (t bigint REFERENCES t, x int);';

describeRule('duplicate-index-column', {
  silent: {
    'two ways to sort': { before, sql: 'CREATE INDEX i ON t (b, b text_pattern_ops, a, a DESC);' },
    'expressions of one column': { before, sql: 'CREATE INDEX i ON t (lower(b), upper(b), b);' },
  },
  found: {
    'a column twice': { before, sql: 'CREATE INDEX i ON t (a, b, a);', at: 'a', fixes: ['Remove it'] },
    'a column that is quoted once': { before, sql: 'CREATE INDEX i ON t (a , "a" ASC, b);', at: '"a" ASC', fixes: ['Remove it'] },
  },
});

describeRule('concurrent-index-if-not-exists', {
  silent: {
    'without IF NOT EXISTS': { before, sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);' },
    'without CONCURRENTLY': { before, sql: 'CREATE INDEX IF NOT EXISTS i ON t (a);' },
    'behind a DROP INDEX': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);',
    },
  },
  found: {
    'a unique one, alone in its query': {
      before,
      sql: '-- no-transaction\ncreate unique index concurrently if not exists i on t (a);',
      at: 'if not exists',
      says: /keep unique/,
      fixes: ['Remove IF NOT EXISTS'],
    },
    'one in a file of several': {
      before: ['CREATE SCHEMA app; CREATE TABLE app.t (a int);'],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nSELECT 1;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON app.t (a);',
      at: 'IF NOT EXISTS',
      fixes: ['Drop what a failed attempt has left first', 'Remove IF NOT EXISTS'],
    },
  },
});

describeRule('foreign-key-without-index', {
  silent: {
    'an index further down': { before, sql: `${u} CREATE INDEX ON u (t);` },
    'a wider index': { before, sql: `${u} CREATE INDEX ON u (t, x);` },
    'a primary key that begins with it': { before, sql: 'CREATE TABLE u (t bigint REFERENCES t, x int, PRIMARY KEY (t, x));' },
    'the same columns in another order': {
      before: ['CREATE TABLE k (a int, b int, PRIMARY KEY (a, b));'],
      sql: 'CREATE TABLE u (a int, b int, FOREIGN KEY (a, b) REFERENCES k, UNIQUE (b, a));',
    },
    'an index of those that have a partner': { before, sql: `${u} CREATE INDEX ON u (t) WHERE t IS NOT NULL;` },
    'a table that goes again': { before, sql: `${u} DROP TABLE u;` },
    'a temporary table': { before, sql: 'CREATE TEMP TABLE u (t bigint);' },
    'an index that was there before': {
      before: [t, 'CREATE TABLE u (t bigint); CREATE INDEX ON u (t);'],
      sql: 'ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t NOT VALID;',
    },
  },
  found: {
    'a column': {
      before,
      sql: u,
      at: 'REFERENCES t',
      says: /reads all of u: no index begins with t$/,
      fixes: ['Add an index on t'],
    },
    'an index of some rows': { before, sql: `${u} CREATE INDEX ON u (t) WHERE x > 0;`, at: 'REFERENCES t' },
    'an index in which it comes second': { before, sql: `${u} CREATE INDEX ON u (x, t);`, at: 'REFERENCES t' },
    'a table that others use': {
      before: [t, 'CREATE TABLE u (t bigint);'],
      sql: 'ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t NOT VALID;',
      at: 'FOREIGN KEY (t) REFERENCES t NOT VALID',
      fixes: [],
    },
    'the same without a transaction': {
      before: [t, 'CREATE TABLE u (t bigint);'],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nalter table u add foreign key (t) references t not valid;',
      at: 'foreign key (t) references t not valid',
      fixes: ['Add an index on t'],
    },
    'a new column': {
      before: [t, 'CREATE TABLE u (x bigint);'],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE u ADD COLUMN "T" bigint REFERENCES t;',
      at: 'REFERENCES t',
      fixes: ['Add an index on T'],
    },
  },
});

describeRule('redundant-index', {
  silent: {
    'other columns': { before: [t, 'CREATE INDEX i ON t (b, a);'], sql: 'CREATE INDEX j ON t (a);' },
    'another operator class': { before: [t, 'CREATE INDEX i ON t (b, a);'], sql: 'CREATE INDEX j ON t (b text_pattern_ops);' },
    'another order': { before: [t, 'CREATE INDEX i ON t (a, c);'], sql: 'CREATE INDEX j ON t (a DESC);' },
    'another method': { before: [t, 'CREATE INDEX i ON t (a, c);'], sql: 'CREATE INDEX j ON t USING brin (a);' },
    'a partial one': { before: [t, 'CREATE INDEX i ON t (a, c) WHERE d > 0;'], sql: 'CREATE INDEX j ON t (a);' },
    'a unique one': { before: [t, 'CREATE INDEX i ON t (a, c);'], sql: 'CREATE UNIQUE INDEX j ON t (a);' },
    'a unique one that takes one NULL': {
      before: [t, 'CREATE UNIQUE INDEX i ON t (a);'],
      sql: 'CREATE UNIQUE INDEX j ON t (a) NULLS NOT DISTINCT;',
    },
    'columns that the other one lacks': {
      before: [t, 'CREATE INDEX i ON t (a, c);'],
      sql: 'CREATE INDEX j ON t (a) INCLUDE (b);',
    },
    'one that goes further down': { before: [t, 'CREATE INDEX i ON t (a);'], sql: 'CREATE INDEX j ON t (a, c); DROP INDEX i;' },
    'one that went before': { before: [t, 'CREATE INDEX i ON t (a);', 'DROP INDEX i;'], sql: 'CREATE INDEX j ON t (a, c);' },
    itself: { before: [t, 'CREATE INDEX i ON t (a);'], sql: 'CREATE INDEX IF NOT EXISTS i ON t (a);' },
    'another table': { before: [t, 'CREATE TABLE v (a int); CREATE INDEX i ON v (a);'], sql: 'CREATE INDEX j ON t (a);' },
    'a constraint that a wider index contains': { before, sql: 'CREATE UNIQUE INDEX j ON t (id, a);' },
  },
  found: {
    'what begins another one': {
      before: [t, 'CREATE INDEX i ON t (a, c);'],
      sql: 'CREATE INDEX j ON t (a);',
      at: 'CREATE INDEX',
      says: /which i contains/,
    },
    'the same again': {
      before: [t, 'CREATE INDEX i ON t (a);'],
      sql: 'CREATE INDEX ON t (a);',
      at: 'CREATE INDEX',
      says: /^Every write maintains the same index twice: i has/,
    },
    'a primary key again': { before, sql: 'CREATE UNIQUE INDEX j ON t (id);', at: 'CREATE UNIQUE INDEX', says: /t_pkey/ },
    'one that contains another': {
      before: [t, 'CREATE INDEX i ON t (a);'],
      sql: 'CREATE INDEX j ON t (a, c);',
      at: 'CREATE INDEX',
      says: /^Every write maintains i, too/,
    },
    'one whose columns were renamed': {
      before: [t, 'CREATE INDEX i ON t (a, c) INCLUDE (d); ALTER TABLE t RENAME d TO e;'],
      sql: 'CREATE INDEX j ON t (a) INCLUDE (e);',
      at: 'CREATE INDEX',
    },
  },
});

describeRule('index-without-name', {
  silent: { 'a name': { before, sql: 'CREATE INDEX i ON t (a);' } },
  found: {
    'an expression, and a name that is taken': {
      before: [t, 'CREATE INDEX ON t (lower(b));'],
      sql: 'create index on t (lower(b));',
      at: 'create index',
      says: /here t_lower_idx1/,
      fixes: ['Name it t_lower_idx1'],
    },
  },
});

describeRule('wide-index', {
  silent: {
    'three columns': { before, sql: 'CREATE INDEX i ON t (a, b, c);' },
    'what must be unique together': { before, sql: 'CREATE UNIQUE INDEX i ON t (a, b, c, d);' },
  },
  found: { 'five columns': { before, sql: 'CREATE INDEX i ON t (a, b, c, d, id DESC);', at: 'd, id DESC' } },
});

describeRule('hash-index', {
  silent: { 'another method': { before, sql: 'CREATE INDEX i ON t USING brin (a);' } },
  found: { hash: { before, sql: 'CREATE INDEX i ON t using hash (a);', at: 'using hash', fixes: ['Make it a B-tree'] } },
});

describeRule('index-tablespace-move', {
  silent: {
    'a table': { before, sql: 'ALTER TABLE t SET TABLESPACE fast;' },
    'other settings': { before: [t, 'CREATE INDEX i ON t (a);'], sql: 'ALTER INDEX i SET (fillfactor = 70);' },
    'a table created here': { sql: `${t} ALTER INDEX t_pkey SET TABLESPACE fast;` },
  },
  found: {
    'an index, below a comment': {
      before: [t, 'CREATE INDEX i ON t (a);'],
      sql: '-- Faster disks.\nalter index public.i set tablespace "Fast";',
      at: 'set tablespace "Fast"',
      fixes: ['Move it with REINDEX CONCURRENTLY'],
    },
    'an index that no migration makes': {
      sql: 'ALTER INDEX IF EXISTS i SET TABLESPACE fast;',
      at: 'SET TABLESPACE fast',
      says: /the table of i/,
      fixes: [],
    },
  },
});

describeRule('several-concurrent-builds-in-one-file', {
  silent: {
    'the last one': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nSELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);',
    },
    'one after which nothing is built': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);\nANALYZE t;',
    },
    'those that are dropped first': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY i ON t (a);\nDROP INDEX CONCURRENTLY IF EXISTS j;\nCREATE INDEX CONCURRENTLY j ON t (c);',
    },
    'what fails in a transaction': {
      before,
      sql: '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a); CREATE INDEX CONCURRENTLY j ON t (c);',
    },
  },
  found: {
    'each but the last': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\ncreate index concurrently i on t (a);\ncreate index concurrently j on t (b);\ndrop index concurrently if exists k;\n',
      at: ['concurrently', 'concurrently'],
      fixes: ['Drop i first if it exists'],
    },
  },
});
