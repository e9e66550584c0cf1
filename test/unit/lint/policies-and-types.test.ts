import { describeRule } from '../../support/rule-cases';

const table = 'CREATE TABLE t (id bigint PRIMARY KEY, a int, b text, j jsonb);';
const before = [table];

describeRule('create-table-with-foreign-key', {
  silent: {
    'a table that is new, too': { sql: 'CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);' },
    'a foreign key to itself': { sql: 'CREATE TABLE c (id int PRIMARY KEY, up int REFERENCES c);' },
    'a table in use, of which others tell': { before, sql: 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t;' },
    'a table that is locked already': { before, sql: 'LOCK TABLE t; CREATE TABLE c (a bigint REFERENCES t);' },
  },
  found: {
    'a new table': {
      before,
      sql: 'CREATE TABLE c (a bigint REFERENCES t (id));',
      at: 'REFERENCES t (id)',
      says: /^Blocks all writes to t /,
    },
    'one added later to it': {
      before,
      sql: 'CREATE TABLE c (a bigint, b bigint); ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t;',
      at: 'CONSTRAINT f FOREIGN KEY (a) REFERENCES t',
    },
    'the first of two to one table': {
      before,
      sql: 'CREATE TABLE c (a bigint REFERENCES t, b bigint REFERENCES t);',
      at: 'REFERENCES t',
    },
  },
});

const deferrable = ['CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (a int CONSTRAINT f REFERENCES p DEFERRABLE);'];

describeRule('alter-constraint-deferrability', {
  silent: {
    'what is so already': { before: deferrable, sql: 'ALTER TABLE c ALTER CONSTRAINT f DEFERRABLE INITIALLY IMMEDIATE;' },
    'a new table': {
      before: deferrable,
      sql: 'CREATE TABLE d (a int CONSTRAINT g REFERENCES p); ALTER TABLE d ALTER CONSTRAINT g DEFERRABLE;',
    },
    'another clause': { before: deferrable, postgres: 18, sql: 'ALTER TABLE c ALTER CONSTRAINT f NOT ENFORCED;' },
  },
  found: {
    'one put off to COMMIT': {
      before: deferrable,
      sql: 'ALTER TABLE c ALTER CONSTRAINT f INITIALLY DEFERRED;',
      at: 'ALTER CONSTRAINT f INITIALLY DEFERRED',
      says: /refused by COMMIT/,
    },
    'one that no longer may be': {
      before: deferrable,
      sql: 'ALTER TABLE c ALTER CONSTRAINT f NOT DEFERRABLE;',
      at: 'ALTER CONSTRAINT f NOT DEFERRABLE',
      says: /fails with 42809$/,
    },
  },
});

const collated = [
  `CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
   CREATE COLLATION strict (provider = icu, locale = 'und');
   CREATE TABLE p (loose text COLLATE loose PRIMARY KEY, strict text COLLATE strict UNIQUE, plain text UNIQUE);`,
];

describeRule('foreign-key-nondeterministic-collation', {
  silent: {
    'deterministic collations that differ': { before: collated, sql: 'CREATE TABLE c (a text REFERENCES p (strict));' },
    'no collation at all': { before: collated, sql: 'CREATE TABLE c (a text REFERENCES p (plain));' },
    'what 18 refuses, of which another rule tells': {
      before: collated,
      postgres: 18,
      sql: 'CREATE TABLE c (a text REFERENCES p);',
    },
    'a table that is not known': { before: collated, sql: 'CREATE TABLE c (a text COLLATE loose REFERENCES q);' },
  },
  found: {
    'the primary key of the other table': {
      before: collated,
      sql: 'CREATE TABLE c (a text REFERENCES p);',
      at: 'REFERENCES p',
      says: /^PostgreSQL 18 refuses this with 42P21, .* a and p\.loose have different collations, and loose /,
    },
    'the same collation': {
      before: collated,
      postgres: 18,
      sql: 'CREATE TABLE c (a text COLLATE loose); ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (loose);',
      at: 'CONSTRAINT f FOREIGN KEY (a) REFERENCES p (loose)',
      says: /^A value of a may be spelt otherwise/,
    },
  },
});

describeRule('column-order-alignment', {
  silent: {
    'the best order': { sql: 'CREATE TABLE u (a bigint, b bigint, c boolean, d boolean);' },
    'less than what shortens every row': { sql: 'CREATE TABLE u (a boolean, b bigint);' },
    'what comes behind a text': { sql: 'CREATE TABLE u (t text, a boolean, b bigint, c boolean, d bigint);' },
    'a type of the user’s own': { sql: 'CREATE TABLE u (m mood, a boolean, b bigint, c boolean, d bigint);' },
    'a temporary table': { sql: 'CREATE TEMP TABLE u (a boolean, b bigint, c boolean, d bigint);' },
    'an array': { sql: 'CREATE TABLE u (x int[], a boolean, b bigint, c boolean, d bigint);' },
  },
  found: {
    'narrow ones between wide ones': {
      sql: 'CREATE TABLE u (a boolean, b bigserial, c boolean, d timestamptz, note text);',
      at: 'u',
      says: /^14 bytes of padding in every row of u /,
      fixes: ['Put the widest first'],
    },
    'rows that are inserted in order, without a fix': {
      sql: 'CREATE TABLE u (a boolean, b bigint, c boolean, d bigint); INSERT INTO u VALUES (true, 1, true, 1);',
      at: 'u',
      fixes: [],
    },
    'columns with comments between, without a fix': {
      sql: 'CREATE TABLE u (a boolean, -- first\n b bigint, c boolean, d bigint);',
      at: 'u',
      fixes: [],
    },
  },
});

const partitioned = [
  `CREATE TABLE p (k int NOT NULL, a int) PARTITION BY LIST (k);
   CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
   CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';`,
];

describeRule('partitioned-parent-fanout', {
  silent: {
    'one partition': { before: partitioned, sql: 'ALTER TABLE p1 ALTER COLUMN a SET DEFAULT 1;' },
    'the parent alone': { before: partitioned, sql: 'ALTER TABLE ONLY p ALTER COLUMN a SET DEFAULT 1;' },
    'a plain table': { before, sql: 'ALTER TABLE t ADD COLUMN c int;' },
    'a new table': { sql: `${partitioned[0] ?? ''} ALTER TABLE p ADD COLUMN c int;` },
    'a parent without partitions': {
      before: ['CREATE TABLE p (k int) PARTITION BY LIST (k);'],
      sql: 'ALTER TABLE p ADD COLUMN c int;',
    },
    'a rewrite, of which another rule tells': {
      before: partitioned,
      sql: 'ALTER TABLE p ADD COLUMN c uuid DEFAULT gen_random_uuid();',
    },
  },
  found: {
    'a column': {
      before: partitioned,
      sql: 'ALTER TABLE p ADD COLUMN c int, ADD COLUMN d int;',
      at: ['ADD COLUMN c int', 'ADD COLUMN d int'],
      says: /^Blocks all reads and writes of p and its 2 partitions at once \(ACCESS EXCLUSIVE\)/,
    },
    'a trigger': {
      before: partitioned,
      sql: 'CREATE TRIGGER g BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();',
      at: 'CREATE TRIGGER g BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()',
      says: /^Blocks all writes of p and its 2 partitions at once \(SHARE ROW EXCLUSIVE\)/,
    },
  },
});

const typed = ['CREATE TYPE c AS (a int, b text); CREATE TABLE x OF c; CREATE SCHEMA s; CREATE TABLE s.y OF c;'];

describeRule('alter-type-attribute-cascade', {
  silent: {
    'a type without tables': { before: ['CREATE TYPE c AS (a int);'], sql: 'ALTER TYPE c ADD ATTRIBUTE b int CASCADE;' },
    'new tables': { sql: `${typed[0] ?? ''} ALTER TYPE c ADD ATTRIBUTE d int CASCADE;` },
    'without CASCADE, which fails': { before: typed, sql: 'ALTER TYPE c ADD ATTRIBUTE d int;' },
    'a table that is no longer of the type': {
      before: ['CREATE TYPE c AS (a int); CREATE TABLE x OF c; ALTER TABLE x NOT OF;'],
      sql: 'ALTER TYPE c ADD ATTRIBUTE d int CASCADE;',
    },
  },
  found: {
    'an attribute added': {
      before: typed,
      sql: 'ALTER TYPE c ADD ATTRIBUTE d int CASCADE;',
      at: 'CASCADE',
      says: /^Blocks all reads and writes of x and s\.y at once while it waits/,
    },
    'another type': {
      before: typed,
      sql: 'ALTER TYPE c ALTER ATTRIBUTE a TYPE bigint CASCADE;',
      at: 'CASCADE',
      says: /until every row is written anew$/,
    },
    'one dropped': {
      before: typed,
      sql: 'ALTER TYPE c DROP ATTRIBUTE b CASCADE;',
      at: 'CASCADE',
      says: /loses the data of b for good$/,
    },
    'another name': {
      before: typed,
      sql: 'ALTER TYPE c RENAME ATTRIBUTE b TO d CASCADE;',
      at: 'CASCADE',
      says: /code that says b fails/,
    },
  },
});

const secured = [`${table} ALTER TABLE t ENABLE ROW LEVEL SECURITY;`];

describeRule('incomplete-rls-policies', {
  silent: {
    'a policy for all': { before: secured, sql: 'CREATE POLICY p ON t USING (id = 1);' },
    'one for each': {
      before: secured,
      sql: `CREATE POLICY s ON t FOR SELECT USING (true); CREATE POLICY i ON t FOR INSERT WITH CHECK (id = 1);
            CREATE POLICY u ON t FOR UPDATE USING (id = 1); CREATE POLICY d ON t FOR DELETE USING (id = 1);`,
    },
    'a table without row security': { before, sql: 'CREATE POLICY s ON t FOR SELECT USING (true);' },
    'none at all, of which another rule tells': { before, sql: 'ALTER TABLE t ENABLE ROW LEVEL SECURITY;' },
    'a policy that is true for some roles': { before: secured, sql: 'CREATE POLICY p ON t TO clerk USING (true);' },
    'a restrictive one beside one for all': {
      before: secured,
      sql: 'CREATE POLICY p ON t USING (id = 1); CREATE POLICY r ON t AS RESTRICTIVE FOR INSERT WITH CHECK (true);',
    },
  },
  found: {
    'commands without a policy, once': {
      before: secured,
      sql: 'CREATE POLICY s ON t FOR SELECT USING (a = 1); CREATE POLICY i ON t FOR INSERT WITH CHECK (id = 1);',
      at: 'CREATE POLICY i ON t FOR INSERT WITH CHECK (id = 1)',
      says: /^For everyone but the owner of t UPDATE changes no row and DELETE removes no row:/,
    },
    'a policy that is dropped': {
      before: [`${secured[0] ?? ''} CREATE POLICY s ON t FOR SELECT USING (true); CREATE POLICY w ON t USING (id = 1);`],
      sql: 'DROP POLICY w ON t;',
      at: 'DROP POLICY w ON t',
    },
    'a policy that is true for everyone': {
      before: secured,
      sql: 'CREATE POLICY p ON t FOR UPDATE USING (true); CREATE POLICY q ON t USING (id = 1);',
      at: 'CREATE POLICY p ON t FOR UPDATE USING (true)',
      says: /may update every row of t/,
    },
  },
});

describeRule('analyze-after-bulk-change', {
  silent: {
    'the same type': { before, sql: 'ALTER TABLE t ALTER COLUMN a TYPE integer;' },
    'an ANALYZE further down': { before, sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint; ANALYZE t;' },
    'an ANALYZE of all': { before, sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint; ANALYZE;' },
    'an index of columns': { before, sql: 'CREATE INDEX i ON t (a);' },
    'a new table': { sql: 'CREATE TABLE u (a text); CREATE INDEX i ON u (lower(a));' },
    'a few rows': {
      before,
      sql: 'INSERT INTO t (id) VALUES (1); INSERT INTO t (id) SELECT 2; INSERT INTO t (id) SELECT id + 9 FROM t LIMIT 1;',
    },
    'rows that a condition chooses': {
      before,
      sql: 'INSERT INTO t (id) SELECT id + 9 FROM t WHERE id = 1; UPDATE t SET a = 1 WHERE id = 1;',
    },
    'a temporary table': { before, sql: 'CREATE TEMP TABLE u (id bigint); INSERT INTO u SELECT id FROM t;' },
  },
  found: {
    'a type change, without a fix where the lock is held': {
      before,
      sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint;',
      at: 'bigint',
      fixes: [],
    },
    'a type change in a statement of its own': {
      before,
      convention: 'typed',
      sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint;',
      at: 'bigint',
    },
    'an index of an expression': { before, sql: 'CREATE INDEX i ON t (id, lower(b));', at: 'lower(b)' },
    'all rows of another table': {
      before,
      sql: 'CREATE TABLE u (id bigint); INSERT INTO u SELECT id FROM t;',
      at: 'INSERT INTO u SELECT id FROM t',
      fixes: ['Analyze u behind it'],
    },
    'every row': { before, sql: 'update t set a = 1;', at: 'update t set a = 1', fixes: ['Analyze t behind it'] },
  },
});

describeRule('multiple-alter-table', {
  silent: {
    'clauses that touch no rows, in one transaction': {
      before,
      sql: 'ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD COLUMN d int;',
    },
    'another table': {
      before: [...before, 'CREATE TABLE u (a int);'],
      sql: 'ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE u ALTER a TYPE bigint;',
    },
    'something between': { before, sql: 'ALTER TABLE t ALTER a TYPE bigint; SELECT 1; ALTER TABLE t ALTER b TYPE varchar(9);' },
    'a new table': {
      sql: 'CREATE TABLE u (a int, b int); ALTER TABLE u ALTER a TYPE bigint; ALTER TABLE u ALTER b TYPE bigint;',
    },
    'a constraint that is validated by itself': {
      before,
      sql: 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;',
    },
    'a rename': { before, sql: 'ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t RENAME b TO c;' },
  },
  found: {
    'two scans': {
      before,
      sql: 'ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0);\nALTER TABLE t ALTER COLUMN b SET NOT NULL;',
      at: 'ALTER TABLE t ',
      says: /^Goes through every row of t a second time/,
      fixes: ['Make it one ALTER TABLE'],
    },
    'two that have to do with each other, without a fix': {
      before,
      sql: 'ALTER TABLE t ADD CONSTRAINT x CHECK (a IS NOT NULL); ALTER TABLE t ALTER COLUMN a TYPE bigint;',
      at: 'ALTER TABLE t ',
      fixes: [],
    },
    'two under another spelling, without a fix': {
      before,
      sql: 'ALTER TABLE t ALTER COLUMN a TYPE bigint; ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;',
      at: 'ALTER TABLE public.t ',
      fixes: [],
    },
  },
});

describeRule('extension-index-tuning', {
  silent: {
    'a smaller class': { before, sql: 'CREATE INDEX i ON t USING gin (j jsonb_path_ops);' },
    'an expression': { before, sql: "CREATE INDEX i ON t USING gin ((j -> 'tags'));" },
    'hnsw with its parameters': { before, sql: 'CREATE INDEX i ON t USING hnsw (b vector_l2_ops) WITH (m = 16);' },
    'a geometry with its index': { sql: 'CREATE TABLE u (g geometry); CREATE INDEX i ON u USING gist (g);' },
  },
  found: {
    ivfflat: { before, sql: 'CREATE INDEX i ON t USING ivfflat (b vector_l2_ops);', at: 'USING ivfflat', says: /100 of them/ },
    'ivfflat of no rows': {
      sql: 'CREATE TABLE u (b vector(3)); CREATE INDEX i ON u USING ivfflat (b vector_l2_ops);',
      at: 'USING ivfflat',
      says: /there are none yet$/,
    },
    hnsw: { before, sql: 'CREATE INDEX i ON t USING hnsw (b vector_l2_ops);', at: 'USING hnsw' },
    'a geometry': { sql: 'CREATE TABLE u (g geometry(Point, 4326));', at: 'geometry(Point, 4326)' },
  },
});
