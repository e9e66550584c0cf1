/** Types with the value that row `n` has. */
export const types: readonly (readonly [string, string])[] = [
  ['integer', 'n'],
  ['bigint', 'n'],
  ['smallint', 'n'],
  ['numeric', 'n'],
  ['numeric(10,2)', 'n'],
  ['numeric(12,2)', 'n'],
  ['real', 'n'],
  ['double precision', 'n'],
  ['money', 'n::money'],
  ['oid', 'n::oid'],
  ['text', "'t' || n"],
  ['varchar', "'t' || n"],
  ['varchar(10)', "'t' || n"],
  ['varchar(20)', "'t' || n"],
  ['char(10)', "'t' || n"],
  ['name', "('t' || n)::name"],
  ['boolean', 'n % 2 = 0'],
  ['date', "date '2024-01-01' + n"],
  ['timestamp', "timestamp '2024-01-01' + n * interval '1 hour'"],
  ['timestamptz', "timestamptz '2024-01-01' + n * interval '1 hour'"],
  ['timestamp(3)', "timestamp '2024-01-01' + n * interval '1 hour'"],
  ['timestamptz(0)', "timestamptz '2024-01-01' + n * interval '1 hour'"],
  ['time', "time '00:00' + n * interval '1 minute'"],
  ['timetz', "timetz '00:00+00' + n * interval '1 minute'"],
  ['interval', "n * interval '1 minute'"],
  ['interval day to second (3)', "n * interval '1 minute'"],
  ['uuid', 'md5(n::text)::uuid'],
  ['jsonb', 'to_jsonb(n)'],
  ['json', 'to_json(n)'],
  ['bytea', "convert_to(n::text, 'UTF8')"],
  ['inet', "('10.0.0.' || n % 250)::inet"],
  ['cidr', "('10.0.0.' || n % 250)::cidr"],
  ['bit(8)', 'n::bit(8)'],
  ['varbit(12)', 'n::bit(8)::varbit'],
  ['point', 'point(n, n)'],
  ['tsvector', "to_tsvector('simple', 't' || n)"],
  ['int4range', 'int4range(n, n + 1)'],
  ['tstzrange', "tstzrange(timestamptz '2024-01-01' + n * interval '1 day', timestamptz '2024-01-02' + n * interval '1 day')"],
  ['text[]', "ARRAY['t' || n]"],
  ['integer[]', 'ARRAY[n]'],
  ['varchar(10)[]', "ARRAY['t' || n]::varchar(10)[]"],
  ['mood', "'ok'"],
  ['mood[]', "ARRAY['ok']::mood[]"],
  ['app.status', "'open'"],
  ['"Odd Type"', `'A b'`],
  ['pair', 'ROW(n, n)::pair'],
  ['span', 'span(n, n + 1)'],
  ['plain_int', 'n'],
  ['positive_int', 'n'],
  ['deep_int', 'n'],
  ['required_text', "'t' || n"],
  ['stamp', "timestamptz '2024-01-01' + n * interval '1 hour'"],
  ['positive_int[]', 'ARRAY[n]::positive_int[]'],
  ['app.label', "'t' || n"],
];

/** Default expressions with a type of column that takes them. */
export const defaults: readonly (readonly [string, string])[] = [
  ['integer', '5'],
  ['integer', 'NULL'],
  ['integer', '(1 + 2)'],
  ['integer', 'vague()'],
  ['integer', 'sure()'],
  ['integer', 'plain_sql()'],
  ['integer', 'app.fixed(3)'],
  ['integer', 'length(version())'],
  ['bigint', "nextval('counter')"],
  ['bigint', "nextval('app.ticket')"],
  ['double precision', 'random()'],
  ['double precision', 'chance_sql()'],
  ['text', "'x'"],
  ['text', 'current_user'],
  ['text', "current_setting('TimeZone')"],
  ['text', 'md5(random()::text)'],
  ['text', "to_char(now(), 'YYYY')"],
  ['timestamptz', 'now()'],
  ['timestamptz', 'clock_timestamp()'],
  ['timestamptz', "'2024-01-01'"],
  ['timestamptz', "now() + interval '1 day'"],
  ['timestamp', "(now() AT TIME ZONE 'utc')"],
  ['timestamp', 'localtimestamp'],
  ['date', 'current_date'],
  ['date', "'now'"],
  ['uuid', 'gen_random_uuid()'],
  ['jsonb', "'{}'"],
  ['jsonb', "jsonb_build_object('a', 1)"],
  ['mood', "'ok'"],
  ['app.status', "'open'"],
  ['text[]', "'{}'"],
  ['text[]', 'ARRAY[]::text[]'],
  ['positive_int', '3'],
  ['deep_int', '3'],
  ['plain_int', '3'],
  ['stamp', 'now()'],
  ['boolean', 'false'],
  ['pair', 'ROW(1, 2)::pair'],
  ['int4range', "'[1,2)'"],
];

/** What the tables stand on. */
export const prelude = `
CREATE SCHEMA app;
CREATE SCHEMA "Odd Schema";
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE app.status AS ENUM ('open', 'closed');
CREATE TYPE "Odd Type" AS ENUM ('A b', 'C');
CREATE TYPE spare AS ENUM ('one', 'two');
CREATE TYPE pair AS (x integer, y integer);
CREATE TYPE span AS RANGE (subtype = integer);
CREATE DOMAIN plain_int AS integer;
CREATE DOMAIN positive_int AS integer CONSTRAINT positive_int_ok CHECK (VALUE > 0);
CREATE DOMAIN deep_int AS positive_int;
CREATE DOMAIN required_text AS text NOT NULL;
CREATE DOMAIN stamp AS timestamptz DEFAULT clock_timestamp();
CREATE DOMAIN app.label AS varchar(20);
CREATE SEQUENCE counter;
CREATE SEQUENCE app.ticket AS integer;
CREATE SEQUENCE loose_counter;
CREATE FUNCTION vague() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION sure() RETURNS integer LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION plain_sql() RETURNS integer LANGUAGE sql AS 'SELECT 1 + 2';
CREATE FUNCTION chance_sql() RETURNS double precision LANGUAGE sql AS 'SELECT random()';
CREATE FUNCTION app.fixed(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE plain_log (id bigint GENERATED ALWAYS AS IDENTITY, note text);
INSERT INTO plain_log (note) SELECT 'x' FROM generate_series(1, 200);
`;
