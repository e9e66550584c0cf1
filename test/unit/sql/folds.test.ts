import assert from 'node:assert/strict';
import { foldsOf, rangesAround } from '../../../src/sql/folds';
import { split } from '../../../src/sql/splitter';

describe('what may be folded', () => {
  const folds = (sql: string): readonly string[] =>
    foldsOf(sql, split(sql)).map(({ kind, at }) => `${kind} ${JSON.stringify(sql.slice(at.start, at.end))}`);

  it('is what spans lines: statements, parentheses, bodies and comments', () => {
    const sql = [
      '-- one',
      '-- two',
      'CREATE TABLE a (',
      '  b int',
      ');',
      '/* x',
      '*/',
      'DO $$',
      'BEGIN END',
      '$$;',
      'SELECT (1);',
    ].join('\n');
    assert.deepEqual(folds(sql), [
      'statement "CREATE TABLE a (\\n  b int\\n);"',
      'statement "DO $$\\nBEGIN END\\n$$;"',
      'group "(\\n  b int\\n)"',
      'group "$$\\nBEGIN END\\n$$"',
      'comment "-- one\\n-- two"',
      'comment "/* x\\n*/"',
    ]);
  });

  it('holds the data of COPY', () => {
    assert.deepEqual(folds('COPY a FROM stdin;\n1\n\\.\n'), ['statement "COPY a FROM stdin;\\n1\\n\\\\."']);
  });

  it('is no comment that an empty line or SQL parts from the one before', () => {
    assert.deepEqual(folds('-- a\n\n-- b\nSELECT 1; -- c\n-- d'), ['comment "-- c\\n-- d"']);
  });

  it('leaves what is never closed alone', () => {
    assert.deepEqual(folds('SELECT $$\na; SELECT (\n'), ['statement "SELECT $$\\na; SELECT (\\n"']);
  });
});

describe('what is selected around a place', () => {
  const around = (sql: string, offset: number): readonly string[] =>
    rangesAround(sql, split(sql), offset).map(({ start, end }) => sql.slice(start, end));

  it('grows from a word over parentheses to the statement and the text', () => {
    const sql = 'SELECT 1;\nSELECT f(a, (b + 1));';
    assert.deepEqual(around(sql, sql.indexOf('b')), [
      'b',
      'b + 1',
      '(b + 1)',
      'a, (b + 1)',
      '(a, (b + 1))',
      'SELECT f(a, (b + 1))',
      'SELECT f(a, (b + 1));',
      sql,
    ]);
  });

  it('is the whole text between statements', () => {
    assert.deepEqual(around('SELECT 1;\n\n\nSELECT 2;', 11), ['SELECT 1;\n\n\nSELECT 2;']);
  });
});
