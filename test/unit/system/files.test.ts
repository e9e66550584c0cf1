import assert from 'node:assert/strict';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileContent, largeFileBytes, maxFileBytes } from '../../../src/migrations/files';
import { nodeFiles } from '../../../src/system/files';
import { Trees, makeFifo } from '../migrations/tree-of';

const trees = new Trees();
/** Reads a path as somebody who is not root, who may read everything. */
async function readAsNobody(path: string): Promise<readonly FileContent[]> {
  if (process.geteuid?.() !== 0) return nodeFiles.readMany([path]);
  process.seteuid?.(65534);
  try {
    return await nodeFiles.readMany([path]);
  } finally {
    process.seteuid?.(0);
  }
}

describe('nodeFiles', () => {
  afterEach(() => trees.remove());

  it('lists files, directories and where links lead', async () => {
    const root = trees.make({ 'a.sql': '', 'd/b.sql': '' });
    symlinkSync(join(root, 'd'), join(root, 'e'), 'dir');
    symlinkSync(join(root, 'a.sql'), join(root, 'f.sql'));
    const entries = [...(await nodeFiles.list(root))!].sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(entries, [
      { name: 'a.sql', kind: 'file' },
      { name: 'd', kind: 'directory' },
      { name: 'e', kind: 'directory', linksTo: join(root, 'd') },
      { name: 'f.sql', kind: 'file' },
    ]);
  });

  it('has no entries for what is no directory, and says so', async () => {
    const root = trees.make({ 'a.sql': '' });
    assert.equal(await nodeFiles.list(join(root, 'a.sql')), undefined);
    assert.equal(await nodeFiles.list(join(root, 'gone')), undefined);
  });

  it('reads small and large files in the order of their paths, and says what cannot be read', async () => {
    const large = Buffer.alloc(3 * 1024 * 1024, 'x');
    const root = trees.make({ small: 'abc', large, empty: '', 'd/x': '' });
    const contents = await nodeFiles.readMany(['large', 'gone', 'small', 'd', 'empty'].map((name) => join(root, name)));
    assert.deepEqual(
      contents.map((content) => (content.ok ? Buffer.from(content.bytes).toString().length : [content.kind, content.reason])),
      [large.length, ['unreadable', 'is no longer there.'], 3, ['not-a-file', 'is not a file and is never read.'], 0],
    );
  });

  it('never opens what would wait for somebody else', async () => {
    const root = trees.make({});
    makeFifo(join(root, 'fifo'));
    assert.deepEqual(await nodeFiles.readMany([join(root, 'fifo')]), [
      { ok: false, kind: 'not-a-file', reason: 'is not a file and is never read.' },
    ]);
  });

  it('does not load what is too large', async () => {
    const root = trees.make({ big: '' });
    truncateSync(join(root, 'big'), maxFileBytes + 1);
    const [content] = await nodeFiles.readMany([join(root, 'big')]);
    assert.equal(content!.ok ? 'loaded' : content!.kind, 'too-large');
  });

  it('reads a large file that is still the same into memory once', async () => {
    const [one, other] = [Buffer.alloc(largeFileBytes, 'a'), Buffer.alloc(largeFileBytes, 'b')];
    const root = trees.make({ large: one });
    const path = join(root, 'large');
    const read = async (former?: FileContent): Promise<FileContent> => (await nodeFiles.readMany([path], () => former))[0]!;
    const first = await read();
    assert.equal(await read(first), first);
    writeFileSync(path, other);
    const second = await read(first);
    assert.ok(second.ok);
    assert.equal(second.large?.text, other.toString());
    assert.equal(Buffer.compare(second.bytes, other), 0);
  });

  it('says that a file may not be read', async () => {
    const root = trees.make({ secret: 'x' });
    chmodSync(root, 0o755);
    chmodSync(join(root, 'secret'), 0);
    assert.deepEqual(await readAsNobody(join(root, 'secret')), [
      { ok: false, kind: 'unreadable', reason: 'may not be read by you. Give yourself permission to read it.' },
    ]);
  });

  it('lets others have their turn while it reads thousands', async () => {
    const root = trees.make(Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`f${n}`, 'x'.repeat(1000)])));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await nodeFiles.readMany(Array.from({ length: 3000 }, (_, n) => join(root, `f${n}`)));
    clearInterval(timer);
    assert.ok(turns >= 3, `${turns} turns`);
  });
});
