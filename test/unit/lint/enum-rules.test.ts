import { describeRule } from '../../support/rule-cases';

const before = [
  "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id bigint PRIMARY KEY, m mood, note text); CREATE SCHEMA app;",
  'CREATE TYPE app.kind AS ENUM (\'a\'); CREATE TABLE app.u (k app.kind, "Other Kind" app.kind);',
];
const add = "ALTER TYPE mood ADD VALUE 'new';";

describeRule('enum-value-used-in-transaction', {
  silent: {
    'a value that nothing uses': { before, sql: `${add} UPDATE t SET m = 'ok';` },
    'the same word as text': { before, sql: `${add} INSERT INTO t (note, m) VALUES ('new', 'ok'); UPDATE t SET note = 'new';` },
    'a use in the body of a function': {
      before,
      sql: `${add} CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET m = 'new'; END $$;`,
    },
    'a use outside a transaction': {
      before,
      convention: 'typed',
      sql: `-- lockkeeper: no-transaction\n-- transaction: none\nBEGIN; ${add} COMMIT; UPDATE t SET m = 'new';`,
    },
    'a use after COMMIT': { before, convention: 'numbered', sql: `BEGIN; ${add} COMMIT; UPDATE t SET m = 'new';` },
    'a value that was there': {
      before,
      sql: "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok'; UPDATE t SET m = 'ok';",
    },
    'a type of the same transaction, since 17': {
      before,
      sql: "CREATE TYPE c AS ENUM ('a'); ALTER TYPE c ADD VALUE 'b'; CREATE TABLE d (c c DEFAULT 'b');",
    },
    'another type': { before, sql: "ALTER TYPE app.kind ADD VALUE 'new'; UPDATE t SET m = 'new';" },
  },
  found: {
    'a type of the same transaction, before 17': {
      before,
      postgres: 16,
      sql: "CREATE TYPE c AS ENUM ('a'); ALTER TYPE c ADD VALUE 'b'; CREATE TABLE d (c c DEFAULT 'b');",
      at: "ALTER TYPE c ADD VALUE 'b'",
    },
    'a cast': {
      before,
      sql: `${add} SELECT 'new'::public.mood;`,
      at: add.slice(0, -1),
      says: /^Fails with 55P04 further down: ‘new’ cannot be used before the transaction that adds it to mood is committed$/,
    },
    'an INSERT without columns': { before, sql: `${add} INSERT INTO t VALUES (1, 'new');`, at: add.slice(0, -1) },
    'an INSERT of a query': { before, sql: `${add} INSERT INTO t (m) SELECT 'new' FROM t;`, at: add.slice(0, -1) },
    'an UPDATE on conflict': {
      before,
      sql: `${add} INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET m = 'new';`,
      at: add.slice(0, -1),
    },
    'an UPDATE that chooses': {
      before,
      sql: `${add} UPDATE t SET m = CASE WHEN id > 1 THEN 'new' ELSE 'ok' END;`,
      at: add.slice(0, -1),
    },
    'a condition': { before, sql: `${add} CREATE INDEX ON t (id) WHERE m IN ('ok', 'new');`, at: add.slice(0, -1) },
    'a view': { before, sql: `${add} CREATE VIEW v AS SELECT id FROM t WHERE t.m = 'new';`, at: add.slice(0, -1) },
    'a default': { before, sql: `${add} ALTER TABLE t ALTER m SET DEFAULT 'new';`, at: add.slice(0, -1) },
    'the default of a new column': { before, sql: `${add} ALTER TABLE t ADD n mood DEFAULT 'new';`, at: add.slice(0, -1) },
    'quoted names in another schema': {
      before,
      sql: `ALTER TYPE app.kind ADD VALUE 'it''s'; UPDATE app.u SET "Other Kind" = 'it''s';`,
      at: "ALTER TYPE app.kind ADD VALUE 'it''s'",
    },
  },
});

describeRule('enum-add-value-not-idempotent', {
  silent: {
    'a transaction': { before, sql: `${add} UPDATE t SET m = 'ok';` },
    'a statement that is alone': { before, sql: `-- no-transaction\n${add}` },
  },
  found: {},
});

describeRule('enum-add-value-no-position', {
  silent: {
    'a place': { before, sql: "ALTER TYPE mood ADD VALUE 'new' BEFORE 'ok';" },
    'a type of the same migration': { sql: "CREATE TYPE c AS ENUM ('a'); ALTER TYPE c ADD VALUE 'b';" },
    'a value that is there': { before, sql: "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';" },
  },
  found: { 'a type made elsewhere': { sql: "ALTER TYPE x.y ADD VALUE 'b';", at: "ALTER TYPE x.y ADD VALUE 'b'", fixes: [] } },
});
