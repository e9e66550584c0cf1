import { describeRule } from '../../support/rule-cases';

const t = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, at timestamptz);';
const check = 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);';
const notValid = 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;';
const addCheck = (condition: string): string => `ALTER TABLE t ADD CONSTRAINT c CHECK (${condition}) NOT VALID;`;

describeRule('check-constraint-volatile', {
  silent: {
    'what stays true as time goes by': {
      before: [t],
      sql: addCheck("at <= now() AND at < CURRENT_TIMESTAMP + interval '1 day'"),
    },
    'the same the other way round': { before: [t], sql: addCheck('clock_timestamp() > at') },
    'an age that only grows': { before: [t], sql: addCheck("age(at) >= interval '18 years'") },
    'a year that has come': { before: [t], sql: addCheck('a <= extract(year FROM CURRENT_DATE)') },
    'a function of the project, which may only look volatile': {
      before: [t, 'CREATE FUNCTION ok(int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN true; END $$;'],
      sql: addCheck('ok(a)'),
    },
    'a default that is the time': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b timestamptz DEFAULT now() CHECK (b IS NOT NULL);',
    },
  },
  found: {
    'a date that must lie ahead, in a new table': {
      sql: 'CREATE TABLE n (at timestamptz CHECK (at > now()), b date, CHECK (b BETWEEN CURRENT_DATE AND CURRENT_DATE + 9));',
      at: ['CHECK (at > now())', 'CHECK (b BETWEEN CURRENT_DATE AND CURRENT_DATE + 9)'],
      says: /^Rows of n break this CHECK by themselves, for now\(\) changes/,
    },
    'an age that must stay small': {
      before: [t],
      sql: addCheck("age(at) < interval '18 years'"),
      at: "CONSTRAINT c CHECK (age(at) < interval '18 years') NOT VALID",
      says: /age\(\) changes/,
    },
    'a month, which comes again': {
      before: [t],
      sql: addCheck('a <= extract(month FROM now())'),
      at: 'CONSTRAINT c CHECK (a <= extract(month FROM now())) NOT VALID',
    },
    'chance, in one of two conditions': {
      before: [t],
      sql: 'ALTER TABLE t ADD COLUMN b float CHECK (b > 0 OR b < random());',
      at: 'CHECK (b > 0 OR b < random())',
      says: /random\(\) changes/,
    },
  },
});

describeRule('add-constraint-duplicates-existing', {
  silent: {
    'other columns': { before: [t, 'ALTER TABLE t ADD UNIQUE (a);'], sql: 'ALTER TABLE t ADD UNIQUE (a, at);' },
    'another condition': { before: [t, check], sql: 'ALTER TABLE t ADD CHECK (a > 1);' },
    'one that takes the place of the other': {
      before: [t, check],
      sql: 'ALTER TABLE t ADD CONSTRAINT d CHECK (a > 0); ALTER TABLE t DROP CONSTRAINT c;',
    },
    'a foreign key that will take the place of the other': {
      before: [t, 'CREATE TABLE u (a bigint CONSTRAINT f REFERENCES t (id));'],
      sql: 'ALTER TABLE u ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES t (id) ON DELETE CASCADE NOT VALID;',
    },
    'an index of some rows': {
      before: [t, 'CREATE UNIQUE INDEX i ON t (a) WHERE a > 0;'],
      sql: 'ALTER TABLE t ADD UNIQUE (a);',
    },
    'one that can be deferred, unlike the other': {
      before: [t, 'ALTER TABLE t ADD UNIQUE (a);'],
      sql: 'ALTER TABLE t ADD UNIQUE (a) DEFERRABLE;',
    },
  },
  found: {
    'what the primary key says': {
      before: [t],
      sql: 'ALTER TABLE t ADD UNIQUE (id);',
      at: 'UNIQUE (id)',
      says: /: t_pkey says the same/,
    },
    'a unique index': {
      before: [t, 'CREATE UNIQUE INDEX i ON t (a);'],
      sql: 'ALTER TABLE t ADD UNIQUE (a);',
      at: 'UNIQUE (a)',
      says: /: i is unique already$/,
    },
    'a foreign key': {
      before: [t, 'CREATE TABLE u (a bigint CONSTRAINT f REFERENCES t (id));'],
      sql: 'ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t;',
      at: 'FOREIGN KEY (a) REFERENCES t',
      says: /^Looks every new row of u up twice: f says the same already$/,
    },
    'a condition': {
      before: [t, check],
      sql: 'ALTER TABLE t ADD CONSTRAINT d CHECK (a > 0);',
      at: 'CONSTRAINT d CHECK (a > 0)',
      says: /^Checks every new row of t twice: c says/,
    },
  },
});

describeRule('not-valid-never-validated', {
  silent: {
    'one that is validated further down': { before: [t], sql: `${notValid} ALTER TABLE t VALIDATE CONSTRAINT c;` },
    'one that is dropped further down': { before: [t], sql: `${notValid} ALTER TABLE t DROP CONSTRAINT c;` },
    'one whose table goes by another name, which may be validated under that': {
      before: [t],
      sql: `${notValid} ALTER TABLE t RENAME TO u;`,
    },
    'one that is never enforced': {
      before: [t],
      postgres: 18,
      sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED;',
    },
  },
  found: {
    'one without a name': {
      before: [t],
      sql: 'ALTER TABLE t ADD CHECK (a > 0) NOT VALID;',
      at: 'NOT VALID',
      says: /cannot count on t_a_check: no migration validates it$/,
      fixes: ['Validate it in the next migration'],
    },
  },
});

describeRule('drop-constraint', {
  silent: {
    'one that another takes the place of': { before: [t, check], sql: `ALTER TABLE t DROP CONSTRAINT c; ${check}` },
    'a unique constraint that an index takes the place of': {
      before: [t, 'ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);'],
      sql: 'ALTER TABLE t DROP CONSTRAINT u; CREATE UNIQUE INDEX u ON t (a) WHERE a > 0;',
    },
    'the proof that a column is NOT NULL, once it is': {
      before: [t, addCheck('a IS NOT NULL')],
      sql: 'ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT c;',
    },
    'one of an earlier pending migration': { before: [t, check], earlier: 'pending', sql: 'ALTER TABLE t DROP CONSTRAINT c;' },
    'one that is not there': { before: [t], sql: 'ALTER TABLE t DROP CONSTRAINT IF EXISTS c;' },
    'a key, of which other rules say more': { before: [t], sql: 'ALTER TABLE t DROP CONSTRAINT t_pkey;' },
  },
  found: {
    'a CHECK': { before: [t, check], sql: 'ALTER TABLE t DROP CONSTRAINT c, ADD COLUMN b int;', at: 'DROP CONSTRAINT c' },
  },
});

describeRule('unique-may-fail-on-existing-data', {
  silent: {
    'a table created in the same migration': { sql: `${t} CREATE UNIQUE INDEX ON t (a);` },
    'a column added in the same migration': { before: [t], sql: 'ALTER TABLE t ADD b int; CREATE UNIQUE INDEX ON t (b);' },
    'columns of which one is unique': { before: [t], sql: 'CREATE UNIQUE INDEX ON t (a, id);' },
    'columns that were unique a moment ago': {
      before: [t, 'CREATE UNIQUE INDEX i ON t (a);'],
      sql: 'DROP INDEX i; ALTER TABLE t ADD CONSTRAINT i UNIQUE (a);',
    },
    'an index that is not unique': { before: [t], sql: 'CREATE INDEX ON t (a);' },
  },
  found: {
    'an index of some rows': {
      before: [t],
      sql: 'CREATE UNIQUE INDEX ON t (a, lower(a::text)) WHERE a > 0;',
      at: 'CREATE UNIQUE INDEX',
      says: /^Fails with 23505 if two rows of t have the same a and \(lower\(a::text\)\) where a > 0$/,
    },
    'a constraint': { before: [t], sql: 'ALTER TABLE t ADD UNIQUE (a);', at: 'UNIQUE (a)' },
  },
});

describeRule('not-enforced-constraint', {
  silent: {
    'a constraint that is enforced': { before: [t], postgres: 18, sql: 'ALTER TABLE t ADD CHECK (a > 0) ENFORCED;' },
    'a version that refuses it': { before: [t], sql: 'ALTER TABLE t ADD CHECK (a > 0) NOT ENFORCED;' },
  },
  found: {
    'a column of a new table': {
      postgres: 18,
      sql: 'CREATE TABLE n (a int CHECK (a > 0) NOT ENFORCED, b int CHECK (b > 0));',
      at: 'NOT ENFORCED',
      fixes: [],
    },
    'a foreign key': {
      before: [t],
      postgres: 18,
      sql: 'alter table t add foreign key (a) references t (id) not enforced;',
      at: 'not enforced',
      fixes: ['Enforce it for new rows: NOT VALID'],
    },
  },
});

describeRule('prefer-native-not-null-not-valid', {
  silent: {
    'versions before 18': { before: [t], sql: addCheck('a IS NOT NULL') },
    'a condition of more': { before: [t], postgres: 18, sql: addCheck('a IS NOT NULL OR at IS NOT NULL') },
    'a column that is NOT NULL': { before: [t], postgres: 18, sql: addCheck('id IS NOT NULL') },
    'a table created in the same migration': { postgres: 18, sql: `${t} ${addCheck('a IS NOT NULL')}` },
  },
  found: {
    'one without a name': {
      before: ['CREATE TABLE t ("A" int);'],
      postgres: 18,
      sql: 'alter table t add check ("A" is not null) not valid;',
      at: 'check ("A" is not null) not valid',
      fixes: ['Make it a NOT NULL constraint'],
    },
  },
});
