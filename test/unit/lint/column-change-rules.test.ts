import { describeRule } from '../../support/rule-cases';

const t = `CREATE TABLE t (id integer PRIMARY KEY, n numeric(10,2), v varchar(10), c text COLLATE "C", at timestamp, f float8,
  must int NOT NULL DEFAULT 1, may int DEFAULT 1, big bigint);`;
const before = [t];

describeRule('change-column-type-index-rebuild', {
  silent: {
    'a free change without an index': { before, sql: 'ALTER TABLE t ALTER v TYPE varchar(20);' },
    'a free change with a plain index': { before: [t, 'CREATE INDEX ON t (v);'], sql: 'ALTER TABLE t ALTER v TYPE varchar(20);' },
    'a rewrite': { before: [t, 'CREATE INDEX ON t (big);'], sql: 'ALTER TABLE t ALTER big TYPE numeric;' },
    'a new collation': { before: [t, 'CREATE INDEX ON t (v);'], sql: 'ALTER TABLE t ALTER v TYPE text COLLATE "C";' },
    'a table created in the same migration': { sql: `${t} CREATE INDEX ON t (lower(v)); ALTER TABLE t ALTER v TYPE text;` },
  },
  found: {
    'a partial index': {
      before: [t, "CREATE INDEX ON t (id) WHERE v = 'x';"],
      sql: 'ALTER TABLE t ALTER v TYPE text;',
      at: 'text',
      says: /^Blocks all reads and writes of t while indexes that use v are built anew$/,
    },
    'a CHECK': {
      before: [t, "ALTER TABLE t ADD CHECK (v <> '');"],
      sql: 'ALTER TABLE t ALTER v SET DATA TYPE text;',
      at: 'text',
      says: /while every row is checked anew for the CHECK on v$/,
    },
    'timestamps in UTC': {
      before: [t, 'CREATE INDEX ON t (at);'],
      sql: "SET LOCAL TimeZone = 'UTC'; ALTER TABLE t ALTER at TYPE timestamptz;",
      at: 'timestamptz',
    },
  },
});

describeRule('change-column-collation', {
  silent: {
    'a column without an index': { before, sql: 'ALTER TABLE t ALTER v TYPE text COLLATE "C";' },
    'the same collation': { before: [t, 'CREATE INDEX ON t (c);'], sql: 'ALTER TABLE t ALTER c TYPE varchar COLLATE "C";' },
  },
  found: {
    'one that is left out': { before: [t, 'CREATE INDEX ON t (c);'], sql: 'ALTER TABLE t ALTER c TYPE text;', at: 'text' },
  },
});

describeRule('change-column-type-narrowing', {
  silent: {
    'a wider type': { before, sql: 'ALTER TABLE t ALTER v TYPE text, ALTER n TYPE numeric(12,2), ALTER id TYPE bigint;' },
    USING: { before, sql: 'ALTER TABLE t ALTER big TYPE integer USING least(big, 0)::integer;' },
    'an empty table': { before, earlier: 'pending', sql: 'ALTER TABLE t ALTER big TYPE integer;' },
    'numbers that fit any such string': { before, sql: 'ALTER TABLE t ALTER id TYPE varchar(11), ALTER v TYPE char(10);' },
    'a column that is not known': { sql: 'ALTER TABLE u ALTER big TYPE integer;' },
    'a timestamp with another zone': { before, sql: 'ALTER TABLE t ALTER at TYPE timestamptz;' },
  },
  found: {
    numbers: {
      before,
      sql: 'ALTER TABLE t ALTER big TYPE integer;',
      at: 'integer',
      says: /^Fails with 22003 as soon as a value of t\.big does not fit integer$/,
    },
    strings: { before, sql: 'ALTER TABLE t ALTER v TYPE varchar(5);', at: 'varchar(5)', says: /^Fails with 22001/ },
    decimals: {
      before,
      sql: 'ALTER TABLE t ALTER n TYPE integer;',
      at: 'integer',
      says: /^Rounds away the decimals of t\.n for good, and fails with 22003 as soon as a value does not fit integer$/,
    },
    'a time of day': {
      before,
      sql: 'ALTER TABLE t ALTER at TYPE date;',
      at: 'date',
      says: /^Drops the time of day from t\.at for good$/,
    },
    seconds: {
      before,
      sql: 'ALTER TABLE t ALTER at TYPE timestamp(0);',
      at: 'timestamp(0)',
      says: /^Rounds the values of t\.at/,
    },
    'half the digits': { before, sql: 'ALTER TABLE t ALTER f TYPE real;', at: 'real', says: /^Rounds the values of t\.f/ },
  },
});

describeRule('change-column-type-rewrite', {
  silent: {
    'timestamps in UTC': { before, sql: "SET LOCAL TimeZone = 'UTC'; ALTER TABLE t ALTER at TYPE timestamptz;" },
    'timestamps of a new table': { sql: `${t} ALTER TABLE t ALTER at TYPE timestamptz;` },
  },
  found: {
    'timestamps where the zone is not known': {
      before,
      sql: 'ALTER TABLE t ALTER at TYPE timestamptz;',
      at: 'timestamptz',
      says: /unless TimeZone is UTC$/,
    },
    'timestamps elsewhere': {
      before,
      sql: "SET LOCAL TimeZone = 'Europe/Paris'; ALTER TABLE t ALTER at TYPE timestamptz;",
      at: 'timestamptz',
      says: /to change the type of at$/,
    },
  },
});

const view = 'CREATE VIEW w AS SELECT id, n FROM t;';
describeRule('change-column-blocked-by-view', {
  silent: {
    'a column that the view does not read': { before: [t, view], sql: 'ALTER TABLE t ALTER v TYPE text, DROP COLUMN f;' },
    'a view that is dropped first': { before: [t, view], sql: 'DROP VIEW w; ALTER TABLE t ALTER n TYPE numeric;' },
    'a rename': { before: [t, view], sql: 'ALTER TABLE t RENAME n TO m;' },
    CASCADE: { before: [t, view], sql: 'ALTER TABLE t DROP COLUMN n CASCADE;' },
    'a name that another table may have given': {
      before: [t, 'CREATE VIEW w AS SELECT n FROM t, elsewhere;'],
      sql: 'ALTER TABLE t ALTER n TYPE numeric;',
    },
    'a name that the view gives itself': {
      before: [t, 'CREATE VIEW w AS SELECT f AS n FROM t;'],
      sql: 'ALTER TABLE t ALTER n TYPE numeric;',
    },
    'a column that came after a star': {
      before: [t, 'CREATE VIEW w AS SELECT * FROM t;', 'ALTER TABLE t ADD COLUMN later int;'],
      sql: 'ALTER TABLE t DROP COLUMN later;',
    },
    'a star of a table whose columns are not known': {
      before: ['CREATE VIEW w AS SELECT * FROM elsewhere;'],
      sql: 'ALTER TABLE elsewhere DROP COLUMN n;',
    },
    'a count of rows': { before: [t, 'CREATE VIEW w AS SELECT count(*) FROM t;'], sql: 'ALTER TABLE t ALTER n TYPE numeric;' },
  },
  found: {
    'a star': {
      before: [t, 'CREATE VIEW w AS SELECT * FROM t;'],
      sql: 'ALTER TABLE t DROP COLUMN n;',
      at: 'DROP COLUMN n',
      says: /^Fails with 2BP01: the view w reads t\.n$/,
    },
    'a materialized view that joins': {
      before: [t, 'CREATE TABLE o (oid_ int); CREATE MATERIALIZED VIEW m AS SELECT 1 AS x FROM t JOIN o ON t.big = oid_;'],
      sql: 'ALTER TABLE public.t ALTER big TYPE numeric;',
      at: 'ALTER big TYPE numeric',
      says: /^Fails with 0A000: the materialized view m reads t\.big$/,
    },
    'a view of the same migration': { before, sql: `${view} ALTER TABLE t ALTER n TYPE numeric;`, at: 'ALTER n TYPE numeric' },
  },
});

describeRule('change-default-on-written-column', {
  silent: {
    'a nullable column': { before, sql: 'ALTER TABLE t ALTER may DROP DEFAULT;' },
    'a column without a default': { before, sql: 'ALTER TABLE t ALTER id DROP DEFAULT;' },
    'a table created in the same migration': { sql: `${t} ALTER TABLE t ALTER must DROP DEFAULT;` },
    'a column that is not known': { sql: 'ALTER TABLE u ALTER must DROP DEFAULT;' },
    'a default that is replaced': { before, sql: 'ALTER TABLE t ALTER must DROP DEFAULT, ALTER must SET DEFAULT 2;' },
    'NOT NULL that goes too': { before, sql: 'ALTER TABLE t ALTER must DROP DEFAULT; ALTER TABLE t ALTER must DROP NOT NULL;' },
  },
  found: {
    'a column of the same migration, in a table that code uses': {
      before,
      sql: 'ALTER TABLE t ADD x int NOT NULL DEFAULT 0; ALTER TABLE t ALTER x DROP DEFAULT;',
      at: 'ALTER x DROP DEFAULT',
      says: /^Code that inserts into t without x fails with 23502 from this moment/,
    },
  },
});

describeRule('set-default-volatile', {
  silent: {
    'a constant': { before, sql: 'ALTER TABLE t ALTER may SET DEFAULT 5;' },
    'a stable function': { before, sql: 'ALTER TABLE t ALTER at SET DEFAULT now();' },
    'a column that has a value everywhere': { before, sql: 'ALTER TABLE t ALTER must SET DEFAULT random();' },
    'an UPDATE that follows': { before, sql: 'ALTER TABLE t ALTER f SET DEFAULT random(); UPDATE t SET f = random();' },
  },
  found: {
    'a column': { before, sql: 'ALTER TABLE t ALTER f SET DEFAULT random();', at: 'ALTER f SET DEFAULT random()', fixes: [] },
  },
});

describeRule('set-storage-compression', {
  silent: { 'another clause': { before, sql: 'ALTER TABLE t ALTER v SET STATISTICS 100;' } },
  found: {
    'a compression': { before, sql: 'ALTER TABLE t ALTER v SET COMPRESSION lz4;', at: 'ALTER v SET COMPRESSION lz4' },
  },
});

describeRule('add-identity-existing-column', {
  silent: {
    'a start': { before, sql: 'ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY (START WITH 100);' },
    'an empty table': { before, earlier: 'pending', sql: 'ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY;' },
    RESTART: {
      before,
      sql: 'ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY; ALTER TABLE t ALTER id RESTART WITH 100;',
    },
    'SET GENERATED': {
      before: ['CREATE TABLE i (id bigint GENERATED ALWAYS AS IDENTITY);'],
      sql: 'ALTER TABLE i ALTER id SET GENERATED BY DEFAULT;',
    },
  },
  found: {
    'quoted names': {
      before: ['CREATE SCHEMA app; CREATE TABLE app."My Orders" ("Id" bigint PRIMARY KEY);'],
      sql: 'alter table app."My Orders" alter "Id" add generated always as identity;',
      at: 'alter "Id" add generated always as identity',
      fixes: ['Go on from the highest Id'],
    },
    'one outside a transaction, with nothing to keep others out': {
      before,
      sql: '-- no-transaction\nALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY;',
      at: 'ALTER id ADD GENERATED ALWAYS AS IDENTITY',
      fixes: [],
    },
  },
});

describeRule('alter-type-locks-partner', {
  silent: {
    'no foreign key': { before, sql: 'ALTER TABLE t ALTER big TYPE numeric;' },
    'a change that is free': {
      before: ['CREATE TABLE c (code varchar(5) PRIMARY KEY); CREATE TABLE d (code varchar(5) REFERENCES c);'],
      sql: 'ALTER TABLE d ALTER code TYPE varchar(9);',
    },
    'a table that refers to itself': {
      before: ['CREATE TABLE n (id integer PRIMARY KEY, up integer REFERENCES n);'],
      sql: 'ALTER TABLE n ALTER up TYPE bigint;',
    },
    'new tables': {
      sql: 'CREATE TABLE c (id int PRIMARY KEY); CREATE TABLE d (c int REFERENCES c); ALTER TABLE d ALTER c TYPE bigint;',
    },
  },
  found: {
    'the end that is referenced': {
      before: ['CREATE TABLE c (id int PRIMARY KEY); CREATE TABLE d (c int REFERENCES c);'],
      sql: 'ALTER TABLE c ALTER id TYPE bigint;',
      at: 'bigint',
      says: /^Blocks all reads and writes of d as well until the transaction ends: a foreign key ties id to it$/,
    },
  },
});

const serial = 'CREATE TABLE s (id serial PRIMARY KEY, x int);';
describeRule('serial-sequence-stays-integer', {
  silent: {
    'an identity': {
      before: ['CREATE TABLE i (id integer GENERATED ALWAYS AS IDENTITY);'],
      sql: 'ALTER TABLE i ALTER id TYPE bigint;',
    },
    'another column': { before: [serial], sql: 'ALTER TABLE s ALTER x TYPE bigint;' },
    'a sequence that is widened after it': {
      before: [serial],
      sql: 'ALTER TABLE s ALTER id TYPE bigint; ALTER SEQUENCE s_id_seq AS bigint;',
    },
    'a sequence that was widened': {
      before: [serial, 'ALTER SEQUENCE s_id_seq AS bigint;'],
      sql: 'ALTER TABLE s ALTER id TYPE bigint;',
    },
    'a column that draws from another sequence afterwards': {
      before: [serial],
      sql: "CREATE SEQUENCE n; ALTER TABLE s ALTER id TYPE bigint; ALTER TABLE s ALTER id SET DEFAULT nextval('n'::regclass);",
    },
    'a sequence of its own, which counts in bigint': {
      before: ['CREATE SEQUENCE q; CREATE TABLE s (id int); ALTER SEQUENCE q OWNED BY s.id;'],
      sql: 'ALTER TABLE s ALTER id TYPE bigint;',
    },
  },
  found: {
    'a new table, too': {
      sql: `${serial} alter table s alter id type bigint;`,
      at: 'alter id type bigint',
      says: /^Inserts still fail with 2200H after number 2147483647: s_id_seq goes on counting in integer$/,
      fixes: ['Widen the sequence too'],
    },
    'a table that is renamed after it': {
      before: [serial],
      sql: 'ALTER TABLE s ALTER id TYPE bigint; ALTER TABLE s RENAME TO r;',
      at: 'ALTER id TYPE bigint',
    },
    'another schema': {
      before: ['CREATE SCHEMA app; CREATE TABLE app.s ("Id" smallserial);'],
      sql: 'ALTER TABLE app.s ALTER "Id" TYPE bigint;',
      at: 'ALTER "Id" TYPE bigint',
      says: /number 32767/,
    },
  },
});

describeRule('alter-sequence-blocks-nextval', {
  silent: {
    'the last statement': { before: [serial], sql: 'SELECT 1; ALTER SEQUENCE s_id_seq CACHE 9;' },
    'what only COMMIT follows': {
      before: [serial],
      convention: 'numbered',
      sql: 'BEGIN; ALTER SEQUENCE s_id_seq CACHE 9; COMMIT;',
    },
    'a sequence of the same migration': { sql: 'CREATE SEQUENCE q; ALTER SEQUENCE q CACHE 9; SELECT 1;' },
    'a sequence whose table is locked anyway': {
      before: [serial],
      sql: 'ALTER TABLE s ALTER id TYPE bigint; ALTER SEQUENCE s_id_seq AS bigint; UPDATE s SET x = 1;',
    },
    'no transaction': {
      before: [serial],
      convention: 'typed',
      sql: '-- lockkeeper: no-transaction\nALTER SEQUENCE s_id_seq CACHE 9; SELECT 1;',
    },
  },
  found: {
    'one that something follows': {
      before: [serial],
      sql: 'ALTER SEQUENCE s_id_seq CACHE 9; UPDATE s SET x = 1;',
      at: 'ALTER SEQUENCE s_id_seq CACHE 9',
      says: /^Blocks nextval of s_id_seq, and with it inserts into s, until the transaction ends$/,
    },
  },
});
