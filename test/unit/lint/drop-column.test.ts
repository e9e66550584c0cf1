import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);'];

describeRule('drop-column', {
  silent: {
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int, b int); ALTER TABLE u DROP COLUMN a;' },
    'a column added in the same migration': { before, sql: 'ALTER TABLE t ADD COLUMN c int; ALTER TABLE t DROP COLUMN c;' },
    'a column added by an earlier pending migration': {
      before: ['CREATE TABLE t (a int);', 'ALTER TABLE t ADD COLUMN b int;'],
      earlier: 'pending',
      sql: 'ALTER TABLE t DROP COLUMN b;',
    },
    'a column that is not there': { before, sql: 'ALTER TABLE t DROP COLUMN IF EXISTS nothing;' },
  },
  found: {
    'a column': {
      before,
      sql: 'ALTER TABLE t DROP COLUMN a;',
      at: 'DROP COLUMN a',
      says: /^Loses the data of t\.a for good/,
    },
    'two of them': {
      before,
      sql: 'ALTER TABLE t DROP a, DROP COLUMN IF EXISTS b CASCADE;',
      at: ['DROP a', 'DROP COLUMN IF EXISTS b CASCADE'],
    },
    'one of a table that no migration has made': { sql: 'ALTER TABLE elsewhere DROP COLUMN a;', at: 'DROP COLUMN a' },
  },
});
