import assert from 'node:assert/strict';
import { Frames, NotPostgres } from '../../../src/database/frames';

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body, 'latin1')]);
}

const columns = message('T', '\0\x01a\0' + '\0'.repeat(18));
const row = message('D', '\0\x01\0\0\0\x05hello');
const rest = [message('N', 'SNOTICE\0Mhere\0\0'), message('C', 'SELECT 2\0'), message('Z', 'I')];
const answer = Buffer.concat([columns, row, row, ...rest]);

function passed(frames: Frames, pieces: readonly Buffer[]): Buffer {
  return Buffer.concat(pieces.flatMap((piece) => frames.pass(piece)));
}

describe('frames', () => {
  for (const size of [1, 2, 3, 7, 16, 1000]) {
    const pieces = Array.from({ length: Math.ceil(answer.length / size) }, (_, index) =>
      answer.subarray(index * size, (index + 1) * size),
    );
    it(`pass on what is well made, in pieces of ${size}`, () => {
      assert.deepEqual(passed(new Frames(), pieces), answer);
    });
    it(`leave rows out where nobody wants them, in pieces of ${size}`, () => {
      const frames = new Frames();
      frames.dropRows();
      assert.deepEqual(passed(frames, pieces), Buffer.concat([columns, ...rest]));
      assert.deepEqual(passed(frames, pieces), answer);
    });
  }

  it('hold back nothing of a row that is still coming', () => {
    const begun = Buffer.concat([columns, row.subarray(0, 9)]);
    assert.deepEqual(passed(new Frames(), [begun]), begun);
  });

  for (const [what, bytes] of [
    ['a type that is none', message('!', '')],
    ['a long message of a kind that is short', Buffer.from('HTTP/1.1')],
    ['a text without an end', message('C', 'SELECT')],
    ['an error without an end', message('E', 'Mtext\0')],
  ] as const) {
    it(`refuse ${what}`, () => assert.throws(() => new Frames().pass(bytes), NotPostgres));
  }
});
