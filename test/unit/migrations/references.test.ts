import assert from 'node:assert/strict';
import { beforeScript, buildChain } from '../../../src/migrations/chain';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { nameAt } from '../../../src/migrations/name-at';
import { referencesTo } from '../../../src/migrations/references';
import { walk } from '../../../src/migrations/walk';
import { newReader, sourceOf } from '../../support/chains';

const files = {
  '20250101000000_first.up.sql': `CREATE TABLE customer (id bigint PRIMARY KEY, name text);
CREATE TABLE vendor (id bigint, name text);
CREATE INDEX customer_name_idx ON customer (name);`,
  '20250101000000_first.down.sql': 'DROP TABLE customer;',
  '20250102000000_rename.up.sql': 'ALTER TABLE customer RENAME TO client;\nCREATE TABLE customer (other int);',
  '20250103000000_use.up.sql': `INSERT INTO client (name) VALUES ('customer');
-- customer
UPDATE vendor SET name = 'x' FROM client c WHERE c.name = vendor.name;
CREATE VIEW v AS SELECT name FROM public.client;`,
  '20250104000000_columns.up.sql': `ALTER TABLE client RENAME COLUMN name TO title;
-- nothing of it before
SELECT title FROM client;`,
};

/** The lines that name what the name at `|` of a file means, with the name in brackets. */
async function lines(marked: string): Promise<readonly string[]> {
  const reader = await newReader();
  const source = sourceOf(files, sqlx);
  const chain = buildChain(source, reader);
  const migration = source.migrations.findLast(({ up }) => up?.text.includes(marked.replace('|', '')))!;
  const script = migration.up!;
  const offset = script.text.indexOf(marked.replace('|', '')) + marked.indexOf('|');
  const named = nameAt(walk(script, { convention: sqlx, reader, before: beforeScript(chain, migration, 'up') }), offset);
  assert.ok(named);
  const texts: Readonly<Record<string, string>> = files;
  return referencesTo(named, { source, chain, reader }).map(({ path, at }) => {
    const name = path.replace(/.*\//, '');
    const text = texts[name] ?? '';
    const start = text.lastIndexOf('\n', at.start - 1) + 1;
    const end = text.indexOf('\n', at.end);
    const line = `${text.slice(start, at.start)}[${text.slice(at.start, at.end)}]${text.slice(at.end, end < 0 ? undefined : end)}`;
    return `${/_(.*)\.sql$/.exec(name)?.[1] ?? name}: ${line}`;
  });
}

describe('references', () => {
  it('to a table follow it over a rename, and leave a later one of its old name alone', async () => {
    assert.deepEqual(await lines('INTO cl|ient'), [
      'first.up: CREATE TABLE [customer] (id bigint PRIMARY KEY, name text);',
      'first.up: CREATE INDEX customer_name_idx ON [customer] (name);',
      'first.down: DROP TABLE [customer];',
      'rename.up: ALTER TABLE [customer] RENAME TO client;',
      'rename.up: ALTER TABLE customer RENAME TO [client];',
      "use.up: INSERT INTO [client] (name) VALUES ('customer');",
      "use.up: UPDATE vendor SET name = 'x' FROM [client] c WHERE c.name = vendor.name;",
      'use.up: CREATE VIEW v AS SELECT name FROM public.[client];',
      'columns.up: ALTER TABLE [client] RENAME COLUMN name TO title;',
      'columns.up: SELECT title FROM [client];',
    ]);
  });

  it('to a column are not those to another table’s', async () => {
    assert.deepEqual(await lines('c.na|me'), [
      'first.up: CREATE TABLE customer (id bigint PRIMARY KEY, [name] text);',
      'first.up: CREATE INDEX customer_name_idx ON customer ([name]);',
      "use.up: INSERT INTO client ([name]) VALUES ('customer');",
      "use.up: UPDATE vendor SET [name] = 'x' FROM client c WHERE c.name = vendor.name;",
      "use.up: UPDATE vendor SET name = 'x' FROM client c WHERE c.[name] = vendor.name;",
      'use.up: CREATE VIEW v AS SELECT [name] FROM public.client;',
      'columns.up: ALTER TABLE client RENAME COLUMN [name] TO title;',
      'columns.up: ALTER TABLE client RENAME COLUMN name TO [title];',
      'columns.up: SELECT [title] FROM client;',
    ]);
  });

  it('to a column follow it over its own rename', async () => {
    assert.deepEqual((await lines('SELECT ti|tle FROM')).slice(-4), [
      'use.up: CREATE VIEW v AS SELECT [name] FROM public.client;',
      'columns.up: ALTER TABLE client RENAME COLUMN [name] TO title;',
      'columns.up: ALTER TABLE client RENAME COLUMN name TO [title];',
      'columns.up: SELECT [title] FROM client;',
    ]);
  });
});
