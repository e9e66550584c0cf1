import assert from 'node:assert/strict';
import { loadParser, type Parser } from '../../../src/sql/parser';
import { createPrinter, type Printer } from '../../../src/sql/printer';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../../src/sql/quote';

describe('the printer', () => {
  let parser: Parser;
  let printer: Printer;
  before(async () => {
    parser = await loadParser();
    printer = await createPrinter(parser);
  });

  const printed = (statement: Parameters<Printer['print']>[0]) => {
    const result = printer.print(statement);
    return result.ok ? result.text : result.fault.message;
  };

  it('prints statements on one line, with names quoted where they must be', () => {
    assert.equal(
      printed({ type: 'drop index', names: [{ schema: 'app', name: 'My idx' }], concurrently: true, ifExists: true }),
      'DROP INDEX CONCURRENTLY IF EXISTS app."My idx"',
    );
    assert.equal(printed({ type: 'drop table', names: [{ name: 'order' }], cascade: 'cascade' }), 'DROP TABLE "order" CASCADE');
    assert.equal(
      printed({ type: 'alter table', table: { name: 't' }, changes: [{ type: 'drop column', column: { name: 'x' } }] }),
      'ALTER TABLE t DROP COLUMN x',
    );
    assert.equal(
      printed({ type: 'validate constraint', table: { schema: 'app', name: 't' }, constraint: 'Check' }),
      'ALTER TABLE app.t VALIDATE CONSTRAINT "Check"',
    );
    assert.equal(
      printed({ type: 'drop materialized view', name: { name: 'm' }, ifExists: true }),
      'DROP MATERIALIZED VIEW IF EXISTS m',
    );
  });

  it('gives an error instead of SQL that PostgreSQL cannot read', () => {
    const refusing = { parse: () => ({ ok: false, fault: { message: 'no', at: { start: 0, end: 1 } } }) as const };
    return createPrinter(refusing).then((strict) => {
      const result = strict.print({ type: 'drop view', name: { name: 'v' } });
      assert.ok(!result.ok);
      assert.equal(result.fault.message, 'no');
    });
  });

  it('quotes identifiers so that PostgreSQL reads them back', () => {
    const names = ['a', 'A', 'order', 'user', 'table', 'between', 'a b', 'a"b', '1a', 'é', 'a$b', 'left', 'name', 'text', ''];
    assert.deepEqual(names.slice(0, 3).map(quoteIdentifier), ['a', '"A"', '"order"']);
    for (const name of names.filter((candidate) => candidate !== '')) {
      const parsed = parser.parse(`create table ${quoteName({ schema: name, name })} (${quoteIdentifier(name)} int)`);
      assert.ok(parsed.ok && 'CreateStmt' in parsed.tree, name);
      assert.equal(parsed.tree.CreateStmt.relation?.relname, name);
      assert.equal(parsed.tree.CreateStmt.relation.schemaname, name);
    }
  });

  it('quotes strings so that PostgreSQL reads them back', () => {
    for (const value of ["it's", 'a\\b', '', "\\'", 'é😀']) {
      const parsed = parser.parse(`comment on table t is ${quoteLiteral(value)}`);
      assert.ok(parsed.ok && 'CommentStmt' in parsed.tree);
      assert.equal(parsed.tree.CommentStmt.comment ?? '', value);
    }
  });
});
