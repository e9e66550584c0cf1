import { describeRule } from '../../support/rule-cases';

const p = 'CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE "Q" (id bigint PRIMARY KEY);';
const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b integer, c numeric, d text);';

describeRule('foreign-key-type-mismatch', {
  silent: {
    'integers of other sizes': { before: [p, t], sql: 'ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES p (id);' },
    strings: {
      before: [t, 'CREATE TABLE s (name varchar(20) UNIQUE);'],
      sql: 'ALTER TABLE t ADD FOREIGN KEY (d) REFERENCES s (name);',
    },
    'a serial key': { before: ['CREATE TABLE s (id bigserial PRIMARY KEY);'], sql: 'CREATE TABLE u (s int REFERENCES s);' },
    'types that PostgreSQL refuses': { before: [p, t], sql: 'ALTER TABLE t ADD FOREIGN KEY (d) REFERENCES p (id);' },
    'a table that is not made here': { before: [t], sql: 'ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES elsewhere (id);' },
  },
  found: {
    'an integer and a numeric key that is not named': {
      before: ['CREATE TABLE n (id numeric(20) PRIMARY KEY);'],
      sql: 'CREATE TABLE u (n bigint REFERENCES n);',
      at: 'REFERENCES n',
      says: /^Each DELETE in n reads all of u, whatever indexes it has: n is bigint and is cast to the numeric\(20,0\) of id$/,
    },
    'an added column': {
      before: [t, 'CREATE TABLE n (x float8 UNIQUE);'],
      sql: 'ALTER TABLE t ADD COLUMN n int REFERENCES n (x);',
      at: 'REFERENCES n (x)',
    },
  },
});

describeRule('multiple-foreign-keys-one-transaction', {
  silent: {
    'one table twice': { before: [p], sql: 'CREATE TABLE u (a bigint REFERENCES p, b bigint REFERENCES p);' },
    'a table created in the same migration': {
      before: [p],
      sql: `${t} CREATE TABLE u (a bigint REFERENCES p, b bigint REFERENCES t);`,
    },
    'the table itself': { before: [p], sql: 'CREATE TABLE u (id bigint PRIMARY KEY REFERENCES p, b bigint REFERENCES u);' },
    'transactions of their own': {
      before: [p],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nCREATE TABLE u (a bigint REFERENCES p);\nCREATE TABLE v (a bigint REFERENCES "Q");\n',
    },
  },
  found: {
    'two statements': {
      before: [p],
      sql: 'CREATE TABLE u (a bigint REFERENCES p); CREATE TABLE v (a bigint REFERENCES "Q"); CREATE TABLE w (a bigint REFERENCES p);',
      at: 'REFERENCES "Q"',
      says: /^Keeps everyone from writing to p while it waits for whoever is writing to Q/,
    },
    'two clauses': {
      before: [p, t],
      sql: 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID, ADD FOREIGN KEY (b) REFERENCES "Q" NOT VALID;',
      at: 'FOREIGN KEY (b) REFERENCES "Q" NOT VALID',
    },
  },
});

describeRule('foreign-key-cascade', {
  silent: {
    'what is refused': { before: [p], sql: 'CREATE TABLE u (a bigint REFERENCES p ON DELETE RESTRICT ON UPDATE SET NULL);' },
  },
  found: {
    'a change that goes on': {
      before: [p],
      sql: 'CREATE TABLE u (a bigint REFERENCES p ON UPDATE CASCADE, b bigint, FOREIGN KEY (b) REFERENCES p ON DELETE CASCADE);',
      at: ['ON UPDATE CASCADE', 'ON DELETE CASCADE'],
    },
  },
});

describeRule('foreign-key-no-explicit-on-delete', {
  silent: { 'what is said': { before: [p], sql: 'CREATE TABLE u (a bigint REFERENCES p ON DELETE NO ACTION);' } },
  found: {
    'quoted names, a schema and more': {
      before: [p, t],
      sql: 'alter table t add foreign key (a) references public."Q" (id) match full on update cascade deferrable;',
      at: 'foreign key (a) references public."Q" (id) match full on update cascade deferrable',
      fixes: ['Add ON DELETE NO ACTION, which is what it does now'],
    },
    'a comment before the columns': {
      before: [p, t],
      sql: 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p /* of */ (id);',
      at: 'FOREIGN KEY (a) REFERENCES p /* of */ (id)',
      fixes: [],
    },
    'a column': {
      before: [p],
      sql: 'CREATE TABLE u (a bigint REFERENCES p NOT NULL);',
      at: 'REFERENCES p',
      fixes: ['Add ON DELETE NO ACTION, which is what it does now'],
    },
  },
});

describeRule('foreign-key-not-deferrable', {
  silent: { 'what can be deferred': { before: [p], sql: 'CREATE TABLE u (a bigint REFERENCES p INITIALLY DEFERRED);' } },
  found: { 'what cannot': { before: [p], sql: 'CREATE TABLE u (a bigint REFERENCES p NOT DEFERRABLE);', at: 'REFERENCES p' } },
});

describeRule('forbid-nullable-foreign-key', {
  silent: {
    'NOT NULL': { before: [p], sql: 'CREATE TABLE u (a bigint NOT NULL REFERENCES p);' },
    'a key of the table': { before: [p], sql: 'CREATE TABLE u (a bigint REFERENCES p, b int, PRIMARY KEY (a, b));' },
    'a column that is not made here': { before: [p], sql: 'ALTER TABLE x ADD FOREIGN KEY (a) REFERENCES p;' },
  },
  found: {
    'one of two columns': {
      before: ['CREATE TABLE k (a int, b int, PRIMARY KEY (a, b));', 'CREATE TABLE u (a int NOT NULL, b int);'],
      sql: 'ALTER TABLE u ADD FOREIGN KEY (a, b) REFERENCES k;',
      at: 'FOREIGN KEY (a, b) REFERENCES k',
      says: /^Rows of u with NULL in b reference no row of k/,
    },
    'an added column': { before: [p, t], sql: 'ALTER TABLE t ADD e bigint REFERENCES p;', at: 'REFERENCES p' },
  },
});

describeRule('unnamed-constraint', {
  silent: {
    'a name': { before: [p, t], sql: 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p;' },
    'the name of an index': { before: [t, 'CREATE UNIQUE INDEX i ON t (a);'], sql: 'ALTER TABLE t ADD UNIQUE USING INDEX i;' },
  },
  found: {
    'a unique constraint': {
      before: [t],
      sql: 'alter table t add unique (a, b);',
      at: 'unique (a, b)',
      fixes: ['Name it t_a_b_key'],
    },
    'a name that is taken': {
      before: [t, 'CREATE INDEX t_a_key ON t (a);'],
      sql: 'ALTER TABLE t ADD UNIQUE (a);',
      at: 'UNIQUE (a)',
      fixes: [],
    },
  },
});
