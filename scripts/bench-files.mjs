// Migrations as people write them, for measuring: always the same ones, so that figures of different days compare.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const nouns = ['customer', 'invoice', 'parcel', 'vessel', 'berth', 'tariff', 'shift', 'device', 'ticket', 'account'];
const columns = ['status', 'priority', 'note', 'external_id', 'archived_at', 'weight', 'owner', 'settings', 'region', 'rank'];
const types = ['text', 'integer', 'varchar(120)', 'text', 'timestamptz', 'numeric(12, 2)', 'bigint', 'jsonb', 'text', 'smallint'];

/** Writes `count` files of sqlx into a folder, in the order of their versions; returns their paths. */
export function writeMigrations(folder, count) {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, n) => {
    const { name, text } = migration(n);
    const path = join(folder, `${versionOf(n)}_${name}.sql`);
    writeFileSync(path, text);
    return path;
  });
}

/** One every three hours. */
const versionOf = (n) =>
  new Date(Date.UTC(2018, 0, 1, 3 * n))
    .toISOString()
    .replace(/[^0-9]/g, '')
    .slice(0, 14);

/** Ten kinds take turns: each group of ten makes two tables and goes on working on them and on earlier ones. */
function migration(n) {
  const group = Math.floor(n / 10);
  const make = kinds[n % kinds.length];
  const noun = nouns[group % nouns.length];
  // Not the newest each time: real chains go back to what they made long ago.
  const older = Math.max(0, group - (n % 7));
  return make({
    n,
    group,
    table: `${noun}_${group}`,
    older: `${nouns[older % nouns.length]}_${older}`,
    part: n % columns.length,
  });
}

const kinds = [
  ({ table, older, group }) => ({
    name: `create_${table}`,
    text: `-- ${table}: who may see it is decided elsewhere.
CREATE TABLE ${table} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    label varchar(80) NOT NULL,
    ${group > 0 && older !== table ? `parent_id bigint REFERENCES ${older} (id) ON DELETE CASCADE,\n    ` : ''}quantity integer NOT NULL DEFAULT 0 CHECK (quantity >= 0),
    starts_on date,
    attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz
);

CREATE INDEX ${table}_starts_on_idx ON ${table} (starts_on) WHERE starts_on IS NOT NULL;
COMMENT ON TABLE ${table} IS 'One row for each ${table}; never deleted.';
`,
  }),
  ({ table, older, n, part }) => ({
    name: `add_${columns[part]}_to_${older}`,
    text: `ALTER TABLE ${older} ADD COLUMN IF NOT EXISTS ${columns[part]}_${n} ${types[part]};
ALTER TABLE ${table}
    ADD COLUMN ${columns[part]}_${n} ${types[part]},
    ALTER COLUMN label TYPE varchar(120);
`,
  }),
  ({ table, older }) => ({
    name: `index_${older}`,
    text: `CREATE INDEX ${table}_label_idx ON ${table} (lower(label), created_at DESC);
CREATE UNIQUE INDEX IF NOT EXISTS ${older}_code_label_key ON ${older} USING btree (code, label);
DROP INDEX IF EXISTS ${table}_starts_on_idx;
`,
  }),
  ({ table, n }) => ({
    name: `touch_${table}`,
    text: `CREATE OR REPLACE FUNCTION touch_${table}() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.label IS DISTINCT FROM OLD.label THEN
        NEW.updated_at := now();
        NEW.attributes := NEW.attributes || jsonb_build_object('renamed', OLD.label);
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ${table}_touched BEFORE UPDATE ON ${table}
    FOR EACH ROW EXECUTE FUNCTION touch_${table}();

CREATE FUNCTION ${table}_total_${n}(since date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(quantity), 0) FROM ${table} WHERE starts_on >= since
$$;
`,
  }),
  ({ table, older, n }) => ({
    name: `fill_${table}`,
    text: `INSERT INTO ${table} (code, label, quantity, starts_on) VALUES
    ('A-${n}', 'First of the ${table}', 3, '2024-02-01'),
    ('B-${n}', 'Second, which isn''t used', 0, NULL),
    ('C-${n}', 'Third: the spare', 12, '2024-05-17');
INSERT INTO ${table} (code, label) SELECT 'copy-' || code, label FROM ${older} WHERE quantity > 10 ON CONFLICT (code) DO NOTHING;
UPDATE ${older} SET attributes = attributes || '{"checked": true}' WHERE updated_at < now() - interval '30 days';
`,
  }),
  ({ table, n }) => ({
    name: `create_${table}_entry`,
    text: `CREATE TABLE IF NOT EXISTS ${table}_entry (
    ${table}_id bigint NOT NULL,
    position integer NOT NULL,
    amount numeric(14, 2) NOT NULL DEFAULT 0,
    kind text NOT NULL DEFAULT 'plain' CHECK (kind IN ('plain', 'special', 'void')),
    entered_by bigint,
    entered_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    PRIMARY KEY (${table}_id, position)
);
ALTER TABLE ${table}_entry
    ADD CONSTRAINT ${table}_entry_${n}_fkey FOREIGN KEY (${table}_id) REFERENCES ${table} (id) ON DELETE CASCADE;
CREATE INDEX ${table}_entry_entered_idx ON ${table}_entry (entered_by, entered_at);
`,
  }),
  ({ table, older, n }) => ({
    name: `check_${table}`,
    text: `DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '${table}_label_${n}_check') THEN
        ALTER TABLE ${table} ADD CONSTRAINT ${table}_label_${n}_check CHECK (length(label) > 0) NOT VALID;
    END IF;
EXCEPTION
    WHEN duplicate_object THEN RAISE NOTICE 'there already: %', SQLERRM;
END
$$;
ALTER TABLE ${older} ALTER COLUMN label SET NOT NULL;
`,
  }),
  ({ table, n }) => ({
    name: `view_of_${table}`,
    text: `CREATE TYPE ${table}_state AS ENUM ('open', 'closed', 'lost');
ALTER TABLE ${table} ADD COLUMN state_${n} ${table}_state NOT NULL DEFAULT 'open';
CREATE VIEW open_${table} AS
    SELECT t.id, t.code, t.label, count(e.position) AS entries, sum(e.amount) AS total
    FROM ${table} t
    LEFT JOIN ${table}_entry e ON e.${table}_id = t.id AND e.kind <> 'void'
    WHERE t.state_${n} = 'open'
    GROUP BY t.id, t.code, t.label
    ORDER BY t.id;
GRANT SELECT ON open_${table} TO PUBLIC;
`,
  }),
  ({ table, n }) => ({
    name: `constrain_${table}_entry`,
    text: `BEGIN;
ALTER TABLE ${table}_entry DROP CONSTRAINT IF EXISTS ${table}_entry_amount_check;
ALTER TABLE ${table}_entry ADD CONSTRAINT ${table}_entry_amount_check CHECK (amount < ${1000 + n});
ALTER TABLE ${table}_entry ALTER COLUMN amount SET DEFAULT 1, ALTER COLUMN amount TYPE numeric(16, 2);
COMMIT;
`,
  }),
  ({ table, older, n }) => ({
    name: `tidy_${older}`,
    text: `-- No longer used since the last release.
ALTER TABLE ${table} DROP COLUMN IF EXISTS starts_on;
ALTER TABLE ${table}_entry RENAME COLUMN entered_by TO author_${n};
DELETE FROM ${older} WHERE label = '' AND created_at < '2020-01-01';
CREATE INDEX CONCURRENTLY IF NOT EXISTS ${table}_quantity_idx ON ${table} (quantity);
`,
  }),
];
