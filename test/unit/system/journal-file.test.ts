import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../../../src/run/journal';
import { journalFile } from '../../../src/system/journal-file';

describe('a journal file', () => {
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-journal-'));
  after(() => rmSync(home, { recursive: true, force: true }));
  const entry = (run: string): JournalEntry => ({
    at: '2025-01-01T00:00:00.000Z',
    run,
    kind: 'finished',
    outcome: 'done',
    ms: 1,
  });

  it('is made with its first line, for its owner alone, and only added to', async () => {
    const path = join(home, 'deep', 'one.jsonl');
    const journal = journalFile(path);
    assert.deepEqual(await journal.read(), []);
    await Promise.all([journal.write(entry('a'), 'flushed'), journal.write(entry('b'), 'buffered')]);
    await journalFile(path).write(entry('c'), 'flushed');
    assert.deepEqual(
      (await journal.read()).map(({ run }) => run),
      ['a', 'b', 'c'],
    );
    assert.equal(statSync(path).mode & 0o077, 0);
    assert.equal(journal.problem, undefined);
  });

  it('goes on behind a line that a crash has cut off, and leaves that out', async () => {
    const path = join(home, 'two.jsonl');
    await journalFile(path).write(entry('a'), 'flushed');
    appendFileSync(path, '{"at":"2025-01-01T00:00:00');
    const journal = journalFile(path);
    await journal.write(entry('b'), 'flushed');
    await journal.write(entry('c'), 'flushed');
    assert.deepEqual(
      (await journal.read()).map(({ run }) => run),
      ['a', 'b', 'c'],
    );
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 5);
  });

  it('keeps why a line could not be written, and rejects nothing', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const journal = journalFile(join(file, 'below', 'three.jsonl'));
    await journal.write(entry('a'), 'flushed');
    assert.match(journal.problem ?? '', /ENOTDIR/);
  });
});
