import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);';
const before = [t];
const check = 'ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;';
const validate = 'ALTER TABLE t VALIDATE CONSTRAINT c;';
const set = 'ALTER TABLE t ALTER COLUMN a SET NOT NULL;';

describeRule('set-not-null', {
  silent: {
    'a CHECK validated in an earlier migration': { before: [t, check, validate], sql: set },
    'a CHECK validated in this one': { before: [t, check], sql: `${validate} ${set}` },
    'a CHECK that was valid from the start': {
      before: [t, 'ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL AND b > 0);'],
      sql: set,
    },
    'a table created in the same migration': { sql: `${t} ${set}` },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: set },
    'a column that is NOT NULL already': { before: ['CREATE TABLE t (a int NOT NULL);'], sql: set },
    'a primary key': { before, sql: 'ALTER TABLE t ALTER COLUMN id SET NOT NULL;' },
  },
  found: {
    'a column that may hold NULL': {
      before,
      sql: set,
      at: 'ALTER COLUMN a SET NOT NULL',
      says: /^Blocks all reads and writes of t while every row is checked for a NULL in a$/,
      fixes: ['Add the constraint NOT VALID, and validate it in the next migration'],
    },
    'a CHECK that was never validated': { before: [t, check], sql: set, at: 'ALTER COLUMN a SET NOT NULL' },
    'a validated CHECK on another column': {
      before: [t, 'ALTER TABLE t ADD CONSTRAINT c CHECK (b IS NOT NULL);'],
      sql: set,
      at: 'ALTER COLUMN a SET NOT NULL',
    },
    'a CHECK of the same name on another table': {
      before: [t, 'CREATE TABLE u (a int); ALTER TABLE u ADD CONSTRAINT c CHECK (a IS NOT NULL);'],
      sql: set,
      at: 'ALTER COLUMN a SET NOT NULL',
    },
    'a CHECK that was dropped again': {
      before: [t, check, validate, 'ALTER TABLE t DROP CONSTRAINT c;'],
      sql: set,
      at: 'ALTER COLUMN a SET NOT NULL',
    },
    'a CHECK that a NULL satisfies': {
      before: [t, 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);'],
      sql: set,
      at: 'ALTER COLUMN a SET NOT NULL',
    },
    'only the first of two columns where the other is proven': {
      before: [t, check, validate],
      sql: 'ALTER TABLE t ALTER b SET NOT NULL, ALTER a SET NOT NULL;',
      at: 'ALTER b SET NOT NULL',
    },
  },
});
