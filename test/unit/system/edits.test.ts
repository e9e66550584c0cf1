import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
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

  it('never overwrites, and takes back what it did before an edit that fails', async () => {
    const root = trees.make({ a: 'old', b: 'old' });
    const [first, second, third] = ['c', 'a', 'd'].map((name) => ({
      kind: 'create' as const,
      path: join(root, name),
      text: 'new',
    }));
    const outcome = await applyEdits([first!, second!, third!]);
    assert.deepEqual(outcome, { ok: false, reason: `${join(root, 'a')} exists already.` });
    assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(root).sort(), ['a', 'b']);
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

  it('leaves everything as it was where the last edit cannot be done', async () => {
    const root = trees.make({ 'a/x': 'one', 'a/y': 'two', taken: 'three' });
    chmodSync(join(root, 'a/y'), 0o640);
    const outcome = await applyEdits([
      { kind: 'replace', path: join(root, 'a/x'), at: { start: 0, end: 1 }, text: 'O' },
      { kind: 'rename', from: join(root, 'a'), to: join(root, 'new/deep/b') },
      { kind: 'create', path: join(root, 'made/here/z'), text: '' },
      { kind: 'delete', path: join(root, 'new/deep/b/y') },
      { kind: 'rename', from: join(root, 'new/deep/b/x'), to: join(root, 'taken') },
    ]);
    assert.deepEqual(outcome, { ok: false, reason: `${join(root, 'taken')} exists already.` });
    assert.deepEqual(readdirSync(root, { recursive: true }).sort(), ['a', 'a/x', 'a/y', 'taken']);
    assert.equal(readFileSync(join(root, 'a/x'), 'utf8'), 'one');
    assert.equal(readFileSync(join(root, 'a/y'), 'utf8'), 'two');
    assert.equal(statSync(join(root, 'a/y')).mode & 0o777, 0o640);
  });

  it('writes into a file and renames it, also the directory that it lies in', async () => {
    const root = trees.make({ 'a/x': 'one' });
    const outcome = await applyEdits([
      { kind: 'replace', path: join(root, 'a/x'), at: { start: 0, end: 3 }, text: 'two' },
      { kind: 'rename', from: join(root, 'a'), to: join(root, 'b') },
    ]);
    assert.deepEqual(outcome, { ok: true });
    assert.equal(readFileSync(join(root, 'b/x'), 'utf8'), 'two');
    assert.equal(existsSync(join(root, 'a')), false);
  });

  describe('in a git repository', () => {
    const statusOf = (root: string): string => execFileSync('git', ['-C', root, 'status', '--porcelain'], { encoding: 'utf8' });
    const repository = (files: Readonly<Record<string, string>>): string => {
      const root = trees.make(files);
      const git = (...words: readonly string[]): unknown => execFileSync('git', ['-C', root, ...words]);
      git('init', '-q');
      git('add', '.');
      git('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '-qm', 'first');
      return root;
    };

    it('lets git rename what it tracks, and takes that back as well', async () => {
      const root = repository({ a: 'one', 'd/x': '1', '[b]*': 'two' });
      writeFileSync(join(root, 'new'), '');
      const rename = (from: string, to: string) => ({ kind: 'rename' as const, from: join(root, from), to: join(root, to) });
      const renames = [rename('a', 'sub/b'), rename('d', 'e'), rename('[b]*', 'c'), rename('new', 'newer')];
      assert.deepEqual(await applyEdits(renames), { ok: true });
      assert.equal(statusOf(root), 'R  [b]* -> c\nR  d/x -> e/x\nR  a -> sub/b\n?? newer\n');
      const back = renames.toReversed().map(({ from, to }) => ({ kind: 'rename' as const, from: to, to: from }));
      const outcome = await applyEdits([...back, { kind: 'delete', path: join(root, 'gone') }]);
      assert.equal(outcome.ok, false);
      assert.equal(statusOf(root), 'R  [b]* -> c\nR  d/x -> e/x\nR  a -> sub/b\n?? newer\n');
      assert.deepEqual(await applyEdits(back), { ok: true });
      assert.equal(statusOf(root), '?? new\n');
    });

    it('renames by itself where someone holds git’s lock', async () => {
      const root = repository({ a: 'one' });
      writeFileSync(join(root, '.git/index.lock'), '');
      assert.deepEqual(await applyEdits([{ kind: 'rename', from: join(root, 'a'), to: join(root, 'b') }]), { ok: true });
      assert.equal(readFileSync(join(root, 'b'), 'utf8'), 'one');
    });
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
