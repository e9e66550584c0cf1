import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);';
const before = [t];
const partitioned = 'CREATE TABLE p (k integer, a integer) PARTITION BY RANGE (k);';

describeRule('add-column-stored-generated', {
  silent: {
    'a virtual column': { before, postgres: 18, sql: 'ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a * 2) VIRTUAL;' },
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a * 2) STORED;` },
    'a table of an earlier pending migration': {
      before,
      earlier: 'pending',
      sql: 'ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a * 2) STORED;',
    },
    'a partitioned table without partitions': {
      before: [partitioned],
      sql: 'ALTER TABLE p ADD c integer GENERATED ALWAYS AS (a * 2) STORED;',
    },
    'a temporary table': {
      sql: 'CREATE TEMP TABLE s (a integer); ALTER TABLE s ADD c integer GENERATED ALWAYS AS (a * 2) STORED;',
    },
  },
  found: {
    'no fix before 18': {
      before,
      sql: 'alter table t add c integer generated always as (a * 2) stored',
      at: 'generated always as (a * 2) stored',
      fixes: [],
    },
    'one that an index needs stored': {
      before,
      postgres: 18,
      sql: 'ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a * 2) STORED; CREATE INDEX ON t (c);',
      at: 'GENERATED ALWAYS AS (a * 2) STORED',
      fixes: [],
    },
    'one that a key needs stored': {
      before,
      postgres: 18,
      sql: 'ALTER TABLE t ADD c integer GENERATED ALWAYS AS (a * 2) STORED UNIQUE;',
      at: 'GENERATED ALWAYS AS (a * 2) STORED',
      fixes: [],
    },
    'one that a function computes, which might be of one’s own': {
      before,
      postgres: 18,
      sql: 'ALTER TABLE t ADD c text GENERATED ALWAYS AS (lower(b)) STORED;',
      at: 'GENERATED ALWAYS AS (lower(b)) STORED',
      fixes: [],
    },
    'one that may be virtual': {
      before,
      postgres: 18,
      sql: 'alter table t add c integer generated always as (a * 2) stored;',
      at: 'generated always as (a * 2) stored',
      fixes: ['Make it VIRTUAL: computed when it is read'],
    },
  },
});

describeRule('add-column-serial', {
  silent: {
    'a plain bigint': { before, sql: 'ALTER TABLE t ADD n bigint;' },
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ADD n serial;` },
    'a column that is there already': { before, sql: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS id bigserial;' },
    'a primary key, of which add-column-primary-key tells': {
      before: ['CREATE TABLE keyless (a int);'],
      sql: 'ALTER TABLE keyless ADD n bigserial PRIMARY KEY;',
    },
  },
  found: {
    'a serial': {
      before,
      sql: 'ALTER TABLE t ADD n serial;',
      at: 'serial',
      says: /^Rewrites all of t and blocks its reads and writes meanwhile: serial means a default that draws a number of n for every row$/,
      fixes: [],
    },
    'a table that no migration has made': { sql: 'ALTER TABLE app.u ADD n smallserial;', at: 'smallserial', says: /app\.u/ },
  },
});

describeRule('add-column-identity', {
  silent: {
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ADD n bigint GENERATED ALWAYS AS IDENTITY;` },
    'a table of an earlier pending migration': {
      before,
      earlier: 'pending',
      sql: 'ALTER TABLE t ADD n bigint GENERATED ALWAYS AS IDENTITY;',
    },
  },
  found: {
    'an identity with options': {
      before,
      sql: 'ALTER TABLE t ADD n bigint GENERATED ALWAYS AS IDENTITY (START WITH 10);',
      at: 'GENERATED ALWAYS AS IDENTITY',
      says: /every row gets its number in n$/,
    },
  },
});

describeRule('add-column-constrained-domain', {
  silent: {
    'a domain without constraints': { before: [...before, 'CREATE DOMAIN d AS integer;'], sql: 'ALTER TABLE t ADD c d;' },
    'an array of the domain': {
      before: [...before, 'CREATE DOMAIN d AS integer CHECK (VALUE > 0);'],
      sql: 'ALTER TABLE t ADD c d[];',
    },
    'a type that no migration has made': { before, sql: 'ALTER TABLE t ADD c elsewhere;' },
    'a table created in the same migration': {
      before: ['CREATE DOMAIN d AS integer CHECK (VALUE > 0);'],
      sql: `${t} ALTER TABLE t ADD c d;`,
    },
  },
  found: {
    'a domain over one with a constraint': {
      before: [...before, 'CREATE DOMAIN d AS integer CHECK (VALUE > 0); CREATE DOMAIN e AS d;'],
      sql: 'ALTER TABLE t ADD c e;',
      at: 'e',
      says: /every row is written to satisfy the domain e/,
    },
    'a domain of another schema': {
      before: [...before, 'CREATE SCHEMA app; CREATE DOMAIN app."D" AS integer NOT NULL;'],
      sql: 'ALTER TABLE t ADD c app."D" DEFAULT 1;',
      at: 'app."D"',
    },
    'a domain whose default is computed for every row': {
      before: [...before, 'CREATE DOMAIN d AS uuid DEFAULT gen_random_uuid();'],
      sql: 'ALTER TABLE t ADD c d;',
      at: 'd',
    },
  },
});
