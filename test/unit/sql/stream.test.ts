import assert from 'node:assert/strict';
import fc from 'fast-check';
import { split, splitWhole } from '../../../src/sql/splitter';
import type { Statement } from '../../../src/sql/statement';
import { splitStream } from '../../../src/sql/stream';

async function streamed(
  chunks: readonly string[],
): Promise<{ readonly statements: readonly Statement[]; readonly fault: string }> {
  const statements: Statement[] = [];
  const stream = splitStream(chunks);
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return { statements, fault: next.value };
    statements.push(next.value);
  }
}

const piece = fc.constantFrom(
  '\uFEFF',
  'CREATE TABLE a (\n  id int\n);\n',
  "INSERT INTO ä VALUES ('x;\ny 😀');\r\n",
  "SELECT E'a\\';b'\r\n'c';",
  'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$\nBEGIN\nDROP TABLE x;\nEND\n$f$;\n',
  'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n  INSERT INTO a VALUES (1);\n  SELECT 1;\nEND;\n',
  'COPY a FROM stdin;\n1\t;\n\\.\n',
  "COPY a FROM stdin;\r\nit's;\r\n\\.\r\n",
  '\\echo x;\n',
  '-- it; isn’t\n',
  '/* a; /* b */ c */ ',
  'SELECT a[1:n], :x, ${y};',
  'SELECT 1\n',
  "SELECT 'never closed;\n",
  'DROP TABLE a; DROP TABLE b;\r\n',
  'CREATE RULE r AS ON INSERT TO a DO (DELETE FROM b; DELETE FROM c);\n',
  '\n',
);

describe('splitting a stream', () => {
  it('says what splitting the whole says, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), fc.array(fc.nat(40), { minLength: 1 }), async (pieces, lengths) => {
        const text = pieces.join('');
        const chunks: string[] = [];
        for (let at = 0, i = 0; at < text.length; i++) {
          const length = 1 + (lengths[i % lengths.length] ?? 0);
          chunks.push(text.slice(at, at + length));
          at += length;
        }
        const { statements, fault } = await streamed(chunks);
        const whole = splitWhole(text, { start: 0, end: text.length });
        assert.equal(fault === 'none', whole.isWhole);
        if (whole.isWhole) assert.deepEqual(statements, split(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps no more than the statement in hand', async () => {
    const line = `INSERT INTO t VALUES ('${'x'.repeat(200)}');\n`;
    let given = 0;
    let furthest = 0;
    function* lines(): Generator<string> {
      for (let n = 0; n < 20_000; n++) {
        given += line.length;
        yield line;
      }
    }
    let count = 0;
    for await (const { end } of splitStream(lines())) {
      count++;
      furthest = Math.max(furthest, given - end);
    }
    assert.equal(count, 20_000);
    assert.ok(furthest < 4 * line.length, `${furthest}`);
  });
});
