import assert from 'node:assert/strict';
import { describeRule } from '../../support/rule-cases';
import { lintCase, type Case } from '../../support/chains';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int); CREATE SCHEMA app; CREATE TABLE app.t (id int);'];
const long = 'a'.repeat(63);

describeRule('identifier-too-long', {
  silent: {
    'a name of 63 bytes': { sql: `CREATE TABLE ${long} (a int);` },
    'a long string': { sql: `CREATE TABLE u (a text DEFAULT '${long}${long}');` },
    'a long word in a comment': { sql: `-- ${long}${long}\nCREATE TABLE u (a int);` },
    'a long name that is only used': { before, sql: `SELECT ${long}b FROM t;` },
    'a long name within the body of a function': {
      sql: `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 AS ${long}${long} $$;`,
    },
    'twenty letters of three bytes': { sql: `CREATE TABLE "${'ありがとう'.repeat(4)}" (a int);` },
  },
  found: {
    'a table': {
      sql: `CREATE TABLE ${long}b (a int);`,
      at: `${long}b`,
      says: new RegExp(`keeps 63 bytes of this name, ${long}:`),
    },
    'a column, a constraint and what is in another schema': {
      before,
      sql: `CREATE TABLE app.u (${long}c int CONSTRAINT ${long}d CHECK (${long}c > 0));`,
      at: [`${long}c`, `${long}d`],
    },
    'a quoted name': { before, sql: `ALTER TABLE t RENAME TO "${'A'.repeat(64)}";`, at: `"${'A'.repeat(64)}"` },
    'letters of several bytes': {
      sql: `CREATE TABLE "${'ありがとう'.repeat(5)}" (a int);`,
      at: `"${'ありがとう'.repeat(5)}"`,
      says: /keeps 63 bytes of this name, (?:ありがとう){4}あ:/,
    },
    'two names that come to one': {
      before,
      sql: `CREATE INDEX IF NOT EXISTS ${long}x ON t (a); CREATE INDEX IF NOT EXISTS ${long}y ON t (id);`,
      at: [`${long}x`, `${long}y`],
      says: new RegExp(`, and ${long}y as well: these are one name`),
    },
  },
});

describeRule('mixed-case-or-reserved-identifier', {
  silent: {
    'quotes that are not needed': { sql: 'CREATE TABLE "users" ("time" timestamptz, position int);' },
    'an old name': { sql: 'ALTER TABLE "Users" RENAME TO users;' },
    'a temporary table': { sql: 'CREATE TEMP TABLE "Users" (a int);' },
    'a policy': { before, sql: 'CREATE POLICY "Who may read" ON t USING (true);' },
    'capitals without quotes': { sql: 'CREATE TABLE Users (ID int);' },
  },
  found: {
    capitals: { sql: 'CREATE TABLE "Users" (id int);', at: '"Users"', says: /^Must be written "Users" for ever: .*for users$/ },
    'a reserved word': { before, sql: 'ALTER TABLE t ADD COLUMN "user" int;', at: '"user"', says: /does not read it as a name$/ },
    'a blank': { before, sql: 'CREATE INDEX "my index" ON t (a);', at: '"my index"' },
    'what looks like PostgreSQL’s own': { sql: 'CREATE TABLE pg_orders (id int);', at: 'pg_orders', says: /begin with pg_/ },
    'a new name': { before, sql: 'ALTER TABLE t RENAME a TO "A";', at: '"A"' },
  },
});

const naming = (patterns: Record<string, string>): NonNullable<Case['options']> => ({
  rules: new Map(),
  naming: new Map(Object.entries(patterns).map(([kind, source]) => [kind as 'table', new RegExp(source, 'u')])),
});

describeRule('naming-convention', {
  silent: {
    'names as PostgreSQL chooses them': {
      sql: 'CREATE TABLE u (id int CONSTRAINT u_pkey PRIMARY KEY, a int CONSTRAINT u_a_check CHECK (a > 0) CONSTRAINT u_a_key UNIQUE);',
    },
    'names that begin with the kind': { before, sql: 'CREATE INDEX idx_t_a ON t (a); CREATE UNIQUE INDEX uq_a ON t (a);' },
    'what has no name': { sql: 'CREATE TABLE u (id int PRIMARY KEY, a int CHECK (a > 0));' },
    'tables, of which nothing is usual': { sql: 'CREATE TABLE anything (x int);' },
    'what a pattern allows': { sql: 'CREATE TABLE orders (x int);', options: naming({ table: '^[a-z]+s$' }) },
    'an index where patterns are given for tables alone': {
      before,
      sql: 'CREATE INDEX whatever ON t (a);',
      options: naming({ table: 's$' }),
    },
  },
  found: {
    'an index': { before, sql: 'CREATE INDEX by_a ON t (a);', at: 'by_a', says: /^Whoever reads by_a .* an index$/ },
    'a constraint in a column': { sql: 'CREATE TABLE u (a int CONSTRAINT positive CHECK (a > 0));', at: 'positive' },
    'what a pattern does not allow': {
      sql: 'CREATE TABLE order_line (x int);',
      options: naming({ table: 's$' }),
      at: 'order_line',
      says: /order_line does not match s\$, as lockkeeper\.json wants it of a table$/,
    },
    'a new name': { before, sql: 'ALTER TABLE t RENAME a TO b;', options: naming({ column: '^..' }), at: 'b' },
  },
});

const requiring = (columns: readonly string[], comment = false): NonNullable<Case['options']> => ({
  rules: new Map(),
  require: { columns, comment },
});

describeRule('require-comment-or-columns', {
  silent: {
    'a table with a comment': { sql: "CREATE TABLE u (a int); COMMENT ON TABLE u IS 'Users';" },
    'a temporary table': { sql: 'CREATE TEMP TABLE u (a int);' },
    'a table that goes again': { sql: 'CREATE TABLE u (a int); DROP TABLE u;' },
    'a partition': {
      before: ['CREATE TABLE p (a int) PARTITION BY LIST (a);'],
      sql: 'CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);',
    },
    'a table that is there already': { before, sql: 'CREATE TABLE IF NOT EXISTS t (id int);' },
    'a table with the columns': { sql: 'CREATE TABLE u (a int, created_at timestamptz);', options: requiring(['created_at']) },
    'columns that come later in the script': {
      sql: 'CREATE TABLE u (a int); ALTER TABLE u ADD COLUMN created_at timestamptz;',
      options: requiring(['created_at']),
    },
    'columns that only the server knows': {
      before,
      sql: 'CREATE TABLE u AS SELECT * FROM t;',
      options: requiring(['created_at']),
    },
    'columns that come from LIKE': { before, sql: 'CREATE TABLE u (LIKE t);', options: requiring(['id']) },
  },
  found: {
    'a table without a comment': { sql: 'CREATE TABLE app.u (a int);', at: 'u', says: /what the rows of app\.u are$/ },
    'a table without columns': {
      sql: "CREATE TABLE u (a int); COMMENT ON TABLE u IS 'Users';",
      options: requiring(['created_at', 'updated_at'], true),
      at: 'u',
      says: /^u lacks created_at and updated_at, /,
    },
    both: { sql: 'CREATE TABLE u (a int);', options: requiring(['b'], true), at: ['u', 'u'] },
  },
});

describeRule('schema-unqualified', {
  silent: {
    'a name with its schema': { sql: 'CREATE TABLE public.u (a int); ALTER TABLE public.u ADD COLUMN b int;' },
    'a script that sets search_path': { sql: 'SET search_path = app; CREATE TABLE u (a int);' },
    'a temporary table': { sql: 'CREATE TEMP TABLE u (a int); ALTER TABLE u ADD COLUMN b int;' },
    'what is in a new schema': { sql: 'CREATE SCHEMA s CREATE TABLE u (a int);' },
    rows: { before, sql: 'INSERT INTO t (id) VALUES (1);' },
  },
  found: {
    'a view': {
      sql: 'CREATE VIEW v AS SELECT 1 AS a;',
      at: 'v',
      says: /in which schema v is made$/,
      fixes: ['Say that it is in public'],
    },
    'clauses of one statement once': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN t int, ADD COLUMN c int;',
      at: 't',
      says: /which t is meant$/,
    },
    'each of several tables': { before: [...before, 'CREATE TABLE u (a int);'], sql: 'DROP TABLE t, u;', at: ['t', 'u'] },
    'a type': { sql: "CREATE TYPE mood AS ENUM ('sad');", at: 'mood' },
    'the table of an index': { before, sql: 'CREATE INDEX i ON t (a);', at: 't' },
    'the type of a column is no name of a table': { before, sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint;', at: 't' },
  },
});

describe('an option of a rule’s own', () => {
  it('switches it on, unless it is off by name', async () => {
    const it_ = { sql: 'CREATE TABLE u (a int);', options: requiring([], true) };
    assert.ok((await lintCase(it_)).some(({ rule }) => rule === 'require-comment-or-columns'));
    const off = { ...it_, options: { ...requiring([], true), rules: new Map([['require-comment-or-columns', 'off' as const]]) } };
    assert.ok(!(await lintCase(off)).some(({ rule }) => rule === 'require-comment-or-columns'));
    assert.ok(!(await lintCase({ sql: it_.sql })).some(({ rule }) => rule === 'require-comment-or-columns'));
  });
});
