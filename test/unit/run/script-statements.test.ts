import assert from 'node:assert/strict';
import { Places, ScriptStatements } from '../../../src/run/script-statements';
import { split } from '../../../src/sql/splitter';

function statementsOf(text: string): ScriptStatements {
  const places = new Places(text);
  for (const statement of split(text)) places.add(statement);
  return ScriptStatements.in(places);
}

describe('the statements of a script', () => {
  it('are those of the splitter, however many', () => {
    const text = Array.from({ length: 300 }, (_, n) => `SELECT ${n};\n`).join('');
    const statements = statementsOf(text);
    assert.equal(statements.length, 300);
    assert.deepEqual(
      Array.from(statements, ({ text: written, at }) => [written, at]),
      split(text).map(({ text: written, at }) => [written, at]),
    );
    assert.equal(statements.at(299)?.text, 'SELECT 299');
    assert.deepEqual([statements.at(300), statements.at(-1)], [undefined, undefined]);
    assert.ok(statements.some((each) => each.text === 'SELECT 7'));
    assert.ok(!statements.some((each) => each.text === 'SELECT 300'));
  });

  it('keep their COPY data, also in a part of them', () => {
    const statements = statementsOf('BEGIN;\nCOPY t FROM stdin;\n1\n2\n\\.\nSELECT 1;\nCOMMIT;').slice(1, 3);
    assert.deepEqual(
      Array.from(statements.entries(), ([index, { text, data }]) => [index, text, data]),
      [
        [0, 'COPY t FROM stdin', '1\n2\n'],
        [1, 'SELECT 1', undefined],
      ],
    );
    assert.equal(statements.slice(1).at(0)?.text, 'SELECT 1');
    assert.equal(statements.at(2), undefined);
  });
});
