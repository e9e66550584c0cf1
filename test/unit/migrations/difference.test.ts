import assert from 'node:assert/strict';
import { difference, differenceByChecksum, differenceWords } from '../../../src/migrations/difference';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { text } from './text';

describe('difference', () => {
  const before = "-- one\nCREATE TABLE t (\n  a text DEFAULT 'x'\n);\n";
  it('is line ends where those are all', () => assert.equal(difference(before, before.replaceAll('\n', '\r\n')), 'line ends'));
  it('is bytes where a byte order mark came or went', () => {
    assert.equal(difference(before, `\uFEFF${before}`), 'bytes');
    assert.equal(difference(`\uFEFF${before}`, before.replaceAll('\n', '\r\n')), 'bytes');
  });
  it('is comments where PostgreSQL reads the same', () => {
    assert.equal(difference(before, before.replace('one', 'two')), 'comments');
    assert.equal(difference(before, before.replace('  a', '\ta').replaceAll('\n', '\r\n')), 'comments');
  });
  it('is meaning in all else', () => assert.equal(difference(before, before.replace("'x'", "'y'")), 'meaning'));
});

describe('differenceByChecksum', () => {
  const read = (sql: string) => sqlx.read(text({ '1_a.sql': sql })).migrations[0]!;
  const row = (sql: string) => ({ version: '1', failed: false, checksum: sqlx.history.checksum!(read(sql)) });

  it('is line ends where others give the checksum, and else not known', () => {
    assert.equal(differenceByChecksum(row('SELECT 1;\r\n'), read('SELECT 1;\n'), sqlx.history), 'line ends');
    assert.equal(differenceByChecksum(row('SELECT 1;\n'), read('SELECT 1;\r\n'), sqlx.history), 'line ends');
    assert.equal(differenceByChecksum(row('SELECT 2;\n'), read('SELECT 1;\n'), sqlx.history), 'unknown');
  });
});

describe('differenceWords', () => {
  it('name each kind', () => {
    const kinds = ['line ends', 'bytes', 'comments', 'meaning', 'unknown'] as const;
    assert.deepEqual(
      kinds.map((kind) => differenceWords(kind, 'what staging has')),
      [
        'Only the line ends differ from what staging has',
        'Only the byte order mark differs from what staging has',
        'Only comments and blanks differ from what staging has',
        'The statements differ from what staging has',
        'The file differs from what staging has',
      ],
    );
  });
});
