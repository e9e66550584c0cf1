import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, pid bigint); CREATE TABLE p (id bigint PRIMARY KEY);';
const add = 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;';
const validate = 'ALTER TABLE t VALIDATE CONSTRAINT c;';

describeRule('validate-constraint-same-transaction', {
  silent: {
    'a constraint of an earlier migration': { before: [t, add], sql: validate },
    'a constraint of an earlier pending migration': { before: [t, add], earlier: 'pending', sql: validate },
    'a table created in the same migration': { sql: `${t} ${add} ${validate}` },
    'a transaction of its own': {
      before: [t],
      convention: 'typed',
      sql: `-- lockkeeper: no-transaction\n${add}\n${validate}\n`,
    },
    'the transaction after the one that added it': {
      before: [t],
      convention: 'typed',
      sql: `-- lockkeeper: no-transaction\nBEGIN;\n${add}\nCOMMIT;\nBEGIN;\n${validate}\nCOMMIT;\n`,
    },
    'a constraint that is valid already': {
      before: [t],
      sql: `ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0); ${validate}`,
    },
  },
  found: {
    'a check': {
      before: [t],
      sql: `${add}\nSELECT 1;\n${validate}\n`,
      at: 'VALIDATE CONSTRAINT c',
      says: /^Blocks all reads and writes of t while every row of t is checked: the lock that added c is still held$/,
      fixes: ['Validate it in the next migration'],
    },
    'a foreign key': {
      before: [t],
      sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT f;',
      at: 'VALIDATE CONSTRAINT f',
      says: /^Blocks all writes to t and p while/,
    },
    'a clause of the same statement, in no transaction else': {
      before: [t],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID, VALIDATE CONSTRAINT c;\n',
      at: 'VALIDATE CONSTRAINT c',
      fixes: [],
    },
    'one that something further down may build on': {
      before: [t],
      sql: `${add} ${validate} ALTER TABLE t ALTER COLUMN a SET NOT NULL;`,
      at: 'VALIDATE CONSTRAINT c',
      fixes: [],
    },
    'the same transaction of several': {
      before: [t],
      convention: 'typed',
      sql: `-- lockkeeper: no-transaction\nBEGIN;\n${add}\n${validate}\nCOMMIT;\n`,
      at: 'VALIDATE CONSTRAINT c',
    },
  },
});
