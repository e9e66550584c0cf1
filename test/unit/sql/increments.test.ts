import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newBase, resplit, type Base } from '../../../src/sql/increments';
import { split, splitWhole } from '../../../src/sql/splitter';
import { awaitsData } from '../../../src/sql/statement';

const whole = (text: string) => ({ start: 0, end: text.length });

function baseOf(text: string): Base | undefined {
  const { statements, isWhole } = splitWhole(text, whole(text));
  return isWhole ? newBase(text, whole(text), statements) : undefined;
}

const piece = fc.constantFrom(
  'CREATE TABLE a (\n  id int\n);\n',
  "INSERT INTO a VALUES ('x;\ny');\n",
  "INSERT INTO a VALUES ('\nDROP TABLE x;\n');",
  'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\nCREATE TABLE x ();\nEND\n$$;\n',
  'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n  INSERT INTO a VALUES (1);\n  SELECT 1;\nEND;\n',
  'COPY a FROM stdin;\n1\t;\n\\.\n',
  '\\echo x;\n',
  '-- it; isn’t\n',
  '/* a; /* b */ c */ ',
  'SELECT a[1:n], :x, ${y};',
  'SELECT 1\n',
  'DROP TABLE a; DROP TABLE b;\r\n',
  'UPDATE a SET b = "c;d";\n\n',
  '\n',
);
const typed = fc.constantFrom(
  '',
  'x',
  ';',
  "'",
  '"',
  '$$',
  '(',
  ')',
  '/*',
  '*/',
  '--',
  '\n',
  'DROP TABLE q;\n',
  '}',
  '[',
  '\\',
  '\nCREATE TABLE z ();',
  "'x'",
);

describe('splitting a changed text', () => {
  it('says what splitting all of it says', () => {
    let fromBase = 0;
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 14 }),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), typed), { minLength: 1, maxLength: 6 }),
        (pieces, edits) => {
          let text = pieces.join('');
          let base = baseOf(text);
          for (const [where, gone, put] of edits) {
            const at = Math.floor(where * text.length);
            text = text.slice(0, at) + put + text.slice(at + gone);
            if (base === undefined) {
              base = baseOf(text);
              continue;
            }
            const again = resplit(base, text, whole(text));
            assert.equal(again === undefined, base.statements.some(awaitsData));
            if (again === undefined) {
              base = baseOf(text);
              continue;
            }
            assert.deepEqual(again.statements, split(text));
            assert.equal(again.base !== undefined, baseOf(text) !== undefined);
            if (again.base !== undefined) assert.deepEqual(again.base, baseOf(text));
            base = again.base ?? base;
            fromBase++;
          }
        },
      ),
      { numRuns: 4000 },
    );
    assert.ok(fromBase > 1000);
  });
});
