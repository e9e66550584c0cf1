import { describeRule } from '../../support/rule-cases';

const p = 'CREATE TABLE p (id bigint PRIMARY KEY);';
const t = 'CREATE TABLE t (id bigint PRIMARY KEY, pid bigint CONSTRAINT f REFERENCES p (id));';
const drop = 'ALTER TABLE t DROP CONSTRAINT f;';
const partitioned = 'CREATE TABLE q (id bigint, pid bigint) PARTITION BY RANGE (id);';
const notValid = 'ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id) NOT VALID;';

describeRule('drop-foreign-key-locks-both', {
  silent: {
    'tables created in the same migration': { sql: `${p} ${t} ${drop}` },
    'a limit to the waiting': { before: [p, t], sql: `SET LOCAL lock_timeout = '1s'; ${drop}` },
    'a table that references itself': {
      before: ['CREATE TABLE t (id bigint PRIMARY KEY, pid bigint CONSTRAINT f REFERENCES t (id));'],
      sql: drop,
    },
    'another constraint': { before: ['CREATE TABLE t (id bigint CONSTRAINT f CHECK (id > 0));'], sql: drop },
    'a constraint that is not made here': { sql: drop },
  },
  found: {
    'both tables': {
      before: [p, t],
      sql: `${drop} ALTER TABLE t DROP CONSTRAINT t_pkey;`,
      at: 'DROP CONSTRAINT f',
      says: /^Waits for an ACCESS EXCLUSIVE lock on t and p, /,
    },
    'a referenced table that others use': {
      before: [p],
      sql: `${t} ${drop}`,
      at: 'DROP CONSTRAINT f',
      says: /^Waits for an ACCESS EXCLUSIVE lock on p, and all reads and writes of it wait/,
    },
    'a limit that was taken back': {
      before: [p, t],
      sql: `SET LOCAL lock_timeout = '1s'; SET LOCAL lock_timeout = 0; ${drop}`,
      at: 'DROP CONSTRAINT f',
    },
  },
});

describeRule('add-column-with-references', {
  silent: {
    'a table created in the same migration': {
      before: [p],
      sql: 'CREATE TABLE n (id int); ALTER TABLE n ADD COLUMN pid bigint REFERENCES p (id);',
    },
    'a referenced table created in the same migration': {
      before: ['CREATE TABLE n (id int);'],
      sql: `${p} ALTER TABLE n ADD COLUMN pid bigint REFERENCES p (id);`,
    },
    'the table itself': { before: [p], sql: 'ALTER TABLE p ADD COLUMN parent bigint REFERENCES p (id);' },
    'a limit to the waiting': {
      before: [p, t],
      sql: "SET LOCAL lock_timeout = '1s'; ALTER TABLE t ADD COLUMN other bigint REFERENCES p (id);",
    },
  },
  found: {
    'a check of every row, however short the waiting': {
      before: [p, t],
      sql: "SET LOCAL lock_timeout = '1s'; ALTER TABLE t ADD COLUMN other bigint DEFAULT NULL REFERENCES p (id);",
      at: 'REFERENCES p (id)',
      says: /^Blocks all reads and writes of t, and all writes to p, while every row of t is checked/,
    },
    'a wait for the other table': {
      before: [p, t],
      sql: 'ALTER TABLE t ADD COLUMN other bigint CONSTRAINT g REFERENCES p (id) ON DELETE CASCADE, ADD COLUMN b int;',
      at: 'CONSTRAINT g REFERENCES p (id) ON DELETE CASCADE',
      says: /^Holds t against all reads and writes while it waits, without limit, for whoever is writing to p$/,
    },
  },
});

describeRule('foreign-key-not-valid-on-partitioned', {
  silent: {
    'PostgreSQL 18': { before: [p, partitioned], postgres: 18, sql: `ALTER TABLE q ${notValid}` },
    'a plain table': { before: [p, 'CREATE TABLE q (pid bigint);'], sql: `ALTER TABLE q ${notValid}` },
    'a valid one': { before: [p, partitioned], sql: 'ALTER TABLE q ADD FOREIGN KEY (pid) REFERENCES p (id);' },
  },
  found: {
    'a partitioned table, however new': { before: [p], sql: `${partitioned} ALTER TABLE q ${notValid}`, at: 'NOT VALID' },
  },
});

describeRule('alter-constraint-enforced', {
  silent: {
    'one that is enforced': { before: [p, t], postgres: 18, sql: 'ALTER TABLE t ALTER CONSTRAINT f ENFORCED;' },
    'a change of when it is checked': { before: [p, t], postgres: 18, sql: 'ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE;' },
  },
  found: {
    'a table that references itself': {
      before: ['CREATE TABLE t (id bigint PRIMARY KEY, pid bigint CONSTRAINT f REFERENCES t (id) NOT ENFORCED);'],
      postgres: 18,
      sql: 'ALTER TABLE t ALTER CONSTRAINT f ENFORCED;',
      at: 'ALTER CONSTRAINT f ENFORCED',
      says: /^Blocks all reads and writes of t while every row is checked$/,
    },
  },
});
