import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);'];

describeRule('add-check-not-valid-missing', {
  silent: {
    'NOT VALID': { before, sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;' },
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u ADD CONSTRAINT c CHECK (a > 0);' },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t ADD CHECK (a > 0);' },
    'a unique constraint, which has no NOT VALID': { before, sql: 'ALTER TABLE t ADD CONSTRAINT c UNIQUE (a);' },
  },
  found: {
    'a CHECK': {
      before,
      sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);',
      at: 'CONSTRAINT c CHECK (a > 0)',
      says: /^Blocks all reads and writes of t while every row is checked$/,
      fixes: ['Add NOT VALID, and validate in the next migration'],
    },
    'one without a name': {
      before,
      sql: 'ALTER TABLE t ADD CHECK (a > 0);',
      at: 'CHECK (a > 0)',
      fixes: ['Add NOT VALID, and validate in the next migration'],
    },
    'outside a transaction, where it can be validated at once': {
      before,
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);',
      at: 'CONSTRAINT c CHECK (a > 0)',
      fixes: ['Add NOT VALID, and validate after it'],
    },
    'a table that no migration has made': {
      sql: 'ALTER TABLE elsewhere ADD CONSTRAINT c CHECK (a > 0);',
      at: 'CONSTRAINT c CHECK (a > 0)',
    },
    'one clause of several': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN z int, ADD CONSTRAINT c CHECK (a > b), DROP COLUMN id;',
      at: 'CONSTRAINT c CHECK (a > b)',
    },
  },
});
