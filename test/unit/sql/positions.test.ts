import assert from 'node:assert/strict';
import fc from 'fast-check';
import { byteLength, byteOffsets, fromCodePoint, LineMap, toByteOffset, toCodePoint } from '../../../src/sql/positions';

describe('positions', () => {
  it('counts lines and columns from 1, for LF, CRLF and a lone CR', () => {
    const map = new LineMap('ab\ncd\r\nef\rgh');
    assert.deepEqual(map.position(0), { line: 1, column: 1 });
    assert.deepEqual(map.position(2), { line: 1, column: 3 });
    assert.deepEqual(map.position(4), { line: 2, column: 2 });
    assert.deepEqual(map.position(7), { line: 3, column: 1 });
    assert.deepEqual(map.position(10), { line: 4, column: 1 });
    assert.deepEqual(map.position(99), { line: 4, column: 3 });
    assert.equal(map.lines, 4);
  });

  it('counts columns in UTF-16 units', () => {
    assert.deepEqual(new LineMap('é😀x').position(3), { line: 1, column: 4 });
  });

  it('finds an offset again from its position', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', 'é', '😀'), { maxLength: 30 }), fc.nat(40), (pieces, n) => {
        const text = pieces.join('');
        const offset = Math.min(n, text.length);
        const map = new LineMap(text);
        assert.equal(map.offset(map.position(offset)), offset);
      }),
    );
  });

  it('converts bytes of UTF-8 and code points', () => {
    const text = 'aé€😀z';
    const starts = [0, 1, 2, 3, 5, 6];
    assert.deepEqual(
      starts.map((unit) => toByteOffset(text, unit)),
      [0, 1, 3, 6, 10, 11],
    );
    const toUnits = byteOffsets(text);
    assert.deepEqual([0, 1, 3, 6, 10, 11, 99].map(toUnits), [0, 1, 2, 3, 5, 6, 6]);
    assert.equal(toUnits(8), 3, 'within the emoji');
    assert.deepEqual(
      starts.map((unit) => toCodePoint(text, unit)),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((point) => fromCodePoint(text, point)),
      starts,
    );
    assert.equal(byteLength(text), Buffer.byteLength(text));
  });

  it('agrees with Node on the bytes of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(byteLength(text), Buffer.byteLength(text));
        assert.equal(byteOffsets(text)(Buffer.byteLength(text)), text.length);
      }),
    );
  });
});
