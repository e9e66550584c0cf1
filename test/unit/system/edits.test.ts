import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../../../src/system/edits';
import { Trees } from '../migrations/tree-of';

const trees = new Trees();

describe('applyEdits', () => {
  afterEach(() => trees.remove());

  it('creates files and their directories', async () => {
    const root = trees.make({});
    const path = join(root, 'down/001_a_down.sql');
    assert.equal((await applyEdits([{ kind: 'create', path, text: 'DROP TABLE a;' }])).ok, true);
    assert.equal(readFileSync(path, 'utf8'), 'DROP TABLE a;');
    assert.deepEqual(readdirSync(join(root, 'down')), ['001_a_down.sql'], 'nothing temporary stays');
  });

  it('never overwrites, and stops at the first edit that fails', async () => {
    const root = trees.make({ a: 'old', b: 'old' });
    const [first, second, third] = ['c', 'a', 'd'].map((name) => ({
      kind: 'create' as const,
      path: join(root, name),
      text: 'new',
    }));
    const outcome = await applyEdits([first!, second!, third!]);
    assert.deepEqual(outcome, { ok: false, done: [first], reason: `${join(root, 'a')} exists already.` });
    assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(root).sort(), ['a', 'b', 'c']);
    const renamed = await applyEdits([{ kind: 'rename', from: join(root, 'a'), to: join(root, 'b') }]);
    assert.deepEqual([renamed.ok, readFileSync(join(root, 'b'), 'utf8')], [false, 'old']);
  });

  it('takes the positions of several replacements from the file before any of them', async () => {
    const root = trees.make({ a: '\uFEFFone two three' });
    const path = join(root, 'a');
    chmodSync(path, 0o640);
    const replace = (start: number, end: number, text: string) => ({ kind: 'replace' as const, path, at: { start, end }, text });
    assert.equal((await applyEdits([replace(1, 4, 'first'), replace(9, 14, '3'), replace(4, 4, ',')])).ok, true);
    assert.equal(readFileSync(path, 'utf8'), '\uFEFFfirst, two 3');
    assert.equal(statSync(path).mode & 0o777, 0o640, 'permissions stay');
  });

  it('renames and deletes', async () => {
    const root = trees.make({ 'a/x': '1', y: '2' });
    const outcome = await applyEdits([
      { kind: 'rename', from: join(root, 'a/x'), to: join(root, 'b/z') },
      { kind: 'delete', path: join(root, 'y') },
    ]);
    assert.equal(outcome.ok, true);
    assert.equal(readFileSync(join(root, 'b/z'), 'utf8'), '1');
    assert.equal(existsSync(join(root, 'y')), false);
  });

  it('says why a file cannot be changed', async () => {
    const root = trees.make({ a: 'ab', l: Buffer.from([0xe9]) });
    const at = { start: 0, end: 5 };
    const reason = async (path: string): Promise<string> => {
      const outcome = await applyEdits([{ kind: 'replace', path, at, text: '' }]);
      return outcome.ok ? 'it could' : outcome.reason;
    };
    assert.match(await reason(join(root, 'a')), /is shorter than expected/);
    assert.equal(await reason(join(root, 'l')), 'The file is not UTF-8.');
    assert.match(await reason(join(root, 'gone')), /^ENOENT/);
    assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'ab');
  });
});
