import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];

describeRule('rename-column', {
  silent: {
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u RENAME COLUMN a TO b;' },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t RENAME COLUMN a TO b;' },
    'a column added in the same migration': { before, sql: 'ALTER TABLE t ADD COLUMN b int; ALTER TABLE t RENAME b TO c;' },
    'a constraint': { before, sql: 'ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_pk;' },
  },
  found: {
    'a column': {
      before,
      sql: 'ALTER TABLE t RENAME COLUMN a TO b;',
      at: 'RENAME COLUMN a TO b',
      says: /^Code that says t\.a fails from this moment, and code that says b fails until then$/,
    },
    'one without the word COLUMN': { before, sql: 'ALTER TABLE t RENAME a TO b;', at: 'RENAME a TO b' },
  },
});
