import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint NOT NULL, a int, during tstzrange);';
const unique = 'ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);';
const primary = 'ALTER TABLE t ADD PRIMARY KEY (id);';
const exclude = 'ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (during WITH &&);';
const partitioned = 'CREATE TABLE p (id bigint NOT NULL) PARTITION BY RANGE (id);';
const build = 'Build the index CONCURRENTLY here, and add the constraint';

describeRule('add-unique-constraint', {
  silent: {
    'a table created in the same migration': { sql: `${t} ${unique}` },
    'a table of an earlier pending migration': { before: [t], earlier: 'pending', sql: unique },
    'a constraint that takes an index over': {
      before: [t, 'CREATE UNIQUE INDEX u ON t (a);'],
      sql: 'ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u;',
    },
    'a temporary table': { sql: 'CREATE TEMP TABLE x (a int); ALTER TABLE x ADD UNIQUE (a);' },
    'a partitioned table without partitions': { before: [partitioned], sql: 'ALTER TABLE p ADD UNIQUE (id);' },
    'a key': { before: [t], sql: primary },
  },
  found: {
    'a constraint without a name': {
      before: [t],
      sql: 'ALTER TABLE public.t ADD UNIQUE (a, id);',
      at: 'UNIQUE (a, id)',
      says: /^Blocks all reads and writes of t until the index of the constraint is built$/,
      fixes: [`${build} in the next migration`],
    },
    'one that can be deferred, for which an index alone does not tell enough': {
      before: [t],
      sql: 'ALTER TABLE t ADD UNIQUE (a) DEFERRABLE;',
      at: 'UNIQUE (a) DEFERRABLE',
      fixes: [],
    },
    'one beside another change': { before: [t], sql: `${unique} SELECT 1;`, at: 'CONSTRAINT u UNIQUE (a)', fixes: [] },
    'one with a way back': {
      before: [t],
      sql: unique,
      down: 'ALTER TABLE t DROP CONSTRAINT u;',
      at: 'CONSTRAINT u UNIQUE (a)',
      fixes: [],
    },
    'one where every statement has its own transaction': {
      before: [t],
      convention: 'typed',
      sql: `${unique}\n`,
      at: 'CONSTRAINT u UNIQUE (a)',
      fixes: [`${build} after it`],
    },
    'a partitioned table': {
      before: [`${partitioned} CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);`],
      sql: 'ALTER TABLE p ADD UNIQUE (id);',
      at: 'UNIQUE (id)',
      fixes: [],
    },
    'a table that is not made here': { sql: unique, at: 'CONSTRAINT u UNIQUE (a)', fixes: [] },
  },
});

describeRule('add-primary-key', {
  silent: {
    'a table created in the same migration': { sql: `${t} ${primary}` },
    'an index taken over': {
      before: [t, 'CREATE UNIQUE INDEX u ON t (id);'],
      sql: 'ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX u;',
    },
  },
  found: {
    'columns that are NOT NULL': {
      before: [t],
      sql: primary,
      at: 'PRIMARY KEY (id)',
      says: /^Blocks all reads and writes of t until the index of the key is built$/,
      fixes: [`${build} in the next migration`],
    },
    'a column that may hold NULL': {
      before: [t],
      sql: 'ALTER TABLE t ADD PRIMARY KEY (id, a);',
      at: 'PRIMARY KEY (id, a)',
      says: /and every row is checked for a NULL in a$/,
      fixes: [],
    },
  },
});

describeRule('primary-key-using-index-nullable', {
  silent: {
    'columns that are NOT NULL': {
      before: [t, 'CREATE UNIQUE INDEX u ON t (id);'],
      sql: 'ALTER TABLE t ADD PRIMARY KEY USING INDEX u;',
    },
    'an index that is not made here': { before: [t], sql: 'ALTER TABLE t ADD PRIMARY KEY USING INDEX u;' },
    'UNIQUE, which allows NULL': {
      before: [t, 'CREATE UNIQUE INDEX u ON t (a);'],
      sql: 'ALTER TABLE t ADD UNIQUE USING INDEX u;',
    },
  },
  found: {
    'a column that may hold NULL': {
      before: [t, 'CREATE UNIQUE INDEX u ON t (id, a);'],
      sql: 'ALTER TABLE t ADD PRIMARY KEY USING INDEX u;',
      at: 'PRIMARY KEY USING INDEX u',
      says: /checked for a NULL in a$/,
    },
  },
});

describeRule('add-exclusion-constraint', {
  silent: { 'a table created in the same migration': { sql: `${t} ${exclude}` } },
  found: {
    'a table in use': {
      before: [t],
      sql: exclude,
      at: 'CONSTRAINT e EXCLUDE USING gist (during WITH &&)',
      says: /until its gist index is built$/,
    },
  },
});

describeRule('drop-primary-key', {
  silent: {
    'a key that another takes the place of': {
      before: [t, primary],
      sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (id, a);',
    },
    'a table that is dropped after it': { before: [t, primary], sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey; DROP TABLE t;' },
    'a table created in the same migration': { sql: `${t} ${primary} ALTER TABLE t DROP CONSTRAINT t_pkey;` },
    'another constraint': { before: [t, primary, unique], sql: 'ALTER TABLE t DROP CONSTRAINT u;' },
    'a constraint that does not exist': { before: [t], sql: 'ALTER TABLE t DROP CONSTRAINT IF EXISTS t_pkey;' },
  },
  found: {
    'a key under its own name': {
      before: ['CREATE TABLE t (id bigint CONSTRAINT "Key" PRIMARY KEY);'],
      sql: 'ALTER TABLE t DROP CONSTRAINT "Key";',
      at: 'DROP CONSTRAINT "Key"',
      says: /^Nothing keeps two rows of t apart from now on/,
    },
    'a key that a UNIQUE constraint takes the place of': {
      before: [t, primary],
      sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD UNIQUE (id, a);',
      at: 'DROP CONSTRAINT t_pkey',
      says: /^UPDATE and DELETE of t fail from now on while logical replication publishes it/,
    },
  },
});
