import type { Case } from './chains';

/** A fix with what it must make of its file, and of the files beside it. */
export interface FixCase extends Case {
  readonly rule: string;
  readonly title: string;
  /** The texts that changed or came, by the end of the file's name, in order. */
  readonly expect: Readonly<Record<string, string>>;
}

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, note text, total numeric);';
const customers = 'CREATE TABLE customers (id bigint PRIMARY KEY);';

export const fixCases: Readonly<Record<string, FixCase>> = {
  'adds CONCURRENTLY in the case of the keywords, below a comment': {
    rule: 'create-index-not-concurrent',
    title: 'Add CONCURRENTLY and run outside a transaction',
    before: [orders],
    sql: '-- Orders by customer.\ncreate unique index  if not exists i\n  on orders (customer_id);\n',
    expect: {
      'step_02.sql':
        '-- no-transaction\n-- Orders by customer.\ncreate unique index concurrently  if not exists i\n  on orders (customer_id);\n',
    },
  },
  'keeps the line ends of the file': {
    rule: 'create-index-not-concurrent',
    title: 'Add CONCURRENTLY and run outside a transaction',
    before: [orders],
    sql: '-- One.\r\nCREATE INDEX i ON orders (note);\r\n',
    expect: { 'step_02.sql': '-- no-transaction\r\n-- One.\r\nCREATE INDEX CONCURRENTLY i ON orders (note);\r\n' },
  },
  'takes a byte order mark away that would hide the directive': {
    rule: 'create-index-not-concurrent',
    title: 'Add CONCURRENTLY and run outside a transaction',
    before: [orders],
    sql: '\uFEFFCREATE INDEX i ON orders (note);\n',
    expect: { 'step_02.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON orders (note);\n' },
  },
  'puts the directive above a header': {
    rule: 'create-index-not-concurrent',
    title: 'Add CONCURRENTLY and run outside a transaction',
    convention: 'typed',
    before: [orders],
    sql: '-- Migration: step\n\nCREATE INDEX i ON orders (note);\n',
    expect: {
      'step_02.sql': '-- lockkeeper: no-transaction\n-- Migration: step\n\nCREATE INDEX CONCURRENTLY i ON orders (note);\n',
    },
  },
  'moves an index into a pair of files where the source has pairs': {
    rule: 'create-index-not-concurrent',
    title: 'Move to a migration of its own, with CONCURRENTLY',
    before: [orders],
    sql: 'ALTER TABLE orders ADD COLUMN a int;\n  CREATE INDEX "By A" ON orders (a);\nSELECT 1;\n',
    down: 'ALTER TABLE orders DROP COLUMN a;\n',
    expect: {
      'step_02.up.sql': 'ALTER TABLE orders ADD COLUMN a int;\nSELECT 1;\n',
      'build_by_a_concurrently.up.sql':
        '-- no-transaction\n-- build By A concurrently\n\nCREATE INDEX CONCURRENTLY "By A" ON orders (a);\n',
      'build_by_a_concurrently.down.sql':
        '-- no-transaction\n-- Undo: build By A concurrently\n\nDROP INDEX CONCURRENTLY "By A";\n',
    },
  },
  'gives a lone CONCURRENTLY the directive': {
    rule: 'concurrently-in-transaction',
    title: 'Run this file outside a transaction',
    before: [orders],
    sql: 'CREATE INDEX CONCURRENTLY i ON orders (note);\n',
    expect: { 'step_02.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON orders (note);\n' },
  },
  'takes NOT NULL away, wherever it stands': {
    rule: 'add-column-not-null-no-default',
    title: 'Add the column without NOT NULL',
    before: [orders, customers],
    sql: 'ALTER TABLE orders\n  ADD COLUMN c bigint\n    NOT NULL\n    REFERENCES customers (id),\n  ADD COLUMN d int;\n',
    expect: {
      'step_03.sql': 'ALTER TABLE orders\n  ADD COLUMN c bigint\n    REFERENCES customers (id),\n  ADD COLUMN d int;\n',
    },
  },
  'sets a volatile default for new rows alone, in a clause of several': {
    rule: 'add-column-volatile-default',
    title: 'Set the default for new rows only',
    before: [orders],
    sql: 'alter table orders\n  add column if not exists "Token" uuid default gen_random_uuid() unique,\n  add column e int;\n',
    expect: {
      'step_02.sql':
        'alter table orders\n  add column if not exists "Token" uuid unique, alter column "Token" set default gen_random_uuid(),\n  add column e int;\n',
    },
  },
  'names a CHECK as the server would, and validates it in the next migration': {
    rule: 'add-check-not-valid-missing',
    title: 'Add NOT VALID, and validate in the next migration',
    before: [orders],
    sql: 'ALTER TABLE orders ADD CHECK (total > 0), ADD COLUMN f int;\n',
    expect: {
      'step_02.sql': 'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID, ADD COLUMN f int;\n',
      'validate_orders_total_check.sql':
        '-- validate orders_total_check\n\nALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\n',
    },
  },
  'validates at once where every statement has its own transaction': {
    rule: 'add-check-not-valid-missing',
    title: 'Add NOT VALID, and validate after it',
    convention: 'typed',
    before: [orders],
    sql: '-- lockkeeper: no-transaction\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0);\nSELECT 1;\n',
    expect: {
      'step_02.sql':
        '-- lockkeeper: no-transaction\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nSELECT 1;\n',
    },
  },
  'writes a schema that the search path supplied': {
    rule: 'add-check-not-valid-missing',
    title: 'Add NOT VALID, and validate in the next migration',
    convention: 'numbered',
    before: [`CREATE SCHEMA shop;\nSET search_path = shop;\n${orders}`],
    sql: 'SET LOCAL search_path = shop;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0);\n',
    expect: {
      'step_02.sql': 'SET LOCAL search_path = shop;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\n',
      '003_validate_c.sql': '-- 003: validate c\n\nALTER TABLE shop.orders VALIDATE CONSTRAINT c;\n',
    },
  },
  'names a foreign key as the server would': {
    rule: 'add-foreign-key-not-valid-missing',
    title: 'Add NOT VALID, and validate in the next migration',
    before: [orders, customers],
    sql: 'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;\n',
    down: 'ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;\n',
    expect: {
      'step_03.up.sql':
        'ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE NOT VALID;\n',
      'validate_orders_customer_id_fkey.up.sql':
        '-- validate orders_customer_id_fkey\n\nALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;\n',
      'validate_orders_customer_id_fkey.down.sql': '-- Undo: validate orders_customer_id_fkey\n\n-- Nothing to undo.\n',
    },
  },
  'takes the constraint away in the way back': {
    rule: 'set-not-null',
    title: 'Add the constraint NOT VALID, and validate it in the next migration',
    before: [orders],
    sql: 'ALTER TABLE orders ALTER note SET NOT NULL;\n',
    down: 'ALTER TABLE orders ALTER note DROP NOT NULL;\n',
    expect: {
      'step_02.up.sql': 'ALTER TABLE orders ADD CONSTRAINT orders_note_not_null CHECK (note IS NOT NULL) NOT VALID;\n',
      'step_02.down.sql':
        'ALTER TABLE orders ALTER note DROP NOT NULL;\nALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_note_not_null;\n',
      'validate_orders_note_not_null.up.sql':
        "-- validate orders_note_not_null\n\nSET LOCAL lock_timeout = '2s';\nALTER TABLE orders VALIDATE CONSTRAINT orders_note_not_null;\nALTER TABLE orders ALTER COLUMN note SET NOT NULL;\nALTER TABLE orders DROP CONSTRAINT orders_note_not_null;\n",
      'validate_orders_note_not_null.down.sql':
        '-- Undo: validate orders_note_not_null\n\nALTER TABLE orders ALTER COLUMN note DROP NOT NULL;\nALTER TABLE orders ADD CONSTRAINT orders_note_not_null CHECK (note IS NOT NULL) NOT VALID;\n',
    },
  },
  'sets the timeout as far in as its statement, above what silences rules for it': {
    rule: 'missing-lock-timeout',
    title: 'Set lock_timeout to 2 seconds before it',
    before: [orders],
    sql: 'select 1;\n\n  -- lockkeeper-ignore drop-column: nobody reads it\n  alter table orders drop column note;\n',
    expect: {
      'step_02.sql':
        "select 1;\n\n  set local lock_timeout = '2s';\n  -- lockkeeper-ignore drop-column: nobody reads it\n  alter table orders drop column note;\n",
    },
  },
  'sets the timeout for the session outside a transaction': {
    rule: 'missing-lock-timeout',
    title: 'Set lock_timeout to 2 seconds before it',
    convention: 'typed',
    before: [orders],
    sql: '-- lockkeeper: no-transaction\nSELECT 1; ALTER TABLE orders ADD COLUMN g int;\n',
    expect: {
      'step_02.sql': "-- lockkeeper: no-transaction\nSELECT 1; SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN g int;\n",
    },
  },
  'builds the index of a constraint before it, in the file that has a way back': {
    rule: 'add-unique-constraint',
    title: 'Build the index CONCURRENTLY here, and add the constraint after it',
    convention: 'typed',
    before: [orders],
    sql: '-- Migration: step\n\n  alter table only public.orders add unique ( note );\n',
    down: 'ALTER TABLE orders DROP CONSTRAINT orders_note_key;\n',
    expect: {
      'step_02.sql':
        '-- lockkeeper: no-transaction\n-- Migration: step\n\n  create unique index concurrently orders_note_key on public.orders ( note );\n  alter table public.orders add constraint orders_note_key unique using index orders_note_key;\n',
    },
  },
  'adds a primary key in the next migration where a file is one query': {
    rule: 'add-primary-key',
    title: 'Build the index CONCURRENTLY here, and add the constraint in the next migration',
    before: ['CREATE TABLE "Log" (id bigint NOT NULL, at timestamptz);'],
    sql: '-- Why.\nALTER TABLE "Log" ADD CONSTRAINT "Log key" PRIMARY KEY (id)\n',
    expect: {
      'step_02.sql': '-- no-transaction\n-- Why.\nCREATE UNIQUE INDEX CONCURRENTLY "Log key" ON "Log" (id)\n',
      'add_log_key.sql':
        '-- add Log key\n\nSET LOCAL lock_timeout = \'2s\';\nALTER TABLE "Log" ADD CONSTRAINT "Log key" PRIMARY KEY USING INDEX "Log key";\n',
    },
  },
  'builds the index of a new column in a migration with a way back': {
    rule: 'add-column-unique',
    title: 'Add the column alone, and build a unique index CONCURRENTLY in the next migration',
    before: [`CREATE SCHEMA shop;\nSET search_path = shop;\n${orders}`],
    sql: 'ALTER TABLE shop.orders ADD COLUMN "Code" text\n  CONSTRAINT "by code" UNIQUE, ADD COLUMN h int;\n',
    down: 'ALTER TABLE shop.orders DROP COLUMN "Code", DROP COLUMN h;\n',
    expect: {
      'step_02.up.sql': 'ALTER TABLE shop.orders ADD COLUMN "Code" text, ADD COLUMN h int;\n',
      'build_by_code_concurrently.up.sql':
        '-- no-transaction\n-- build by code concurrently\n\nCREATE UNIQUE INDEX CONCURRENTLY "by code" ON shop.orders ("Code");\n',
      'build_by_code_concurrently.down.sql':
        '-- no-transaction\n-- Undo: build by code concurrently\n\nDROP INDEX CONCURRENTLY shop."by code";\n',
    },
  },
  'moves VALIDATE CONSTRAINT to the next migration, which names the schema': {
    rule: 'validate-constraint-same-transaction',
    title: 'Validate it in the next migration',
    before: [`CREATE SCHEMA shop;\nSET search_path = shop;\n${orders}`],
    sql: 'SET LOCAL search_path = shop;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\nalter table orders validate constraint c;\n',
    down: 'ALTER TABLE shop.orders DROP CONSTRAINT c;\n',
    expect: {
      'step_02.up.sql': 'SET LOCAL search_path = shop;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\n',
      'validate_c.up.sql': '-- validate c\n\nalter table shop.orders validate constraint c;\n',
      'validate_c.down.sql': '-- Undo: validate c\n\n-- Nothing to undo.\n',
    },
  },
  'drops each index in a statement of its own, with its name as written': {
    rule: 'drop-index-not-concurrent',
    title: 'Add CONCURRENTLY and run outside a transaction',
    convention: 'typed',
    before: [`${orders} CREATE INDEX i ON orders (note); CREATE INDEX "J" ON orders (total);`],
    sql: 'drop index if exists public.i, "J";\n',
    expect: {
      'step_02.sql':
        '-- lockkeeper: no-transaction\ndrop index concurrently if exists public.i;\ndrop index concurrently if exists "J";\n',
    },
  },
  'drops the constraint instead of its index': {
    rule: 'drop-index-backing-constraint',
    title: 'Drop constraint Once instead',
    before: [`${orders} ALTER TABLE orders ADD CONSTRAINT "Once" UNIQUE (note);`],
    sql: 'drop index public."Once";\n',
    expect: { 'step_02.sql': 'alter table public.orders drop constraint "Once";\n' },
  },
  'creates a table and attaches it, whatever the partitioned one has': {
    rule: 'create-partition-of',
    title: 'Create the table first, then attach it',
    before: [
      'CREATE TABLE "By Day" (id bigint GENERATED ALWAYS AS IDENTITY, k bigint NOT NULL DEFAULT 1 CHECK (k > 0), note text, size int GENERATED ALWAYS AS (length(note)) STORED, PRIMARY KEY (id, k)) PARTITION BY LIST (k);\nCREATE INDEX ON "By Day" (note);',
    ],
    sql: '  create table by_day_1 partition of "By Day" for values in (1, 2);\n',
    options: { rules: new Map([['create-partition-of', 'warning']]) },
    expect: {
      'step_02.sql':
        '  create table by_day_1 (like "By Day" including constraints including defaults including generated including storage);\n  alter table "By Day" attach partition by_day_1 for values in (1, 2);\n',
    },
  },
  'adds the column of the partition key to a key of several lines': {
    rule: 'partition-key-not-in-unique',
    title: 'Add At to the key',
    sql: 'CREATE TABLE logs (\n  id bigint,\n  "At" date,\n  CONSTRAINT logs_key UNIQUE (\n    id\n  )\n) PARTITION BY RANGE ("At");\n',
    expect: {
      'step_01.sql':
        'CREATE TABLE logs (\n  id bigint,\n  "At" date,\n  CONSTRAINT logs_key UNIQUE (\n    id, "At"\n  )\n) PARTITION BY RANGE ("At");\n',
    },
  },
  'detaches a partition before it is dropped': {
    rule: 'drop-partition-directly',
    title: 'Detach it CONCURRENTLY first',
    convention: 'typed',
    before: [
      "CREATE TABLE logs (id bigint, at date) PARTITION BY RANGE (at);\nCREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
    ],
    sql: '-- lockkeeper: no-transaction\ndrop table if exists logs_2025;\n',
    expect: {
      'step_02.sql':
        '-- lockkeeper: no-transaction\nalter table public.logs detach partition public.logs_2025 concurrently;\ndrop table if exists logs_2025;\n',
    },
  },
  'drops what a failed build has left': {
    rule: 'concurrent-index-if-not-exists',
    title: 'Drop what a failed attempt has left first',
    convention: 'typed',
    before: [orders],
    sql: '-- lockkeeper: no-transaction\ncreate index concurrently if not exists "I" on public.orders (note);\n',
    options: { rules: new Map([['concurrent-index-if-not-exists', 'warning']]) },
    expect: {
      'step_02.sql':
        '-- lockkeeper: no-transaction\ndrop index concurrently if exists public."I";\ncreate index concurrently "I" on public.orders (note);\n',
    },
  },
  'adds an index for a foreign key of several columns': {
    rule: 'foreign-key-without-index',
    title: 'Add an index on Order and line',
    before: ['CREATE TABLE lines ("Order" bigint, line bigint, PRIMARY KEY ("Order", line));'],
    sql: 'create table notes (\n  "Order" bigint,\n  line bigint,\n  foreign key ("Order", line) references lines\n);\n',
    options: { rules: new Map([['foreign-key-without-index', 'information']]) },
    expect: {
      'step_02.sql':
        'create table notes (\n  "Order" bigint,\n  line bigint,\n  foreign key ("Order", line) references lines\n);\ncreate index "notes_Order_line_idx" on notes ("Order", line);\n',
    },
  },
  'names the columns of a star': {
    rule: 'view-select-star',
    title: 'Name the columns',
    before: ['CREATE TABLE people (id bigint, "Full Name" text, "user" text);'],
    sql: "CREATE VIEW everyone AS SELECT 'é' AS letter, p.* FROM people AS p;\n",
    options: { rules: new Map([['view-select-star', 'information']]) },
    expect: {
      'step_02.sql': 'CREATE VIEW everyone AS SELECT \'é\' AS letter, p.id, p."Full Name", p."user" FROM people AS p;\n',
    },
  },
  'scaffolds the roll-out of a new name, with what keeps both names alike': {
    rule: 'rename-column',
    title: 'Scaffold the roll-out: add Remark here, fill it and drop note in migrations of their own',
    before: ['CREATE SCHEMA shop;\nCREATE TABLE shop.orders (id bigint PRIMARY KEY, note text);'],
    sql: 'ALTER TABLE shop.orders RENAME COLUMN note TO "Remark";\n',
    expect: {
      'step_02.sql': `ALTER TABLE shop.orders ADD COLUMN "Remark" text;
CREATE FUNCTION shop."orders_note_to_Remark"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."Remark" IS NULL AND TG_OP = 'INSERT' THEN
    NEW."Remark" := NEW.note;
  ELSIF TG_OP = 'INSERT' OR NEW."Remark" IS DISTINCT FROM OLD."Remark" THEN
    NEW.note := NEW."Remark";
  ELSE
    NEW."Remark" := NEW.note;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "orders_note_to_Remark" BEFORE INSERT OR UPDATE ON shop.orders
  FOR EACH ROW EXECUTE FUNCTION shop."orders_note_to_Remark"();
`,
      'fill_note_into_remark.sql': `-- no-transaction
-- fill note into Remark

DO $$
DECLARE
  first_key shop.orders.id%TYPE := (SELECT id FROM shop.orders ORDER BY id LIMIT 1);
  last_key shop.orders.id%TYPE;
BEGIN
  WHILE first_key IS NOT NULL LOOP
    last_key := (
      SELECT id FROM (SELECT id FROM shop.orders WHERE id >= first_key ORDER BY id LIMIT 5000) AS batch
      ORDER BY id DESC LIMIT 1
    );
    UPDATE shop.orders SET "Remark" = note WHERE id BETWEEN first_key AND last_key AND "Remark" IS NULL;
    COMMIT;
    first_key := (SELECT id FROM shop.orders WHERE id > last_key ORDER BY id LIMIT 1);
  END LOOP;
END
$$;
`,
      'drop_note_for_remark.sql': `-- drop note for Remark

-- Run this only once no code names shop.orders.note any more.
SET LOCAL lock_timeout = '2s';

DROP TRIGGER "orders_note_to_Remark" ON shop.orders;
DROP FUNCTION shop."orders_note_to_Remark"();
-- lockkeeper-ignore drop-column: "Remark" holds its values
ALTER TABLE shop.orders DROP COLUMN note;
`,
    },
  },
  'scaffolds the roll-out of a new type in the hand of the file': {
    rule: 'change-column-type-rewrite',
    title: 'Scaffold the roll-out: add size_new here, fill it and drop size in migrations of their own',
    convention: 'typed',
    before: ['CREATE TABLE boxes (id bigint PRIMARY KEY, size integer);'],
    sql: 'alter table boxes alter column size type bigint;\n',
    expect: {
      'step_02.sql': `alter table boxes add column size_new bigint;
create function boxes_size_to_size_new() returns trigger language plpgsql as $$
BEGIN
  NEW.size_new := NEW.size;
  RETURN NEW;
END
$$;
create trigger boxes_size_to_size_new before insert or update on boxes
  for each row execute function boxes_size_to_size_new();
`,
      'fill_size_into_size_new.sql': `-- lockkeeper: no-transaction
-- Migration: 20250601_000000_schema_fill_size_into_size_new
-- ID: 20250601_000000
-- Version: 0.1.0
-- Database: postgresql
-- Type: schema
-- Created: 2025-06-01T00:00:00Z
-- Breaking: no
-- Dependencies: none

-- fill size into size_new

do $$
DECLARE
  first_key boxes.id%TYPE := (SELECT id FROM boxes ORDER BY id LIMIT 1);
  last_key boxes.id%TYPE;
BEGIN
  WHILE first_key IS NOT NULL LOOP
    last_key := (
      SELECT id FROM (SELECT id FROM boxes WHERE id >= first_key ORDER BY id LIMIT 5000) AS batch
      ORDER BY id DESC LIMIT 1
    );
    UPDATE boxes SET size_new = size WHERE id BETWEEN first_key AND last_key AND size_new IS NULL;
    COMMIT;
    first_key := (SELECT id FROM boxes WHERE id > last_key ORDER BY id LIMIT 1);
  END LOOP;
END
$$;
`,
      'drop_size_for_size_new.sql': `-- Migration: 20250601_000001_schema_drop_size_for_size_new
-- ID: 20250601_000001
-- Version: 0.2.0
-- Database: postgresql
-- Type: schema
-- Created: 2025-06-01T00:00:00Z
-- Breaking: no
-- Dependencies: 20250601_000000_schema_fill_size_into_size_new

-- drop size for size_new

-- Run this only once every row has its size_new.
set local lock_timeout = '2s';

drop trigger boxes_size_to_size_new on boxes;
drop function boxes_size_to_size_new();
-- lockkeeper-ignore drop-column: size_new holds its values
alter table boxes drop column size;
alter table boxes rename column size_new to size;
`,
    },
  },
};
