import { describeRule } from '../../support/rule-cases';

const p = 'CREATE TABLE p (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);';
const p1 = "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');";
const rest = 'CREATE TABLE rest PARTITION OF p DEFAULT;';
const loose = 'CREATE TABLE loose (id bigint NOT NULL, at date NOT NULL);';
const bounds = "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')";
const attach = `ALTER TABLE p ATTACH PARTITION loose ${bounds};`;
const create = `CREATE TABLE p2 PARTITION OF p ${bounds};`;

describeRule('attach-partition-without-check', {
  silent: {
    'a table created here': { before: [p], sql: `${loose} ${attach}` },
    'a pending table': { before: [p, loose], earlier: 'pending', sql: attach },
    'a CHECK on the partition key': {
      before: [p, loose, "ALTER TABLE loose ADD CHECK (at >= '2026-01-01' AND at < '2027-01-01');"],
      sql: attach,
    },
    'a default partition that must be read': { before: [p, rest], sql: `${loose} ${attach}` },
    'what is refused': { before: [loose, 'CREATE TABLE t (a int);'], sql: `ALTER TABLE t ATTACH PARTITION loose ${bounds};` },
    'the part of an index': {
      before: [p, p1, 'CREATE INDEX pi ON ONLY p (id); CREATE INDEX p1i ON p1 (id);'],
      sql: 'ALTER INDEX pi ATTACH PARTITION p1i;',
    },
  },
  found: {
    'a table that others use': {
      before: [p, loose],
      sql: attach,
      at: `ATTACH PARTITION loose ${bounds}`,
      says: /^Blocks all reads and writes of loose while every row is compared with the bounds$/,
      fixes: [],
    },
    'a CHECK that is not validated': {
      before: [p, loose, "ALTER TABLE loose ADD CHECK (at >= '2026-01-01') NOT VALID;"],
      sql: attach,
      at: `ATTACH PARTITION loose ${bounds}`,
    },
    'a CHECK of something else': {
      before: [p, loose, 'ALTER TABLE loose ADD CHECK (id > 0);'],
      sql: attach,
      at: `ATTACH PARTITION loose ${bounds}`,
    },
    'a CHECK, and indexes that are missing': {
      before: [p, loose, "CREATE INDEX ON p (id); ALTER TABLE loose ADD CHECK (at >= '2026-01-01' AND at < '2027-01-01');"],
      sql: attach,
      at: `ATTACH PARTITION loose ${bounds}`,
      says: /^Blocks all reads and writes of loose while the indexes that it lacks are built$/,
    },
    'an old table below a new one': { before: [loose], sql: `${p} ${attach}`, at: `ATTACH PARTITION loose ${bounds}` },
  },
});

describeRule('attach-partition-default-scan', {
  silent: {
    'no default partition': { before: [p, p1], sql: create },
    'a default partition created here': { before: [p], sql: `${rest} ${create}` },
    'a pending one': { before: [p, rest], earlier: 'pending', sql: create },
    'a CHECK on the partition key': {
      before: [p, rest, "ALTER TABLE rest ADD CHECK (at < '2026-01-01' OR at >= '2027-01-01');"],
      sql: create,
    },
    'a partition that is there already': { before: [p, rest, create], sql: create.replace('TABLE', 'TABLE IF NOT EXISTS') },
  },
  found: {
    'a partition that is created': {
      before: [p, rest],
      sql: create,
      at: 'PARTITION OF',
      says: /^Blocks all reads and writes of rest/,
    },
    'one that is attached': { before: [p, rest], sql: `${loose} ${attach}`, at: `ATTACH PARTITION loose ${bounds}` },
    'a default partition of another name': {
      before: [p, loose, 'ALTER TABLE p ATTACH PARTITION loose DEFAULT; ALTER TABLE loose RENAME TO others;'],
      sql: create,
      at: 'PARTITION OF',
      says: /of others/,
    },
  },
});

describeRule('create-partition-of', {
  silent: {
    'a table created here': { sql: `${p} ${create}` },
    'a default partition that must be read, which is worse': { before: [p, rest], sql: create },
    ATTACH: { before: [p], sql: `${loose} ${attach}` },
    'a partition that is there already': { before: [p, create], sql: create.replace('TABLE', 'TABLE IF NOT EXISTS') },
  },
  found: {
    'a partition of a list': {
      before: ['CREATE TABLE l (k text NOT NULL) PARTITION BY LIST (k);'],
      sql: "create table l_a partition of l for values in ('a', 'b');",
      at: 'partition of',
      fixes: ['Create the table first, then attach it'],
    },
    'one of a hash': {
      before: ['CREATE TABLE h (k bigint NOT NULL) PARTITION BY HASH (k);'],
      sql: 'CREATE TABLE h0 PARTITION OF public.h FOR VALUES WITH (MODULUS 2, REMAINDER 0)',
      at: 'PARTITION OF',
      fixes: ['Create the table first, then attach it'],
    },
    'a default one': { before: [p], sql: rest, at: 'PARTITION OF', fixes: ['Create the table first, then attach it'] },
    'one with columns of its own': {
      before: [p],
      sql: `CREATE TABLE p2 PARTITION OF p (id DEFAULT 1) ${bounds};`,
      at: 'PARTITION OF',
      fixes: [],
    },
    'one that is partitioned': {
      before: [p],
      sql: `CREATE TABLE p2 PARTITION OF p ${bounds} PARTITION BY LIST (id);`,
      at: 'PARTITION OF',
      fixes: [],
    },
    'one with settings': {
      before: [p],
      sql: `CREATE TABLE p2 PARTITION OF p ${bounds} WITH (fillfactor = 70);`,
      at: 'PARTITION OF',
      fixes: [],
    },
    'a parent that no migration makes': {
      sql: `CREATE TABLE p2 PARTITION OF other.p ${bounds};`,
      at: 'PARTITION OF',
      says: /of other.p while/,
    },
  },
});

describeRule('detach-partition-not-concurrent', {
  silent: {
    CONCURRENTLY: { before: [p, p1], sql: '-- no-transaction\nALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;' },
    'a default partition, which forbids it': { before: [p, p1, rest], sql: 'ALTER TABLE p DETACH PARTITION p1;' },
    'a table created here': { sql: `${p} ${p1} ALTER TABLE p DETACH PARTITION p1;` },
    'what is no partition': { before: [p, loose], sql: 'ALTER TABLE p DETACH PARTITION loose;' },
  },
  found: {
    'a partition': {
      before: [p, p1],
      sql: 'alter table p detach partition p1;',
      at: 'detach partition p1',
      fixes: ['Add CONCURRENTLY and run outside a transaction'],
    },
    'one of several statements': {
      before: [p, p1],
      sql: 'ALTER TABLE p DETACH PARTITION p1; DROP TABLE p1;',
      at: 'DETACH PARTITION p1',
      fixes: [],
    },
  },
});

describeRule('drop-partition-directly', {
  silent: {
    'a table that is no partition': { before: [loose], sql: 'DROP TABLE loose;' },
    'a partition that was detached': { before: [p, p1], sql: 'ALTER TABLE p DETACH PARTITION p1; DROP TABLE p1;' },
    'all of the table': { before: [p, p1], sql: 'DROP TABLE p1, p;' },
    'a partition created here': { before: [p], sql: `${p1} DROP TABLE p1;` },
    'IF EXISTS of nothing': { before: [p], sql: 'DROP TABLE IF EXISTS p1;' },
  },
  found: {
    'a partition': {
      before: [p, p1],
      sql: 'DROP TABLE p1;',
      at: 'DROP TABLE p1',
      says: /^Blocks all reads and writes of p while/,
      fixes: [],
    },
    'one beside a default partition': {
      before: [p, p1, rest],
      sql: 'DROP TABLE p1;',
      at: 'DROP TABLE p1',
      says: /of p and rest while/,
    },
    'the default partition': { before: [p, rest], sql: 'DROP TABLE rest;', at: 'DROP TABLE rest', says: /of p while/ },
    'one in a file without a transaction': {
      before: [p, p1],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\ndrop table if exists p1;',
      at: 'drop table if exists p1',
      fixes: ['Detach it CONCURRENTLY first'],
    },
  },
});

describeRule('partition-key-not-in-unique', {
  silent: {
    'a key with the partition key': { sql: 'CREATE TABLE q (id bigint, at date, UNIQUE (at, id)) PARTITION BY RANGE (at);' },
    'a table that is not partitioned': { sql: 'CREATE TABLE q (id bigint PRIMARY KEY, at date);' },
    'the key of one partition': { before: [p, p1], sql: 'CREATE UNIQUE INDEX ON p1 (id); ALTER TABLE p1 ADD UNIQUE (id);' },
    'an index that is not unique': { before: [p], sql: 'CREATE INDEX i ON p (id);' },
    'CONCURRENTLY, which is refused for itself': { before: [p], sql: 'CREATE UNIQUE INDEX CONCURRENTLY i ON p (id);' },
  },
  found: {
    'a key in a column': {
      sql: 'CREATE TABLE q (id bigint PRIMARY KEY, at date) PARTITION BY RANGE (at);',
      at: 'PRIMARY KEY',
      fixes: [],
    },
    'a constraint with a name': {
      before: [p],
      sql: 'ALTER TABLE p ADD CONSTRAINT once UNIQUE (id);',
      at: 'CONSTRAINT once UNIQUE (id)',
      says: /^Always fails with 0A000: the unique constraint of p lacks at, which p is partitioned by$/,
      fixes: ['Add at to the key'],
    },
    'a quoted partition key': {
      sql: 'CREATE TABLE q (id bigint, "At" date, UNIQUE (id) INCLUDE (at)) PARTITION BY LIST ("At");',
      at: 'UNIQUE (id) INCLUDE (at)',
      fixes: ['Add At to the key'],
    },
    'a table partitioned by an expression': {
      sql: 'CREATE TABLE q (id bigint, at date, UNIQUE (id, at)) PARTITION BY RANGE ((id % 10));',
      at: 'UNIQUE (id, at)',
      says: /partitioned by an expression/,
      fixes: [],
    },
  },
});

describeRule('drop-index-on-partitioned', {
  silent: {
    'a lock_timeout': { before: [p, p1, 'CREATE INDEX pi ON p (id);'], sql: "SET LOCAL lock_timeout = '2s'; DROP INDEX pi;" },
    'an index that the same migration made': { before: [p, p1], sql: 'CREATE INDEX pi ON p (id); DROP INDEX pi;' },
    'an index of one partition': { before: [p, p1, 'CREATE INDEX pi ON p1 (id);'], sql: 'DROP INDEX pi;' },
  },
  found: { 'the whole index': { before: [p, p1, 'CREATE INDEX pi ON p (id);'], sql: 'DROP INDEX IF EXISTS pi;', at: 'pi' } },
});

describeRule('default-partition-growth', {
  silent: { 'a partition with bounds': { before: [p], sql: create } },
  found: {
    'one that is attached': {
      before: [p, loose],
      sql: 'ALTER TABLE p ATTACH PARTITION loose DEFAULT;',
      at: 'DEFAULT',
      says: /collect in loose/,
    },
  },
});

describeRule('table-inheritance', {
  silent: { 'NO INHERIT': { before: [loose, 'CREATE TABLE c () INHERITS (loose);'], sql: 'ALTER TABLE c NO INHERIT loose;' } },
  found: { INHERIT: { before: [loose], sql: 'CREATE TABLE c (LIKE loose); ALTER TABLE c INHERIT loose;', at: 'INHERIT loose' } },
});
