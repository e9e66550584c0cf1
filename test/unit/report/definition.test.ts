import assert from 'node:assert/strict';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { nameAt } from '../../../src/migrations/name-at';
import { walk } from '../../../src/migrations/walk';
import { beforeScript, buildChain } from '../../../src/migrations/chain';
import { definitionText, originOfMeaning } from '../../../src/report/definition';
import { fileName, newReader, sourceOf } from '../../support/chains';

const first = `CREATE SCHEMA billing;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'ok');
CREATE TABLE billing.invoice (
  id bigserial PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer (id),
  total numeric(10,2) NOT NULL CHECK (total >= 0),
  note varchar(20) UNIQUE
);
CREATE INDEX invoice_customer_idx ON billing.invoice (customer_id) WHERE total > 0;
CREATE VIEW open_invoice AS SELECT id FROM billing.invoice;
CREATE FUNCTION touch(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN amount AS numeric(10,2) NOT NULL CHECK (VALUE >= 0);`;

/** What the name at `|` stands for, in a script that comes after the first one. */
async function ask(marked: string) {
  const reader = await newReader();
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const source = sourceOf({ [fileName('sqlx', 1)]: first, [fileName('sqlx', 2)]: text }, sqlx);
  const chain = buildChain(source, reader);
  const migration = source.migrations[1]!;
  const named = nameAt(walk(migration.up!, { convention: sqlx, reader, before: beforeScript(chain, migration, 'up') }), offset);
  return { text, named, label: (path: string) => path.replace(/.*\//, '') };
}

async function shown(marked: string): Promise<readonly string[]> {
  const { named, label } = await ask(marked);
  return named?.meanings.map((meaning) => definitionText(meaning, named.schema, label)) ?? [];
}

/** Each definition without its fence and file. */
async function definitions(marked: string): Promise<readonly string[]> {
  return (await shown(marked)).map((text) => /^```sql\n([^]*)\n```/.exec(text)?.[1] ?? text);
}

describe('the definition of what is named', () => {
  it('is a table with columns, keys and indexes as of that migration, and where it was made', async () => {
    const [text] = await shown('ALTER TABLE billing.|invoice ADD COLUMN paid boolean;');
    assert.equal(
      text,
      `\`\`\`sql
TABLE billing.invoice (
  id bigserial,
  customer_id bigint NOT NULL,
  total numeric(10,2) NOT NULL,
  note varchar(20),
  paid boolean,
  CONSTRAINT invoice_pkey PRIMARY KEY (id),
  CONSTRAINT invoice_note_key UNIQUE (note),
  CONSTRAINT invoice_total_check CHECK (total >= 0),
  CONSTRAINT invoice_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer (id)
)
INDEX billing.invoice_customer_idx ON billing.invoice (customer_id) WHERE total > 0
\`\`\`

Created in 20250101000000\\_step\\_01\\.sql, changed in 20250102000000\\_step\\_02\\.sql`,
    );
  });

  const cases: Readonly<Record<string, readonly [marked: string, definitions: readonly string[]]>> = {
    'a column after its table': ['SELECT customer.|name FROM customer', ['-- customer\nname text NOT NULL']],
    'a column after an alias': ['SELECT c.nam|e FROM customer AS c', ['-- customer\nname text NOT NULL']],
    'a column after schema and table': [
      'SELECT billing.invoice.|note FROM billing.invoice',
      ['-- billing.invoice\nnote varchar(20) UNIQUE'],
    ],
    'a bare column': ['UPDATE customer SET |mood = NULL', ["-- customer\nmood mood DEFAULT 'ok'"]],
    'a bare column of two tables': [
      'SELECT |id FROM customer c JOIN billing.invoice i ON true',
      ['-- customer\nid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY', '-- billing.invoice\nid bigserial PRIMARY KEY'],
    ],
    'a foreign key': [
      'UPDATE billing.invoice SET |customer_id = 1',
      ['-- billing.invoice\ncustomer_id bigint NOT NULL REFERENCES customer (id)'],
    ],
    'a type': ["SELECT 'ok'::moo|d", ["TYPE mood AS ENUM ('sad', 'ok')"]],
    'a domain': ['CREATE TABLE x (a |amount)', ['DOMAIN amount AS numeric(10,2) NOT NULL CHECK (VALUE >= 0)']],
    'a function': ['SELECT |touch(1)', ["CREATE FUNCTION touch(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'"]],
    'a view': ['DROP VIEW |open_invoice', ['CREATE VIEW open_invoice AS SELECT id FROM billing.invoice']],
    'a column of a view': ['SELECT |id FROM open_invoice', ['-- open_invoice\nid']],
    'an index': [
      'DROP INDEX billing.|invoice_customer_idx',
      ['INDEX billing.invoice_customer_idx ON billing.invoice (customer_id) WHERE total > 0'],
    ],
    'a sequence': [
      'ALTER SEQUENCE billing.|invoice_id_seq RESTART',
      ['SEQUENCE billing.invoice_id_seq OWNED BY billing.invoice.id'],
    ],
    'a name in the body of a function': [
      'CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM customer WHERE |name = 1; END $$',
      ['-- customer\nname text NOT NULL'],
    ],
    'a quoted name': ['SELECT "nam|e" FROM customer', ['-- customer\nname text NOT NULL']],
    'a name in a statement that cannot be parsed': ['SELECT FROM WHERE customer.|name,,', ['-- customer\nname text NOT NULL']],
    'what the statement drops': ['ALTER TABLE customer DROP COLUMN |name', ['-- customer\nname text NOT NULL']],
    'a name that nothing has': ['SELECT |nothing FROM customer', []],
    'a keyword': ['SEL|ECT 1 FROM customer', []],
    'a string': ["SELECT 'cust|omer'", []],
  };
  for (const [title, [marked, expected]] of Object.entries(cases)) {
    it(`knows ${title}`, async () => assert.deepEqual(await definitions(marked), expected));
  }

  it('is what there was, and who dropped it, where nothing bears the name any more', async () => {
    const files = [
      'DROP VIEW open_invoice;\nSELECT * FROM |open_invoice;',
      'ALTER TABLE customer DROP COLUMN mood;\nSELECT c.|mood FROM customer c;',
    ];
    assert.deepEqual(await Promise.all(files.map(shown)), [
      ['**open\\_invoice** is gone: dropped in 20250102000000\\_step\\_02\\.sql'],
      ['**customer\\.mood** is gone: dropped in 20250102000000\\_step\\_02\\.sql'],
    ]);
  });

  it('leads to the statement that made it', async () => {
    const { named, text } = await ask('ALTER TABLE customer ADD COLUMN age int;\nSELECT |age FROM customer;');
    assert.equal(named && text.slice(named.at.start, named.at.end), 'age');
    const made = named?.meanings.map(originOfMeaning)[0];
    assert.equal(made && text.slice(made.statement.start, made.statement.end), 'ALTER TABLE customer ADD COLUMN age int');
  });
});
