import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { atlas } from '../../../src/migrations/conventions/atlas';
import { readSum, sumLines, sumText } from '../../../src/migrations/conventions/atlas-sum';
import type { HistoryEvent } from '../../../src/migrations/history';
import { made, read } from './reading';

const run = { id: '00000000-0000-4000-8000-000000000001' };

/** Files with the sum that Atlas would make of them. */
function summed(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const scripts = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return { ...files, 'atlas.sum': sumText(sumLines(scripts)) };
}

const two = summed({ '20250101000000_ports.sql': 'SELECT 1;\n', '20250102000000_berths.sql': 'SELECT 2;\n' });

describe('atlas', () => {
  it('makes the sum that is published with Atlas’s own examples', () => {
    assert.equal(
      summed({ '20240112070806.sql': 'CREATE TABLE t1(c1 int);\n' })['atlas.sum'],
      'h1:vefBQWShy7/4OI7C1NqFH9y2PtGtOUS5zFQ1492XitE=\n20240112070806.sql h1:nhoPxDs1H3UH6aEpy1qJ6Bj6zbFRt61sB4ndi0sx7zw=\n',
    );
  });

  it('leaves files out of the sum that say so in their first line, but not their names', () => {
    const files = { 'a.sql': 'SELECT 1;', 'b.sql': '-- atlas:sum ignore\nSELECT 2;' };
    assert.deepEqual(readSum(summed(files)['atlas.sum']!)?.length, 1);
    assert.notEqual(summed({ ...files, 'c.sql': '' })['atlas.sum'], summed({ 'a.sql': 'SELECT 1;', 'c.sql': '' })['atlas.sum']);
  });

  it('reads versions as text before the first underscore, in the order of the file names', () => {
    const { chain, problems } = read(atlas, summed({ '10_b.sql': '', '1_a_b.sql': '', '1.2.sql': '', 'x-1.sql': '' }));
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['1.2', ''],
        ['10', 'b'],
        ['1', 'a_b'],
        ['x-1', ''],
      ],
    );
    assert.deepEqual(problems, []);
  });

  const broken: readonly (readonly [string, Readonly<Record<string, string>>, RegExp, number])[] = [
    ['an edited file', { ...two, '20250102000000_berths.sql': 'SELECT 3;\n' }, /another hash for 20250102000000_berths\.sql/, 1],
    ['a file before others', { ...two, '20250101120000_x.sql': '' }, /20250101120000_x\.sql is not in its place/, 2],
    ['a file that went', summedWithout(two, '20250101000000_ports.sql'), /has 20250101000000_ports\.sql, which is not there/, 1],
    ['a new file', { ...two, '20250103000000_x.sql': '' }, /20250103000000_x\.sql is not in its place/, 1],
    ['no sum', { '1.sql': '' }, /asks for an atlas\.sum/, 1],
    ['a broken sum', { ...two, 'atlas.sum': two['atlas.sum']!.replace('h1:', 'h1:x') }, /cannot read atlas\.sum/, 2],
  ];
  for (const [what, files, why, count] of broken) {
    it(`runs nothing from there on with ${what}, and says so once`, () => {
      const { migrations, problems } = read(atlas, files);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, why);
      assert.equal(migrations.filter((migration) => migration.problems.length > 0).length, count);
    });
  }

  const modes: readonly (readonly [string, 'file' | 'none'])[] = [
    ['-- atlas:txmode none\n\nVACUUM;', 'none'],
    ['-- Why.\n-- atlas:txmode none\n\nVACUUM;', 'none'],
    ['-- atlas:txmode none\nVACUUM;', 'file'],
    ['\n-- atlas:txmode none\n\nVACUUM;', 'file'],
    ['-- atlas:txmode file\n\nSELECT 1;', 'file'],
  ];
  for (const [text, mode] of modes) {
    it(`runs ${JSON.stringify(text)} in ${mode === 'file' ? 'a' : 'no'} transaction`, () => {
      const { migrations, problems } = read(atlas, summed({ '1.sql': text }));
      assert.equal(atlas.transaction(migrations[0]!.up!), mode);
      assert.deepEqual(problems, []);
    });
  }

  it('takes no other mode, and no delimiter of a file’s own', () => {
    const { problems } = read(atlas, summed({ '1.sql': '-- atlas:txmode all\n\nSELECT 1;' }));
    assert.match(problems.join(), /^refused 1\.sql cannot run: Atlas takes one «atlas:txmode»/);
    const { migrations } = read(atlas, summed({ '1.sql': '-- atlas:delimiter \\n\\n\n\nSELECT 1;' }));
    assert.match(atlas.history.cannotRecord?.(migrations[0]!) ?? '', /delimiter of its own/);
  });

  it('lists checkpoints as no migrations, and takes what came before one for applied', () => {
    const files = summed({ '1_a.sql': '', '2_check.sql': '-- atlas:checkpoint\n\nSELECT 1;', '3_b.sql': '' });
    const { chain, migrations, problems } = read(atlas, files);
    assert.deepEqual(
      chain.map(([version]) => version),
      ['1', '3'],
    );
    assert.match(problems.join(), /^unmanaged 2_check\.sql is no migration: it is a checkpoint/);
    const row = { applied: 1, total: 1 };
    const rows = [
      { version: '.atlas_cloud_identifier', applied: 0, total: 0 },
      { ...row, version: '2' },
    ];
    assert.deepEqual(atlas.history.read(rows, migrations), [{ version: '1', failed: false }]);
  });

  it('records how far it came outside a transaction, with hashes of what is done', () => {
    const { migrations } = read(atlas, summed({ '1_a.sql': '-- atlas:txmode none\n\nVACUUM a;\n-- b\nVACUUM b;\n' }));
    const event = { run, durationMs: 2, direction: 'up', startedAt: new Date(0) } as const;
    const values = (it: HistoryEvent) => atlas.history.record(it, migrations[0]!, migrations).map((query) => query.values);
    const hash = migrations[0]!.facts?.['hash'];
    const one = `h1:${createHash('sha256').update('VACUUM a;').digest('base64')}`;
    const error = { message: 'no' };
    assert.deepEqual(values({ ...event, kind: 'failed', isUndone: false, done: 1, error }), [
      ['1', 'a', 1, 2, new Date(0), '2000000', 'no', 'VACUUM b;', hash, JSON.stringify([one])],
    ]);
    assert.deepEqual(values({ ...event, kind: 'applied' }), [['1', 'a', 2, 2, new Date(0), '2000000', '', '', hash, 'null']]);
    assert.deepEqual(values({ ...event, kind: 'failed', isUndone: true }), []);
  });

  it('makes a file and the sum with it', () => {
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    const files = made(atlas, two, { withDown: false, content }) as Readonly<Record<string, string>>;
    assert.deepEqual(Object.keys(files), ['20250304123015_add_berths.sql', 'atlas.sum']);
    assert.equal(files['20250304123015_add_berths.sql'], '-- atlas:txmode none\n\n-- Add berths\n\nVACUUM;\n');
    assert.deepEqual(files['atlas.sum']?.split('\n').length, 5);
    assert.deepEqual(Object.keys(made(atlas, {}, { withDown: false })), ['20250304123015_add_berths.sql', 'atlas.sum']);
  });
});

function summedWithout(files: Readonly<Record<string, string>>, gone: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== gone));
}
