import { describeRule } from '../../support/rule-cases';

const used = ['CREATE DOMAIN d AS integer; CREATE DOMAIN plain AS integer; CREATE TABLE t (id int, x d); CREATE TABLE u (y d);'];

describeRule('alter-domain-add-constraint', {
  silent: {
    'NOT VALID': { before: used, sql: 'ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;' },
    'a domain that no table uses': { before: used, sql: 'ALTER DOMAIN plain ADD CHECK (VALUE > 0);' },
    'tables of an earlier pending migration': { before: used, earlier: 'pending', sql: 'ALTER DOMAIN d ADD CHECK (VALUE > 0);' },
    'a domain of the same migration': {
      sql: 'CREATE DOMAIN e AS int; CREATE TABLE v (x e); ALTER DOMAIN e ADD CHECK (VALUE > 0);',
    },
    'an array of the domain': {
      before: ['CREATE DOMAIN d AS integer; CREATE TABLE t (x d[]);'],
      sql: 'ALTER DOMAIN d ADD CHECK (VALUE > 0);',
    },
  },
  found: {
    'all the tables': {
      before: used,
      sql: 'alter domain d add check (value > 0);',
      at: 'alter domain d add check (value > 0)',
      says: /^Blocks all writes to t and u while every row is checked: they have columns of d$/,
      fixes: ['Add NOT VALID: only new values are checked'],
    },
    'VALIDATE, which no fix can help': {
      before: [...used, 'ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;'],
      sql: 'ALTER DOMAIN d VALIDATE CONSTRAINT c;',
      at: 'ALTER DOMAIN d VALIDATE CONSTRAINT c',
      fixes: [],
    },
  },
});

describeRule('alter-domain-set-not-null', {
  silent: {
    'a domain that no table uses': { before: used, sql: 'ALTER DOMAIN plain SET NOT NULL;' },
    'a default': { before: used, sql: 'ALTER DOMAIN d SET DEFAULT 1;' },
  },
  found: {
    'a domain of two tables': {
      before: used,
      sql: 'ALTER DOMAIN d SET NOT NULL;',
      at: 'ALTER DOMAIN d SET NOT NULL',
      says: /t and u/,
    },
  },
});

describeRule('domain-with-constraint', {
  silent: { 'a domain without one': { sql: "CREATE DOMAIN d AS text DEFAULT '';" } },
  found: { 'NOT NULL': { sql: 'CREATE DOMAIN d AS text NOT NULL;', at: 'CREATE DOMAIN d AS text NOT NULL' } },
});
