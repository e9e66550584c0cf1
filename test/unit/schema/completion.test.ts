import assert from 'node:assert/strict';
import { buildChain } from '../../../src/migrations/chain';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { suggestionsAt } from '../../../src/schema/completion';
import { newSession } from '../../../src/schema/session';
import { fileName, newReader, sourceOf } from '../../support/chains';

const sql = `CREATE SCHEMA billing;
CREATE TABLE customer (id bigint PRIMARY KEY, "Full Name" text);
CREATE TABLE billing.invoice (id bigint, total numeric(10,2), customer_id bigint REFERENCES customer (id));
CREATE VIEW open_invoice AS SELECT 1 AS a;
CREATE TYPE billing.state AS ENUM ('a');
CREATE SEQUENCE ticket;`;

const tables = ['customer', 'billing.invoice'];
const readable = [...tables, 'open_invoice'];
const customer = ['id', '"Full Name"'];
const invoice = ['id', 'total', 'customer_id'];

describe('what may stand at a place', () => {
  const cases: Readonly<Record<string, readonly [marked: string, suggestions: readonly string[]]>> = {
    'a table after FROM': ['SELECT * FROM |', readable],
    'the same while it is being typed': ['SELECT * FROM cus|', readable],
    'a table after JOIN': ['SELECT * FROM customer JOIN |', readable],
    'a table to alter': ['ALTER TABLE IF EXISTS ONLY |', tables],
    'a table to refer to': ['CREATE TABLE x (a bigint REFERENCES |)', ['customer', 'billing.invoice']],
    'a table to index': ['CREATE INDEX i ON |', readable],
    'an index to drop': ['DROP INDEX CONCURRENTLY IF EXISTS |', ['customer_pkey']],
    'a sequence': ['ALTER SEQUENCE |', ['ticket']],
    'columns after a table': ['SELECT customer.| FROM customer', customer],
    'columns of a view': ['SELECT o.| FROM open_invoice o', ['a']],
    'columns after an alias': ['SELECT i.| FROM billing.invoice AS i', invoice],
    'columns after schema and table': ['SELECT billing.invoice.| FROM billing.invoice', invoice],
    'objects of a schema': ['SELECT * FROM billing.|', ['invoice', 'state']],
    'columns of the tables at hand': ['SELECT | FROM customer', customer],
    'columns of a table that is altered': ['ALTER TABLE billing.invoice DROP COLUMN |', invoice],
    'columns for a condition of a join': ['SELECT 1 FROM customer c JOIN billing.invoice i ON |', [...customer, ...invoice]],
    'columns of an index': ['CREATE INDEX i ON customer (|)', customer],
    'columns within a body': [
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE customer SET | END $$',
      customer,
    ],
    'nothing for a new table': ['CREATE TABLE |', []],
    'nothing for a new column': ['ALTER TABLE customer ADD COLUMN |', []],
    'nothing for a new name': ['ALTER TABLE customer RENAME TO |', []],
    'nothing within a string': ["SELECT 'FROM |' FROM customer", []],
    'nothing within a comment': ['SELECT /* FROM | */ 1 FROM customer', []],
    'nothing at the end of a comment': ['SELECT -- id of|\n1 FROM customer', []],
    'nothing within a comment of a body': ['DO $$ BEGIN -- update |\nUPDATE customer SET id = 1; END $$', []],
    'nothing where no table is named': ['SELECT |', []],
  };
  for (const [title, [marked, expected]] of Object.entries(cases)) {
    it(title, async () => {
      const schema = buildChain(sourceOf({ [fileName('sqlx', 1)]: sql }, sqlx), await newReader()).end;
      const found = suggestionsAt(marked.replace('|', ''), marked.indexOf('|'), schema, newSession);
      assert.deepEqual(
        found.map(({ text }) => text),
        expected,
      );
    });
  }

  it('says what it is', async () => {
    const schema = buildChain(sourceOf({ [fileName('sqlx', 1)]: sql }, sqlx), await newReader()).end;
    assert.deepEqual(suggestionsAt('SELECT total FROM billing.invoice', 9, schema, newSession)[1], {
      text: 'total',
      kind: 'column',
      detail: 'numeric(10,2) · invoice',
    });
  });
});
