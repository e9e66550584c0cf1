import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int);';
const before = [t];

describeRule('add-column-with-check', {
  silent: {
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ADD c int CHECK (c > 0);` },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t ADD c int CHECK (c > 0);' },
    'a CHECK that is not enforced': { before, postgres: 18, sql: 'ALTER TABLE t ADD c int CHECK (c > 0) NOT ENFORCED;' },
    'a column that is rewritten anyway': { before, sql: 'ALTER TABLE t ADD c serial CHECK (c > 0);' },
    'no CHECK': { before, sql: 'ALTER TABLE t ADD c int DEFAULT 1;' },
  },
  found: {
    'one with a name': {
      before,
      sql: 'alter table t add column c int constraint positive check (c > 0) default 1;',
      at: 'constraint positive check (c > 0)',
      fixes: ['Add the CHECK NOT VALID, and validate in the next migration'],
    },
    'one whose name the server chooses': {
      before,
      sql: 'ALTER TABLE t ADD c int DEFAULT 1 CHECK (c > 0), ADD d int;',
      at: 'CHECK (c > 0)',
      fixes: ['Add the CHECK NOT VALID, and validate in the next migration'],
    },
    'two, which no fix can part': {
      before,
      sql: 'ALTER TABLE t ADD c int CHECK (c > 0) CHECK (c < 9);',
      at: 'CHECK (c > 0)',
      fixes: [],
    },
    'one outside a transaction': {
      before,
      sql: '-- no-transaction\nALTER TABLE t ADD c int CHECK (c > 0);',
      at: 'CHECK (c > 0)',
    },
  },
});
