import assert from 'node:assert/strict';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { contentOf, lineEndHash, rawHash, tokenHash, withLineEnds } from '../../../src/migrations/hashes';
import { text } from './text';

describe('hashes', () => {
  it('are those of the bytes', () => {
    assert.equal(rawHash('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(rawHash(Buffer.from('abc')), rawHash('abc'));
  });

  it('are the same of a large text as of its bytes, wherever it is cut into pieces', () => {
    for (const before of ['', 'a', 'aé']) {
      const long = before + '\u{1F600}'.repeat(100_000) + 'x'.repeat(1024 * 1024);
      assert.equal(rawHash(long), rawHash(Buffer.from(long)));
      assert.equal(contentOf({ text: long, bytes: Buffer.from(long) }), long);
    }
    const broken = { text: '\uFFFD'.repeat(1024 * 1024), bytes: Buffer.from([0xff]) };
    assert.equal(contentOf(broken), broken.bytes);
  });

  it('tell line ends from anything else', () => {
    assert.equal(lineEndHash('a\r\nb\rc\n'), lineEndHash('a\nb\nc\n'));
    assert.notEqual(lineEndHash('a\nb'), lineEndHash('a b'));
  });

  const same: readonly (readonly [string, string])[] = [
    ['SELECT 1;', '-- why\nSELECT /* that */ 1 ;\n'],
    ['select a.b from t', 'SELECT\n  A . B\nFROM T;'],
    ['\uFEFFSELECT 1;', 'SELECT 1;'],
    ['SELECT 1;;', 'SELECT 1;'],
  ];
  for (const [a, b] of same) {
    it(`of tokens are the same for ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () =>
      assert.equal(tokenHash(a), tokenHash(b)));
  }

  const different: readonly (readonly [string, string])[] = [
    ["SELECT 'a  b'", "SELECT 'a b'"],
    ['SELECT "A"', 'SELECT "a"'],
    ["SELECT '-- a'", "SELECT '-- b'"],
    ['SELECT ab', 'SELECT a b'],
    ['SELECT 1; SELECT 2', 'SELECT 1 SELECT 2'],
    ['DO $$ BEGIN PERFORM 1; END $$', 'DO $$ BEGIN PERFORM 2; END $$'],
    ['COPY t FROM stdin;\n1\t2\n\\.\n', 'COPY t FROM stdin;\n1 2\n\\.\n'],
  ];
  for (const [a, b] of different) {
    it(`of tokens differ for ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => assert.notEqual(tokenHash(a), tokenHash(b)));
  }
});

describe('withLineEnds', () => {
  it('finds by checksum that line ends are all that changed', () => {
    const unix = sqlx.read(text({ '1_a.sql': 'SELECT 1;\nSELECT 2;\n' })).migrations[0]!;
    const windows = sqlx.read(text({ '1_a.sql': 'SELECT 1;\r\nSELECT 2;\r\n' })).migrations[0]!;
    const row = { version: '1', failed: false, checksum: sqlx.history.checksum!(windows) };
    assert.equal(sqlx.history.matches(row, unix), false);
    assert.equal(sqlx.history.matches(row, withLineEnds(unix, 'crlf')), true);
    assert.deepEqual(withLineEnds(windows, 'lf').up, { ...unix.up!, bytes: Buffer.from(unix.up!.bytes) });
  });

  it('leaves a byte order mark where it is', () => {
    const marked = numbered.read(text({ '1_a.sql': '\uFEFFa\nb' })).migrations[0]!;
    const { text: content, body } = withLineEnds(marked, 'crlf').up!;
    assert.deepEqual([content, body], ['\uFEFFa\r\nb', { start: 1, end: 5 }]);
  });
});
