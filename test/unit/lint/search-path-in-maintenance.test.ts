import { describeRule } from '../../support/rule-cases';

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);';
const squeeze = "CREATE FUNCTION squeeze(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT replace($1, ' ', '') $$;";
const calling = (body: string, options = 'LANGUAGE sql'): string =>
  `CREATE FUNCTION f(text) RETURNS text IMMUTABLE ${options} AS $$ ${body} $$;`;
const index = 'CREATE INDEX i ON orders (f(note));';

describeRule('search-path-in-maintenance', {
  silent: {
    'PostgreSQL 16': { before: [orders, squeeze, calling('SELECT squeeze($1)')], sql: index, postgres: 16 },
    'functions of PostgreSQL': { before: [orders, calling('SELECT lower(trim($1))')], sql: index },
    'a name with its schema': { before: [orders, squeeze, calling('SELECT public.squeeze($1)')], sql: index },
    'a name in a comment or a string': { before: [orders, squeeze, calling("SELECT 'squeeze($1)' -- from orders")], sql: index },
    'a function with a path of its own': {
      before: [orders, squeeze, calling('SELECT squeeze($1)', 'LANGUAGE sql SET search_path = public')],
      sql: index,
    },
    'a function that gets one later': {
      before: [orders, squeeze, calling('SELECT squeeze($1)'), 'ALTER FUNCTION f(text) SET search_path = public;'],
      sql: index,
    },
    'a body that is read when it is made': {
      before: [orders, squeeze, 'CREATE FUNCTION f(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN squeeze($1);'],
      sql: index,
    },
    'a WITH query, DISTINCT FROM and a field of a time': {
      before: [
        orders,
        'CREATE TABLE note (a int); CREATE TABLE id (a int);',
        calling('WITH orders AS (SELECT 1) SELECT (extract(epoch from now()) IS DISTINCT FROM id)::text FROM orders'),
      ],
      sql: index,
    },
    'a view, which keeps nothing': {
      before: [orders, squeeze, calling('SELECT squeeze($1)')],
      sql: 'CREATE VIEW v AS SELECT f(note) FROM orders;',
    },
    'overloads, of which nobody knows which is called': {
      before: [orders, squeeze, calling('SELECT squeeze($1)'), 'CREATE FUNCTION f(int) RETURNS int LANGUAGE sql RETURN 1;'],
      sql: index,
    },
    'unaccent where no migration makes it': { before: [orders, calling("SELECT unaccent('unaccent', $1)")], sql: index },
  },
  found: {
    'unaccent of the extension': {
      before: [orders, 'CREATE EXTENSION unaccent;', calling("SELECT unaccent('unaccent', $1)")],
      sql: index,
      at: index.slice(0, -1),
      says: /^Fails with 42883: f names unaccent without its schema, /,
    },
    'a function that calls such a one': {
      before: [
        orders,
        squeeze,
        calling('SELECT squeeze($1)'),
        'CREATE FUNCTION g(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN f($1);',
      ],
      sql: 'CREATE INDEX i ON orders (id) WHERE g(note) IS NOT NULL;',
      at: 'CREATE INDEX i ON orders (id) WHERE g(note) IS NOT NULL',
    },
    'PL/pgSQL on a table without rows, which fails later': {
      before: [squeeze, calling('BEGIN RETURN squeeze($1); END', 'LANGUAGE plpgsql')],
      sql: orders + index,
      at: index.slice(0, -1),
      says: /^Every ANALYZE and REINDEX of orders will fail with 42883: /,
    },
    'a materialized view without data, and its REFRESH': {
      before: [orders, 'CREATE FUNCTION n() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM orders $$;'],
      sql: 'CREATE MATERIALIZED VIEW m AS SELECT n() AS n WITH NO DATA; REFRESH MATERIALIZED VIEW m;',
      at: ['CREATE MATERIALIZED VIEW m AS SELECT n() AS n WITH NO DATA', 'REFRESH MATERIALIZED VIEW m'],
      says: /^Every REFRESH will fail with 42P01: /,
    },
  },
});
