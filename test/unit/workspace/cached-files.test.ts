import assert from 'node:assert/strict';
import type { FileContent, Files } from '../../../src/migrations/files';
import { CachedFiles } from '../../../src/workspace/cached-files';

/** A disk whose reads wait until they are let through; each read yields the path and the count of reads so far. */
function slowDisk() {
  const waiting: (() => void)[] = [];
  let reads = 0;
  const files: Files = {
    list: () => Promise.resolve([]),
    readMany: async (paths) => {
      const read = ++reads;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return paths.map((path) => ({ ok: true, bytes: new TextEncoder().encode(`${path} ${String(read)}`) }));
    },
  };
  return { files: new CachedFiles(files), letThrough: () => waiting.splice(0).forEach((go) => go()) };
}

const texts = (contents: readonly FileContent[]): string[] =>
  contents.map((content) => (content.ok ? new TextDecoder().decode(content.bytes) : content.reason));

describe('files that are kept', () => {
  it('are read once, until they are forgotten', async () => {
    const { files, letThrough } = slowDisk();
    const read = async (...paths: string[]): Promise<string[]> => {
      const reading = files.readMany(paths);
      letThrough();
      return texts(await reading);
    };
    assert.deepEqual(await read('a', 'b'), ['a 1', 'b 1']);
    files.forget(['b']);
    assert.deepEqual(await read('a', 'b'), ['a 1', 'b 2']);
    files.forget();
    assert.deepEqual(await read('a', 'b'), ['a 3', 'b 3']);
  });

  it('never change places when some are forgotten while others are read', async () => {
    const { files, letThrough } = slowDisk();
    const first = files.readMany(['a', 'b']);
    letThrough();
    await first;
    const second = files.readMany(['a', 'b', 'c']);
    files.forget(['a']);
    letThrough();
    assert.deepEqual(texts(await second), ['a 1', 'b 1', 'c 2']);
  });

  it('are read again where they changed while they were read', async () => {
    const { files, letThrough } = slowDisk();
    const first = files.readMany(['a']);
    files.forget(['a']);
    letThrough();
    await first;
    const second = files.readMany(['a']);
    letThrough();
    assert.deepEqual(texts(await second), ['a 2']);
  });

  it('are handed to the disk when they are large and were forgotten, so that it need not read them again', async () => {
    const asked: (FileContent | undefined)[] = [];
    const large: FileContent = { ok: true, bytes: new Uint8Array(), large: { text: 'long', sha256: '' } };
    const small: FileContent = { ok: true, bytes: new Uint8Array() };
    const files = new CachedFiles({
      list: () => Promise.resolve([]),
      readMany: (paths, former) => {
        asked.push(...paths.map((path) => former?.(path)));
        return Promise.resolve(paths.map((path) => (path === 'large' ? large : small)));
      },
    });
    await files.readMany(['large', 'small']);
    files.forget();
    await files.readMany(['large', 'small']);
    files.forget(['large', 'small']);
    await files.readMany(['small', 'large']);
    assert.deepEqual(asked, [undefined, undefined, large, undefined, undefined, large]);
  });
});
