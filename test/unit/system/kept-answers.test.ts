import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { runCommandLine } from '../../../src/cli/run';
import { nodeFiles } from '../../../src/system/files';
import { KeptAnswers } from '../../../src/system/kept-answers';
import { Observer, type World } from '../../../src/system/observer';
import { openEngine } from '../../../src/system/open-engine';

const day = 24 * 60 * 60 * 1000;

/** A workspace folder with a cache beside it, a branch that says what it is told to, and a clock that goes on by itself. */
function place() {
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-kept-'));
  const root = join(home, 'work');
  const cache = join(home, 'cache');
  mkdirSync(join(root, 'migrations'), { recursive: true });
  const branch = { files: undefined as ReadonlyMap<string, string> | undefined };
  let time = Date.UTC(2026, 0, 1);
  const world: World = {
    files: nodeFiles,
    defaultBranch: () => Promise.resolve(branch.files && { name: 'origin/main', files: branch.files, added: [], isOwn: false }),
    contentOf: () => Promise.resolve('SELECT 0;\n'),
    removedFiles: () => Promise.resolve(undefined),
    branchState: () => Promise.resolve(branch.files && JSON.stringify([...branch.files])),
    now: () => (time += 1000),
    today: () => Math.floor(time / day) * day,
  };
  const lint = async (words: readonly string[], seenBy: World): Promise<{ code: number; out: Buffer }> => {
    let out = '';
    const code = await runCommandLine(['lint', ...words], '1.0.0', {
      ...{ cwd: root, environment: {}, color: false, err: (text) => (out += text), signal: new AbortController().signal },
      out: (text) => (out += text),
      openEngine: (at) =>
        openEngine({
          ...{
            root: at,
            distDirectory: home,
            holder: 'a test',
            environment: { LOCKKEEPER_DATA_DIR: join(home, 'data'), LOCKKEEPER_CACHE_DIR: cache },
          },
          added: () => Promise.resolve([]),
          world: seenBy,
        }),
    });
    return { code, out: Buffer.from(out) };
  };
  const answers = new KeptAnswers(cache, world);
  /** As the program does it: what is known, or else what is found and kept. */
  const ask = async (words: readonly string[]) => {
    const known = await answers.find(words.join(' '));
    if (known !== undefined) return { ...known, isKnown: true };
    const observer = new Observer(world);
    const answer = await lint(words, observer.world);
    const seen = observer.seen();
    if (seen !== undefined) answers.keep(words.join(' '), seen, answer);
    return { ...answer, isKnown: false };
  };
  const goOn = (ms: number): void => {
    time += ms;
  };
  return { root, cache, world, branch, lint, ask, goOn, remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** Times that fixes write, as each run has its own. */
const withoutTime = (out: Buffer): string => out.toString().replaceAll(/2026-?01-?01[T_]?00:?\d\d:?\d\d/g, 'now');

const texts = [
  'CREATE TABLE a (id bigint PRIMARY KEY, note text);\n',
  'CREATE INDEX a_note_idx ON a (note);\n',
  'ALTER TABLE a ALTER COLUMN note SET NOT NULL;\n',
  'ALTER TABLE a ADD CONSTRAINT a_check CHECK (id > 0);\n',
  'DROP TABLE a;\n',
  'SELECT broken FROM;\n',
  '-- lockkeeper-ignore drop-table: it is empty\nDROP TABLE a;\n',
];
const names = ['20250101000000_a', '20250102000000_b', '20250103000000_c', 'below/20250104000000_d'];
const configurations = [
  '{}',
  '{ "preset": "all" }',
  '{ "postgres": 12 }',
  '{ "rules": { "drop-table": "off" } }',
  '{ "wrong": 1',
];

const edit = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), name: fc.constantFrom(...names), text: fc.constantFrom(...texts) }),
  fc.record({ kind: fc.constant('remove' as const), name: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant('rename' as const), name: fc.constantFrom(...names), to: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant('configure' as const), text: fc.constantFrom(...configurations) }),
  fc.record({ kind: fc.constant('branch' as const), names: fc.option(fc.subarray(names), { nil: undefined }) }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

describe('Answers that are kept', () => {
  it('are those of a run that keeps nothing, whatever was edited', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 8 }), async (edits) => {
        const { root, world, branch, lint, ask, remove } = place();
        const pathOf = (name: string): string => join(root, 'migrations', `${name}.sql`);
        try {
          writeFileSync(pathOf('20250101000000_a'), texts[0] ?? '');
          for (const each of edits) {
            switch (each.kind) {
              case 'write':
                mkdirSync(dirname(pathOf(each.name)), { recursive: true });
                writeFileSync(pathOf(each.name), each.text);
                break;
              case 'remove':
                rmSync(pathOf(each.name), { force: true });
                break;
              case 'rename':
                mkdirSync(dirname(pathOf(each.to)), { recursive: true });
                try {
                  renameSync(pathOf(each.name), pathOf(each.to));
                } catch {
                  // There is none.
                }
                break;
              case 'configure':
                writeFileSync(join(root, 'lockkeeper.json'), each.text);
                break;
              case 'branch':
                branch.files = each.names && new Map(each.names.map((name) => [pathOf(name), 'a'.repeat(40)]));
                break;
              case 'nothing':
                break;
            }
            for (const words of [['--format', 'json'], []]) {
              const first = await ask(words);
              const again = await ask(words);
              const { code, out } = await lint(words, world);
              assert.ok(again.isKnown);
              for (const answer of [first, again]) {
                assert.equal(withoutTime(answer.out), withoutTime(out));
                assert.equal(answer.code, code);
              }
            }
          }
        } finally {
          remove();
        }
      }),
      { numRuns: 12 },
    );
  });

  it('carry the time of now in the names of files that a fix adds', async () => {
    const { root, ask, remove } = place();
    writeFileSync(join(root, 'migrations', '20250101000000_a.sql'), texts[0] ?? '');
    writeFileSync(join(root, 'migrations', '20250102000000_b.sql'), texts[3] ?? '');
    const versions = (out: Buffer): readonly string[] => out.toString().match(/20260101\d{6}/g) ?? [];
    const first = versions((await ask(['--format', 'json'])).out);
    const { out, isKnown } = await ask(['--format', 'json']);
    assert.ok(isKnown);
    assert.equal(versions(out).length, first.length);
    assert.ok((versions(out)[0] ?? '') > (first[0] ?? '2'));
    // Behind a later version a file is not named after the clock, so the answer holds for this moment alone.
    writeFileSync(join(root, 'migrations', '20990101000000_c.sql'), texts[1] ?? '');
    await ask(['--format', 'json']);
    assert.ok(!(await ask(['--format', 'json'])).isKnown);
    remove();
  });

  it('tell how old statistics are, and are given anew when these are read again or the day is another one', async () => {
    const { root, ask, goOn, remove } = place();
    writeFileSync(join(root, 'migrations', '20250101000000_a.sql'), texts[0] ?? '');
    writeFileSync(join(root, 'migrations', '20250102000000_b.sql'), texts[1] ?? '');
    writeFileSync(join(root, 'lockkeeper.json'), '{ "tableStats": "table-stats.json" }');
    const told = async (): Promise<readonly [string | undefined, boolean]> => {
      const { out, isKnown } = await ask([]);
      return [/estimate: (.*)/.exec(out.toString())?.[1], isKnown];
    };
    const write = (heapBytes: number): void => {
      const table = { name: 'public.a', kind: 'table', rows: 1, heapBytes, toastBytes: 0, indexes: [], writes: 0 };
      const head = { version: 1, server: '17.4', target: 'staging', readAt: '2026-01-01T00:00:00.000Z' };
      writeFileSync(join(root, 'table-stats.json'), JSON.stringify({ ...head, tables: [table] }));
    };
    write(1e9);
    const gigabyte = 'SHARE on public.a, 954 MB, 1 row: index build about 10 s (statistics of staging, today)';
    assert.deepEqual(await told(), [gigabyte, false]);
    assert.deepEqual(await told(), [gigabyte, true]);
    write(2e9);
    const larger = 'SHARE on public.a, 1.9 GB, 1 row: index build about 20 s (statistics of staging, today)';
    assert.deepEqual(await told(), [larger, false]);
    goOn(day);
    assert.deepEqual(await told(), [larger.replace('today', 'yesterday'), false]);
    assert.deepEqual(await told(), [larger.replace('today', 'yesterday'), true]);
    goOn(31 * day);
    assert.deepEqual(await told(), [larger.replace('statistics', 'old statistics').replace('today', '32 days ago'), false]);
    rmSync(join(root, 'table-stats.json'));
    assert.match((await ask([])).out.toString(), /“tableStats”: table-stats\.json .*lockkeeper stats --output=table-stats\.json/);
    remove();
  });

  it('are as if they were not there when they are damaged or cannot be written', async () => {
    const { root, cache, ask, remove } = place();
    writeFileSync(join(root, 'migrations', '20250101000000_a.sql'), texts[0] ?? '');
    await ask([]);
    const path = join(cache, readdirSync(cache)[0] ?? '');
    const whole = readFileSync(path);
    for (const damaged of [whole.subarray(0, 20), whole.subarray(0, whole.length - 1), Buffer.from('x'), Buffer.alloc(0)]) {
      writeFileSync(path, damaged);
      assert.ok(!(await ask([])).isKnown);
      assert.deepEqual(readFileSync(path), whole);
    }
    rmSync(cache, { recursive: true });
    writeFileSync(cache, 'in the way');
    assert.ok(!(await ask([])).isKnown);
    assert.ok(!(await ask([])).isKnown);
    remove();
  });

  it('are thrown away when nobody has asked for them for a month', async () => {
    const { root, cache, ask, remove } = place();
    writeFileSync(join(root, 'migrations', '20250101000000_a.sql'), texts[0] ?? '');
    await ask([]);
    const old = Date.UTC(2025, 10, 1) / 1000;
    utimesSync(join(cache, readdirSync(cache)[0] ?? ''), old, old);
    await ask(['--format', 'json']);
    assert.equal(readdirSync(cache).length, 1);
    remove();
  });
});
