import { describeRule } from '../../support/rule-cases';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int);'];
const guarded = [...before, 'ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true);'];

describeRule('plaintext-password', {
  silent: {
    'no password': { sql: 'CREATE ROLE r LOGIN; ALTER ROLE r PASSWORD NULL; CREATE USER u;' },
    'a verifier': {
      sql: "CREATE ROLE r PASSWORD 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy'; ALTER ROLE r PASSWORD 'md5c0ffeec0ffeec0ffeec0ffeec0ffee12';",
    },
    'a placeholder': { sql: "CREATE ROLE r LOGIN PASSWORD '';" },
    'a column of that name': {
      sql: "CREATE TABLE users (password text DEFAULT 'x'); INSERT INTO users (password) VALUES ('y');",
    },
  },
  found: {
    'CREATE USER': {
      sql: "create user r with encrypted password 'secret' createdb;",
      at: "'secret'",
      says: /can log in as r$/,
      fixes: ['Take the password out'],
    },
    'ALTER ROLE': { sql: "ALTER ROLE r PASSWORD 'secret';", at: "'secret'" },
    'an escaped string': { sql: "ALTER ROLE r LOGIN PASSWORD E'se\\'cret';", at: "E'se\\'cret'" },
  },
});

describeRule('secret-in-connection-string', {
  silent: {
    'no password': { sql: "CREATE SUBSCRIPTION s CONNECTION 'host=h passfile=/p' PUBLICATION p WITH (connect = false);" },
    'a string of an ordinary query': { sql: "SELECT 'password=x'; INSERT INTO notes VALUES ('postgres://a:b@c');" },
    'a user mapping without one': {
      sql: "CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'app', password_required 'false');",
    },
  },
  found: {
    'a user mapping': {
      sql: "CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'app', password 'secret');",
      at: "'secret'",
    },
    'a URL': {
      sql: "CREATE SUBSCRIPTION s CONNECTION 'postgresql://app:secret@h/db' PUBLICATION p WITH (connect = false);",
      at: "'postgresql://app:secret@h/db'",
    },
    'another connection of a subscription': {
      sql: "ALTER SUBSCRIPTION s CONNECTION 'host=h password=secret';",
      at: "'host=h password=secret'",
    },
    dblink: { sql: "SELECT dblink_connect('c', 'host=h password=secret');", at: "'host=h password=secret'" },
  },
});

const definer = 'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER';

describeRule('security-definer-search-path', {
  silent: {
    'SECURITY INVOKER': { sql: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';" },
    'a path before the body': { sql: `${definer} SET search_path = public, pg_temp AS 'SELECT 1';` },
    'a path behind the body': { sql: `${definer} AS $$ SELECT 1 $$ SET search_path TO '';` },
    'a path that is set in the same file': { sql: `${definer} AS 'SELECT 1'; ALTER FUNCTION f() SET search_path = '';` },
    'names that are bound': {
      sql: `${definer} BEGIN ATOMIC SELECT 1; END; CREATE FUNCTION g() RETURNS int SECURITY DEFINER RETURN 1;`,
    },
    'compiled code': { sql: "CREATE FUNCTION f() RETURNS int LANGUAGE c SECURITY DEFINER AS 'library', 'symbol';" },
  },
  found: {
    'a path that only the body sets': {
      sql: `${definer} AS $$ SELECT set_config('search_path', '', true)::int $$;`,
      at: 'SECURITY DEFINER',
      says: /^A caller can make f use tables and functions of their own/,
      fixes: ['Give it a search_path of its own'],
    },
    'in the schemas that the file works in': {
      sql: 'CREATE SCHEMA "App";\nSET LOCAL search_path = "App";\ncreate procedure p() language plpgsql as $$ begin end $$ security definer;',
      at: 'security definer',
    },
  },
});

describeRule('grant-too-wide', {
  silent: {
    'a role': { before, sql: 'GRANT ALL ON t TO app; GRANT SELECT ON ALL TABLES IN SCHEMA public TO app;' },
    'functions and schemas, which are everyone’s as they are made': {
      sql: 'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC;',
    },
    REVOKE: { before, sql: 'REVOKE ALL ON t FROM PUBLIC;' },
    'a role called public in quotes, which there cannot be': { before, sql: 'GRANT SELECT ON t TO app, "publico";' },
  },
  found: {
    ALL: { before, sql: 'GRANT ALL ON t TO PUBLIC;', at: 'GRANT ALL ON t TO PUBLIC', says: /may do anything with t$/ },
    'all tables': {
      sql: 'GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA s TO app, PUBLIC;',
      at: 'GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA s TO app, PUBLIC',
      says: /may SELECT and UPDATE on all tables of s$/,
    },
  },
});

describeRule('public-schema-create', {
  silent: {
    USAGE: { sql: 'GRANT USAGE ON SCHEMA public TO PUBLIC;' },
    'a role': { sql: 'GRANT ALL ON SCHEMA public TO app;' },
    REVOKE: { sql: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC;' },
  },
  found: { ALL: { sql: 'GRANT ALL ON SCHEMA app TO PUBLIC;', at: 'GRANT ALL ON SCHEMA app TO PUBLIC', says: /into app, and/ } },
});

describeRule('privilege-change-in-migration', {
  silent: { 'no privileges': { before, sql: 'ALTER TABLE t ADD COLUMN b int;' } },
  found: {
    'a file once': { before, sql: 'REVOKE ALL ON t FROM app;\nGRANT a TO b;', at: 'REVOKE ALL ON t FROM app', says: /^Who lost/ },
    defaults: {
      sql: 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app;',
      at: 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app',
    },
  },
});

describeRule('superuser-role', {
  silent: {
    'a plain role': { sql: 'CREATE ROLE r LOGIN CREATEDB NOSUPERUSER; ALTER ROLE r NOBYPASSRLS;' },
    'a role of that name': { sql: 'GRANT superuser TO app;' },
  },
  found: {
    'all of them': {
      sql: 'CREATE ROLE r WITH LOGIN REPLICATION superuser;',
      at: 'superuser',
      says: /^r may from now on do anything, on every database of the server and copy every database of the server$/,
    },
    'ALTER ROLE': { sql: 'ALTER USER r BYPASSRLS;', at: 'BYPASSRLS' },
  },
});

describeRule('disable-row-level-security', {
  silent: {
    'what is off already': { before, sql: 'ALTER TABLE t DISABLE ROW LEVEL SECURITY;' },
    'switched on': { before, sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;' },
    'a table made in the same migration': {
      sql: 'CREATE TABLE u (a int); ALTER TABLE u ENABLE ROW LEVEL SECURITY; ALTER TABLE u DISABLE ROW LEVEL SECURITY;',
    },
  },
  found: {
    'a guarded table': {
      before: guarded,
      sql: 'ALTER TABLE t DISABLE ROW LEVEL SECURITY;',
      at: 'DISABLE ROW LEVEL SECURITY',
      says: /^Everyone who may read t sees all of its rows/,
    },
    'a table made elsewhere': { sql: 'ALTER TABLE u DISABLE ROW LEVEL SECURITY;', at: 'DISABLE ROW LEVEL SECURITY' },
    'NO FORCE': {
      before: guarded,
      sql: 'ALTER TABLE t NO FORCE ROW LEVEL SECURITY;',
      at: 'NO FORCE ROW LEVEL SECURITY',
      says: /^The owner of t/,
    },
  },
});

describeRule('rls-enabled-without-policy', {
  silent: {
    'a policy in the same file': { before, sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true);' },
    'a policy from before': {
      before: [...before, 'CREATE POLICY p ON t USING (true);'],
      sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY;',
    },
    'a table made in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u ENABLE ROW LEVEL SECURITY;' },
    'a table made elsewhere, whose policies are not known': { sql: 'ALTER TABLE u ENABLE ROW LEVEL SECURITY;' },
    'what is on already': {
      before: [...before, 'ALTER TABLE t ENABLE ROW LEVEL SECURITY;'],
      sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY;',
    },
    'policies that a loop may make': {
      before,
      sql: "ALTER TABLE t ENABLE ROW LEVEL SECURITY; DO $$ BEGIN EXECUTE 'CREATE POLICY p ON t USING (true)'; END $$;",
    },
  },
  found: {
    'no policy': {
      before,
      sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY;',
      at: 'ENABLE ROW LEVEL SECURITY',
      says: /^t seems to have no rows/,
    },
    'a policy that the file drops': {
      before: [...before, 'CREATE POLICY p ON t USING (true);'],
      sql: 'DROP POLICY p ON t; ALTER TABLE t ENABLE ROW LEVEL SECURITY;',
      at: 'ENABLE ROW LEVEL SECURITY',
    },
  },
});

describeRule('owner-change', {
  silent: { 'a table made in the same migration': { sql: 'CREATE TABLE u (a int); ALTER TABLE u OWNER TO app;' } },
  found: {
    'a table in use': { before, sql: 'ALTER TABLE t OWNER TO app;', at: 'OWNER TO app', says: /only app may alter or drop t/ },
  },
});

describeRule('view-without-security-invoker', {
  silent: {
    'a table without row security': { before, sql: 'CREATE VIEW v AS SELECT id FROM t;' },
    security_invoker: { before: guarded, sql: 'CREATE VIEW v WITH (security_invoker = on) AS SELECT id FROM t;' },
    'a materialized view, which has no such option': { before: guarded, sql: 'CREATE MATERIALIZED VIEW v AS SELECT id FROM t;' },
    'PostgreSQL 14': { before: guarded, postgres: 14, sql: 'CREATE VIEW v AS SELECT id FROM t;' },
  },
  found: {
    'a guarded table, behind names of columns': {
      before: guarded,
      sql: 'create view v (x) as select id as y from t;',
      at: 'create view v (x) as select id as y from t',
      fixes: ['Read with the rights of whoever asks'],
    },
    'other options': {
      before: guarded,
      sql: 'CREATE VIEW v WITH (security_barrier) AS SELECT id FROM t;',
      at: 'CREATE VIEW v WITH (security_barrier) AS SELECT id FROM t',
      fixes: [],
    },
  },
});
