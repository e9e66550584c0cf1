import { describeRule } from '../../support/rule-cases';

const before = [
  `CREATE TABLE t (id serial PRIMARY KEY, a int); CREATE VIEW v AS SELECT id FROM t; CREATE SEQUENCE free;
   CREATE TYPE mood AS ENUM ('sad'); CREATE SCHEMA app; CREATE TABLE app."My Table" (id int); CREATE INDEX i ON t (a);
   CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';`,
];

describeRule('rename-table', {
  silent: {
    'a table created in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u RENAME TO w;' },
    'one that was filled before it took its name': { sql: 'CREATE TABLE u AS SELECT 1 AS x; ALTER TABLE u RENAME TO w;' },
    'a table of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER TABLE t RENAME TO u;' },
    'a swap': { before, sql: 'CREATE TABLE n (id int); ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t;' },
    'a view in its place': { before, sql: 'ALTER TABLE t RENAME TO u; CREATE VIEW public.t AS SELECT * FROM u;' },
    'a new table in its place': { before, sql: 'ALTER TABLE t RENAME TO u; CREATE TABLE t (LIKE u);' },
    'a temporary table': { sql: 'CREATE TEMP TABLE s (a int); ALTER TABLE s RENAME TO r;' },
    'a column': { before, sql: 'ALTER TABLE t RENAME a TO b;' },
    'an index, said as of a table': { before, sql: 'ALTER TABLE i RENAME TO j;' },
  },
  found: {
    'a table': {
      before,
      sql: 'ALTER TABLE t RENAME TO u;',
      at: 'RENAME TO u',
      says: /^Code that says t fails from this moment, and code that says u fails until then$/,
    },
    'a quoted name in another schema': {
      before,
      sql: 'ALTER TABLE app."My Table" RENAME TO "our Table";',
      at: 'RENAME TO "our Table"',
      says: /app\.My Table fails .* app\.our Table fails/,
    },
    'one that no migration has made': { sql: 'ALTER TABLE IF EXISTS x RENAME TO y;', at: 'RENAME TO y' },
    'one with a view of the old name elsewhere': {
      before,
      sql: 'ALTER TABLE t RENAME TO u; CREATE VIEW app.t AS SELECT * FROM u;',
      at: 'RENAME TO u',
    },
  },
});

describeRule('rename-schema', {
  silent: {
    'a schema of the same migration': { sql: 'CREATE SCHEMA s; CREATE TABLE s.t (a int); ALTER SCHEMA s RENAME TO r;' },
    'a schema of an earlier pending migration': { before, earlier: 'pending', sql: 'ALTER SCHEMA app RENAME TO r;' },
  },
  found: {
    'a schema with a table': { before, sql: 'ALTER SCHEMA app RENAME TO r;', at: 'ALTER SCHEMA app RENAME TO r' },
    'one that no migration has made': { sql: 'ALTER SCHEMA s RENAME TO r;', at: 'ALTER SCHEMA s RENAME TO r' },
  },
});

describeRule('rename-view-sequence-type', {
  silent: {
    'what the same migration has made': {
      sql: "CREATE VIEW w AS SELECT 1 AS x; ALTER VIEW w RENAME TO y; CREATE TYPE c AS ENUM ('a'); ALTER TYPE c RENAME TO d;",
    },
    'the function of a trigger': {
      before: ['CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;'],
      sql: 'ALTER FUNCTION touch() RENAME TO touched;',
    },
    'the sequence of a column': { before, sql: 'ALTER SEQUENCE t_id_seq RENAME TO u_id_seq;' },
    'a constraint': { before, sql: 'ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_pk;' },
    'an index': { before, sql: 'ALTER INDEX i RENAME TO j;' },
    'a type that is made anew': {
      before,
      sql: "ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('glad');",
    },
    'a swap': { before, sql: 'CREATE VIEW n AS SELECT 1 AS id; ALTER VIEW v RENAME TO o; ALTER VIEW n RENAME TO v;' },
  },
  found: {
    'a view': { before, sql: 'ALTER VIEW v RENAME TO w;', at: 'RENAME TO w', says: /^Code that says v fails/ },
    'a sequence': { before, sql: 'ALTER SEQUENCE free RENAME TO bound;', at: 'RENAME TO bound' },
    'a type': { before, sql: 'ALTER TYPE mood RENAME TO humour;', at: 'RENAME TO humour' },
    'a function': { before, sql: 'ALTER FUNCTION f(int) RENAME TO g;', at: 'RENAME TO g' },
    'a materialized view that no migration has made': {
      sql: 'ALTER MATERIALIZED VIEW s.m RENAME TO n;',
      at: 'RENAME TO n',
      says: /^Code that says s\.m fails .* s\.n fails/,
    },
  },
});

describeRule('rename-enum-value', {
  silent: {
    'a type of the same migration': { sql: "CREATE TYPE c AS ENUM ('a'); ALTER TYPE c RENAME VALUE 'a' TO 'b';" },
    'a type of an earlier pending migration': {
      before,
      earlier: 'pending',
      sql: "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';",
    },
  },
  found: {
    'a value': {
      before,
      sql: "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';",
      at: "RENAME VALUE 'sad' TO 'blue'",
      says: /^Code that sends ‘sad’ for mood fails from this moment, and gets ‘blue’ where it expects ‘sad’$/,
    },
  },
});

describeRule('set-schema', {
  silent: {
    'what the same migration has made': { before, sql: 'CREATE TABLE u (a int); ALTER TABLE u SET SCHEMA app;' },
    'a view in its place': { before, sql: 'ALTER TABLE t SET SCHEMA app; CREATE VIEW t AS SELECT * FROM app.t;' },
  },
  found: {
    'a table': {
      before,
      sql: 'ALTER TABLE t SET SCHEMA app;',
      at: 'SET SCHEMA app',
      says: /^Code that says public\.t fails from this moment, and code that says t finds it only with app in its search_path$/,
    },
    'a type': { before, sql: 'ALTER TYPE mood SET SCHEMA app;', at: 'SET SCHEMA app' },
    'a function': { before, sql: 'ALTER FUNCTION f(int) SET SCHEMA app;', at: 'SET SCHEMA app' },
  },
});
