import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (a int);';
const split = 'Add the column alone, and build a unique index CONCURRENTLY in the next migration';

describeRule('add-column-unique', {
  silent: {
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ADD COLUMN b int UNIQUE;` },
    'a table of an earlier pending migration': { before: [t], earlier: 'pending', sql: 'ALTER TABLE t ADD COLUMN b int UNIQUE;' },
    'a default that rewrites the table, which another rule tells': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b uuid DEFAULT gen_random_uuid() UNIQUE;',
    },
  },
  found: {
    'a column of several clauses': {
      before: [t],
      sql: 'alter table t add column "B" int not null default null unique, add column c int;',
      at: 'unique',
      fixes: [split],
    },
    'a column that is needed further down': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b int UNIQUE; CREATE TABLE u (b int REFERENCES t (b));',
      at: 'UNIQUE',
      fixes: [],
    },
    'one that says more than an index can': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b int UNIQUE NULLS NOT DISTINCT;',
      at: 'UNIQUE NULLS NOT DISTINCT',
      fixes: [],
    },
    'a constant default': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b int DEFAULT 1 UNIQUE;',
      at: 'UNIQUE',
      says: /^Fails with 23505 as soon as t holds two rows: all get the same b$/,
      fixes: [],
    },
    'a table of another schema, in a runner without a directive': {
      before: ['CREATE SCHEMA s; CREATE TABLE s.t (a int);'],
      convention: 'numbered',
      sql: 'ALTER TABLE s.t ADD COLUMN b int UNIQUE;',
      at: 'UNIQUE',
      fixes: [],
    },
  },
});

describeRule('add-column-primary-key', {
  silent: {
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ADD COLUMN b serial PRIMARY KEY;` },
    'a column without a value, which another rule tells': { before: [t], sql: 'ALTER TABLE t ADD COLUMN b int PRIMARY KEY;' },
  },
  found: {
    'a serial column': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b bigserial CONSTRAINT k PRIMARY KEY;',
      at: 'CONSTRAINT k PRIMARY KEY',
      says: /^Blocks all reads and writes of t while it is written anew and the index of the key is built$/,
    },
    'a volatile default': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b uuid DEFAULT gen_random_uuid() PRIMARY KEY;',
      at: 'PRIMARY KEY',
    },
    'a constant default': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b int DEFAULT 1 PRIMARY KEY;',
      at: 'PRIMARY KEY',
      says: /^Fails with 23505/,
    },
  },
});
