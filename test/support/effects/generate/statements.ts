import type { Chance } from './chance';
import { clauseOf } from './clauses';
import type { Catalog, Made } from './tables';
import { defaults, types } from './types';

/** A statement over a catalog. */
export function statementOf(chance: Chance, catalog: Catalog): string {
  const it = chance.pick(catalog.tables);
  const below = [...it.partitions, ...it.children];
  const on = below.length > 0 && chance.is(0.15) ? chance.pick(below) : chance.is(0.02) ? 'missing' : it.name;
  switch (chance.below(14)) {
    case 0:
      return ofIndexes(chance, it, on);
    case 1:
      return ofTables(chance, catalog, it, on);
    case 2:
      return ofViews(chance, catalog, it);
    case 3:
      return ofTypes(chance, it);
    case 4:
      return ofSequencesAndFunctions(chance, it);
    case 5:
      return ofTriggersAndAccess(chance, catalog, it, on);
    case 6:
      return ofRows(chance, catalog, it, on);
    case 7:
      return ofMaintenance(chance, catalog, it, on);
    case 8:
      return ofBlocks(chance, catalog, it);
    case 9:
      return `ALTER TABLE ${on} ${joined([clauseOf(chance, catalog, it), clauseOf(chance, catalog, it)])}`;
    default: {
      const only = chance.maybe(0.04, 'ONLY ');
      return `ALTER TABLE ${chance.maybe(0.05, 'IF EXISTS ')}${only}${on} ${clauseOf(chance, catalog, it)}`;
    }
  }
}

/** ATTACH and DETACH PARTITION stand alone. */
function joined(clauses: readonly string[]): string {
  return clauses.find((each) => /^(AT|DE)TACH /.test(each)) ?? clauses.join(', ');
}

function ofIndexes(chance: Chance, it: Made, on: string): string {
  const column = chance.pick(it.columns);
  const index = it.indexes.length > 0 && chance.is(0.95) ? chance.pick(it.indexes) : 'missing';
  switch (chance.below(6)) {
    case 0:
    case 1:
    case 2: {
      const name = chance.maybe(0.5, `${chance.maybe(0.1, 'IF NOT EXISTS ')}fresh `);
      const unique = chance.maybe(0.3, 'UNIQUE ');
      const only = it.isPartitioned ? chance.maybe(0.1, 'ONLY ') : '';
      const method = unique === '' && chance.is(0.1) ? ` USING ${chance.pick(['hash', 'brin', 'gin', 'gist'])}` : '';
      const shape = chance.pick([
        `(${column.name})`,
        `(${column.name})`,
        `(${column.name}, id)`,
        `((${column.name}::text))`,
        '(id DESC)',
      ]);
      const rest = chance.pick(['', '', '', ' WHERE id > 5', ` WHERE ${column.name} IS NOT NULL`]);
      return `CREATE ${unique}INDEX ${chance.maybe(0.05, 'CONCURRENTLY ')}${name}ON ${only}${on}${method} ${shape}${rest}`;
    }
    case 3:
      return `DROP INDEX ${chance.maybe(0.1, 'CONCURRENTLY ')}${chance.maybe(0.2, 'IF EXISTS ')}${index}${chance.maybe(0.2, ' CASCADE')}`;
    case 4:
      return chance.pick([
        `ALTER INDEX ${index} RENAME TO fresh`,
        `ALTER INDEX ${index} SET (fillfactor = 70)`,
        `ALTER INDEX ${index} RESET (fillfactor)`,
      ]);
    default:
      return chance.pick([`REINDEX TABLE ${on}`, `REINDEX INDEX ${index}`, `REINDEX TABLE CONCURRENTLY ${on}`]);
  }
}

function ofTables(chance: Chance, { tables }: Catalog, it: Made, on: string): string {
  const column = chance.pick(it.columns).name;
  const other = chance.pick(tables);
  return chance.pick([
    `DROP TABLE ${on}`,
    `DROP TABLE ${on} CASCADE`,
    `DROP TABLE IF EXISTS missing, ${on} CASCADE`,
    `DROP TABLE ${other.name}, ${on}`,
    `ALTER TABLE ${on} RENAME COLUMN ${column} TO other`,
    `ALTER TABLE ${on} RENAME TO other`,
    `ALTER TABLE ${on} RENAME CONSTRAINT ${it.constraints[0] ?? 'missing'} TO other`,
    `ALTER TABLE ${on} SET SCHEMA app`,
    `CREATE TABLE fresh (id integer REFERENCES ${it.name} (id))`,
    `CREATE TABLE fresh (LIKE ${on} INCLUDING ALL)`,
    `CREATE TABLE IF NOT EXISTS ${it.name} (id integer)`,
    `CREATE TABLE fresh AS SELECT * FROM ${on}`,
    `CREATE TABLE fresh () INHERITS (${it.name})`,
    `CREATE TABLE fresh (a integer PRIMARY KEY, b ${chance.pick(types)[0]} DEFAULT NULL)`,
    `CREATE TABLE fresh PARTITION OF ${it.name} FOR VALUES FROM (7000) TO (8000)`,
    `CREATE TABLE fresh PARTITION OF ${it.name} DEFAULT`,
    `CREATE TEMP TABLE ${it.name.includes('.') ? 'fresh' : it.name} (id integer)`,
    `CREATE TABLE app.fresh (id integer, a ${chance.pick(defaults)[0]})`,
  ]);
}

function ofViews(chance: Chance, { views, matviews, tables }: Catalog, it: Made): string {
  const view = views.length > 0 && chance.is(0.95) ? chance.pick(views) : 'missing';
  const matview = matviews.length > 0 && chance.is(0.95) ? chance.pick(matviews) : 'missing';
  const column = chance.pick(it.columns).name;
  return chance.pick([
    `CREATE VIEW fresh_view AS SELECT id, ${column} FROM ${it.name}`,
    `CREATE OR REPLACE VIEW ${view} AS SELECT id FROM ${it.name}`,
    `CREATE OR REPLACE VIEW fresh_view AS SELECT a.id FROM ${it.name} a JOIN ${chance.pick(tables).name} b USING (id)`,
    `CREATE VIEW fresh_view WITH (security_barrier) AS SELECT * FROM ${view}`,
    `DROP VIEW ${view}`,
    `DROP VIEW ${view} CASCADE`,
    `DROP VIEW IF EXISTS missing, ${view} CASCADE`,
    `ALTER VIEW ${view} RENAME TO other_view`,
    `ALTER VIEW ${view} SET SCHEMA app`,
    `ALTER VIEW ${view} ALTER COLUMN id SET DEFAULT 1`,
    `ALTER VIEW ${view} SET (security_barrier = true)`,
    `ALTER VIEW ${view} OWNER TO CURRENT_USER`,
    `ALTER TABLE ${view} RENAME COLUMN id TO other_id`,
    `CREATE MATERIALIZED VIEW fresh_mat AS SELECT id FROM ${it.name}`,
    `CREATE MATERIALIZED VIEW fresh_mat AS SELECT id FROM ${it.name} WITH NO DATA`,
    `REFRESH MATERIALIZED VIEW ${matview}`,
    `REFRESH MATERIALIZED VIEW ${matview} WITH NO DATA`,
    `REFRESH MATERIALIZED VIEW CONCURRENTLY ${matview}`,
    `DROP MATERIALIZED VIEW ${matview}`,
    `CREATE INDEX ON ${matview} (n)`,
    `CREATE UNIQUE INDEX fresh_mat_id ON ${matview} (id)`,
    `ALTER MATERIALIZED VIEW ${matview} RENAME TO other_mat`,
    `ALTER MATERIALIZED VIEW ${matview} SET SCHEMA app`,
    `COMMENT ON VIEW ${view} IS 'x'`,
  ]);
}

function ofTypes(chance: Chance, it: Made): string {
  return chance.pick([
    "ALTER TYPE mood ADD VALUE 'fine'",
    "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok'",
    "ALTER TYPE app.status ADD VALUE 'ok' BEFORE 'closed'",
    "ALTER TYPE mood RENAME VALUE 'ok' TO 'okay'",
    "ALTER TYPE mood RENAME VALUE 'gone' TO 'okay'",
    'ALTER TYPE spare RENAME TO other_type',
    'ALTER TYPE spare SET SCHEMA app',
    'ALTER TYPE mood OWNER TO CURRENT_USER',
    'ALTER TYPE pair ADD ATTRIBUTE z integer',
    'ALTER TYPE pair DROP ATTRIBUTE y',
    'ALTER TYPE pair RENAME ATTRIBUTE x TO w',
    'ALTER TYPE pair ALTER ATTRIBUTE x TYPE bigint',
    'ALTER DOMAIN plain_int ADD CONSTRAINT fresh_ok CHECK (VALUE > -1)',
    'ALTER DOMAIN plain_int ADD CONSTRAINT fresh_ok CHECK (VALUE > -1) NOT VALID',
    'ALTER DOMAIN positive_int SET NOT NULL',
    'ALTER DOMAIN positive_int SET DEFAULT 3',
    'ALTER DOMAIN deep_int ADD CHECK (VALUE < 1000)',
    'ALTER DOMAIN positive_int DROP CONSTRAINT positive_int_ok',
    'ALTER DOMAIN positive_int RENAME CONSTRAINT positive_int_ok TO other_ok',
    'ALTER DOMAIN positive_int VALIDATE CONSTRAINT positive_int_ok',
    'ALTER DOMAIN required_text DROP NOT NULL',
    'ALTER DOMAIN app.label SET SCHEMA public',
    'ALTER DOMAIN plain_int RENAME TO other_int',
    'DROP DOMAIN plain_int',
    'DROP DOMAIN positive_int CASCADE',
    'DROP TYPE spare',
    'DROP TYPE mood',
    'DROP TYPE mood CASCADE',
    'DROP TYPE pair CASCADE',
    'DROP TYPE IF EXISTS missing',
    "CREATE TYPE fresh_type AS ENUM ('a', 'b')",
    "CREATE TYPE mood AS ENUM ('a')",
    'CREATE TYPE fresh_type AS (a integer, b text)',
    'CREATE DOMAIN fresh_domain AS integer CHECK (VALUE > 0)',
    'CREATE TYPE fresh_range AS RANGE (subtype = integer)',
    `COMMENT ON TYPE mood IS 'x'`,
    `COMMENT ON COLUMN ${it.name}.id IS 'x'`,
    `COMMENT ON TABLE ${it.name} IS 'x'`,
  ]);
}

function ofSequencesAndFunctions(chance: Chance, it: Made): string {
  return chance.pick([
    'CREATE SEQUENCE fresh_seq',
    `CREATE SEQUENCE fresh_seq OWNED BY ${it.name}.id`,
    'CREATE SEQUENCE counter',
    'CREATE SEQUENCE IF NOT EXISTS counter',
    'ALTER SEQUENCE counter RESTART',
    'ALTER SEQUENCE counter INCREMENT 5',
    'ALTER SEQUENCE app.ticket AS bigint',
    `ALTER SEQUENCE counter OWNED BY ${it.name}.id`,
    'ALTER SEQUENCE counter OWNED BY NONE',
    'ALTER SEQUENCE counter RENAME TO other_seq',
    'ALTER SEQUENCE counter SET SCHEMA app',
    'ALTER SEQUENCE counter OWNER TO CURRENT_USER',
    'DROP SEQUENCE loose_counter',
    'DROP SEQUENCE IF EXISTS missing',
    'DROP SEQUENCE counter CASCADE',
    'DROP SEQUENCE missing',
    "SELECT setval('counter', 10)",
    "SELECT nextval('counter')",
    'CREATE FUNCTION fresh_fn() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1',
    'CREATE OR REPLACE FUNCTION vague() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 2; END $$',
    'CREATE PROCEDURE fresh_proc() LANGUAGE sql AS $$ SELECT 1 $$',
    'ALTER FUNCTION vague() IMMUTABLE',
    'ALTER FUNCTION vague() RENAME TO other_fn',
    'ALTER FUNCTION vague() SET SCHEMA app',
    'DROP FUNCTION sure()',
    'DROP FUNCTION touch()',
    'DROP FUNCTION touch() CASCADE',
    'DROP FUNCTION IF EXISTS missing()',
    'DROP FUNCTION missing()',
    'DROP FUNCTION plain_sql()',
  ]);
}

function ofTriggersAndAccess(chance: Chance, { views }: Catalog, it: Made, on: string): string {
  const view = views.length > 0 ? chance.pick(views) : 'missing';
  const trigger = it.triggers[0] ?? 'missing';
  const policy = it.policies[0] ?? 'missing';
  return chance.pick([
    `CREATE TRIGGER fresh_touch BEFORE INSERT ON ${on} FOR EACH ROW EXECUTE FUNCTION touch()`,
    `CREATE TRIGGER fresh_touch AFTER UPDATE ON ${on} FOR EACH STATEMENT EXECUTE FUNCTION touch()`,
    `CREATE OR REPLACE TRIGGER ${trigger} BEFORE UPDATE ON ${it.name} FOR EACH ROW EXECUTE FUNCTION touch()`,
    `CREATE CONSTRAINT TRIGGER fresh_touch AFTER INSERT ON ${it.name} FOR EACH ROW EXECUTE FUNCTION touch()`,
    `CREATE TRIGGER fresh_touch INSTEAD OF INSERT ON ${view} FOR EACH ROW EXECUTE FUNCTION touch()`,
    `DROP TRIGGER ${trigger} ON ${it.name}`,
    `DROP TRIGGER IF EXISTS missing ON ${it.name}`,
    `ALTER TRIGGER ${trigger} ON ${it.name} RENAME TO other_touch`,
    `CREATE POLICY fresh_policy ON ${on} FOR SELECT USING (true)`,
    `CREATE POLICY ${policy} ON ${it.name} USING (true)`,
    `ALTER POLICY ${policy} ON ${it.name} USING (id > 5)`,
    `ALTER POLICY ${policy} ON ${it.name} RENAME TO other_policy`,
    `DROP POLICY ${policy} ON ${it.name}`,
    `DROP POLICY IF EXISTS missing ON ${it.name}`,
    `CREATE RULE fresh_rule AS ON DELETE TO ${it.name} DO INSTEAD NOTHING`,
    `GRANT SELECT ON ${on} TO PUBLIC`,
    `REVOKE ALL ON ${on} FROM PUBLIC`,
    `GRANT SELECT (id) ON ${it.name} TO PUBLIC`,
    'GRANT USAGE ON SCHEMA app TO PUBLIC',
    'GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC',
    `CREATE PUBLICATION fresh_pub FOR TABLE ${it.name}`,
    `CREATE STATISTICS fresh_stats ON id, ${chance.pick(it.columns).name} FROM ${it.name}`,
    `COMMENT ON CONSTRAINT ${it.constraints[0] ?? 'missing'} ON ${it.name} IS 'x'`,
    `CREATE SCHEMA fresh_schema CREATE TABLE inner_table (id integer)`,
    'CREATE SCHEMA app',
    'CREATE SCHEMA IF NOT EXISTS app',
    'DROP SCHEMA app',
    'DROP SCHEMA IF EXISTS missing',
    'ALTER SCHEMA "Odd Schema" RENAME TO odd',
  ]);
}

function ofRows(chance: Chance, { tables }: Catalog, it: Made, on: string): string {
  const column = chance.pick(it.columns).name;
  const other = chance.pick(tables);
  return chance.pick([
    `INSERT INTO plain_log (note) VALUES ('y')`,
    `INSERT INTO ${on} (id) VALUES (900)`,
    `INSERT INTO ${on} SELECT * FROM ${on} WHERE false`,
    `INSERT INTO ${on} (id, missing) VALUES (900, 1)`,
    `UPDATE ${on} SET ${column} = ${column}`,
    `UPDATE ${on} SET ${column} = NULL WHERE id = 5`,
    `DELETE FROM ${on} WHERE id = 5`,
    `DELETE FROM ${on}`,
    `MERGE INTO ${it.name} AS t USING (SELECT 5 AS id) AS s ON t.id = s.id WHEN MATCHED THEN DELETE`,
    `TRUNCATE ${on}`,
    `TRUNCATE ${on} CASCADE`,
    `TRUNCATE ${on}, ${other.name} RESTART IDENTITY CASCADE`,
    `TRUNCATE ONLY ${on}`,
    `SELECT count(*) FROM ${on}`,
    `SELECT id FROM ${on} FOR UPDATE`,
    `LOCK TABLE ${on} IN ${chance.pick(['SHARE', 'SHARE UPDATE EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE', 'ROW EXCLUSIVE'])} MODE`,
    `LOCK TABLE ONLY ${it.name}`,
    `COPY ${on} TO '/dev/null'`,
    `SET LOCAL search_path = app, public`,
    `SET CONSTRAINTS ALL IMMEDIATE`,
    `SELECT missing FROM ${on}`,
    `WITH gone AS (DELETE FROM plain_log RETURNING id) SELECT count(*) FROM gone`,
    `EXPLAIN SELECT * FROM ${on}`,
    `VALUES (1), (2)`,
  ]);
}

function ofMaintenance(chance: Chance, { matviews }: Catalog, it: Made, on: string): string {
  const index = it.indexes.length > 0 ? chance.pick(it.indexes).split('.').at(-1)! : 'missing';
  const matview = matviews.length > 0 ? chance.pick(matviews) : 'missing';
  return chance.pick([
    `ANALYZE ${on}`,
    `ANALYZE ${on} (id)`,
    `ANALYZE ${matview}`,
    `VACUUM ${on}`,
    `VACUUM FULL ${on}`,
    `CLUSTER ${on} USING ${index}`,
    `CLUSTER ${on}`,
    `REINDEX TABLE ${matview}`,
    'ALTER SYSTEM RESET work_mem',
    'CREATE DATABASE other_database',
    'DISCARD PLANS',
    `REINDEX SCHEMA app`,
    `CHECKPOINT`,
    `NOTIFY something`,
    `DISCARD ALL`,
    `SECURITY LABEL ON TABLE ${it.name} IS NULL`,
    `DECLARE some_cursor CURSOR FOR SELECT id FROM ${it.name}`,
  ]);
}

function ofBlocks(chance: Chance, catalog: Catalog, it: Made): string {
  const clause = clauseOf(chance, catalog, it);
  return chance.pick([
    `DO $$ BEGIN ALTER TABLE ${it.name} ${clause}; END $$`,
    `DO $$ BEGIN CREATE INDEX fresh ON ${it.name} (id); CREATE TABLE fresh_one (id integer); END $$`,
    `DO $$ BEGIN DROP TABLE ${it.name} CASCADE; END $$`,
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('a'); END IF; END $$`,
    `DO $$ BEGIN UPDATE ${it.name} SET id = id; END $$`,
  ]);
}
