import assert from 'node:assert/strict';
import { textWithColumn, withColumn } from '../../../src/schema/apply/expression';

describe('an expression whose column gets another name', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['lower(a)', 'lower("New")'],
    ['(t.a + A)::int', '(t."New" + "New")::int'],
    ['"a" > 0', '"New" > 0'],
    ["b = 'a' AND ab > 0 -- a", "b = 'a' AND ab > 0 -- a"],
    ['a(b) || a.b', 'a(b) || a.b'],
    ['b::a', 'b::a'],
    ['"A" = $$a$$', '"A" = $$a$$'],
  ];
  for (const [before, after] of texts) {
    it(`reads ${after} after ${before}`, () => {
      assert.equal(textWithColumn(before, 'a', 'New'), after);
    });
  }

  it('names it in its tree as well', () => {
    const named = (name: string) => ({ ColumnRef: { fields: [{ String: { sval: 't' } }, { String: { sval: name } }] } });
    const tree = (name: string) => ({ BoolExpr: { args: [named(name), named('b')] } });
    assert.deepEqual(withColumn({ text: 't.a AND t.b', tree: tree('a') }, 'a', 'c'), { text: 't.c AND t.b', tree: tree('c') });
    const other = { text: 't.b', tree: named('b') };
    assert.equal(withColumn(other, 'a', 'c'), other);
  });
});
