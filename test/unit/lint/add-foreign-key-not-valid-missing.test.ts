import { describeRule } from '../../support/rule-cases';

const p = 'CREATE TABLE p (id bigint PRIMARY KEY);';
const t = 'CREATE TABLE t (id bigint PRIMARY KEY, pid bigint);';
const before = [p, t];

describeRule('add-foreign-key-not-valid-missing', {
  silent: {
    'NOT VALID': { before, sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id) NOT VALID;' },
    'a referencing table created in the same migration': {
      before: [p],
      sql: `${t} ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id);`,
    },
    'a referencing table of an earlier pending migration': {
      before,
      earlier: 'pending',
      sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id);',
    },
    'a new column without a default, which references nothing yet': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN q bigint REFERENCES p (id);',
    },
  },
  found: {
    'a foreign key': {
      before,
      sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id);',
      at: 'CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)',
      says: /^Blocks all writes to t and p while every row of t is checked$/,
      fixes: ['Add NOT VALID, and validate in the next migration'],
    },
    'one without a name, to the primary key': {
      before,
      sql: 'ALTER TABLE t ADD FOREIGN KEY (pid) REFERENCES p;',
      at: 'FOREIGN KEY (pid) REFERENCES p',
      fixes: ['Add NOT VALID, and validate in the next migration'],
    },
    'deferrable, with actions': {
      before,
      sql: 'ALTER TABLE t ADD FOREIGN KEY (pid) REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;',
      at: 'FOREIGN KEY (pid) REFERENCES p ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
    },
    'a partitioned table on 17, which takes no NOT VALID': {
      before: [
        p,
        'CREATE TABLE h (id bigint, pid bigint) PARTITION BY HASH (id); CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 1, REMAINDER 0);',
      ],
      postgres: 17,
      sql: 'ALTER TABLE h ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id);',
      at: 'CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)',
      fixes: [],
    },
    'a referenced table that is new, while the referencing one is not': {
      before: [t],
      sql: `${p} ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id);`,
      at: 'CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)',
      says: /^Blocks all writes to t while/,
    },
  },
});
