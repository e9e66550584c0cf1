import assert from 'node:assert/strict';
import { nodePgMigrate } from '../../../src/migrations/conventions/node-pg-migrate';
import type { Script } from '../../../src/migrations/project';
import { made, read } from './reading';

const both = '-- Up Migration\nCREATE TABLE t (id int);\n\n-- Down Migration\nDROP TABLE t;\n';
const bodyOf = (script: Script | undefined): string | undefined => script?.text.slice(script.body.start, script.body.end);

describe('node-pg-migrate', () => {
  it('orders by the number, seventeen digits being a time, and then by name', () => {
    const { chain, problems } = read(nodePgMigrate, {
      '1735689600001_late.sql': both,
      '20250101000000000_time.sql': both,
      '10_b.sql': both,
      '2_a.sql': both,
      '2_A-more.sql': both,
      '3.sql': both,
    });
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['2_A-more', '2_A-more'],
        ['2_a', '2_a'],
        ['3', '3'],
        ['10', '10_b'],
        ['20250101000000000', '20250101000000000_time'],
        ['1735689600001', '1735689600001_late'],
      ],
    );
    assert.deepEqual(problems, []);
  });

  const parts: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
    ['both parts', both, '-- Up Migration\nCREATE TABLE t (id int);\n', '\n-- Down Migration\nDROP TABLE t;\n'],
    ['the way down first', '-- down migration\nB;\n-- up migration\nA;', '-- up migration\nA;', '-- down migration\nB;\n'],
    ['no part, which is all up', 'SELECT 1;', 'SELECT 1;', undefined],
    ['an up part alone', 'SELECT 1;\n--- UP  migration\nA;', '--- UP  migration\nA;', undefined],
    ['a byte order mark', '\uFEFF-- Up Migration\nA;', '-- Up Migration\nA;', undefined],
    ['words within a line', 'SELECT 1; -- Down Migration', 'SELECT 1; -- Down Migration', undefined],
  ];
  for (const [what, text, up, down] of parts) {
    it(`reads a file with ${what}`, () => {
      const { migrations, problems } = read(nodePgMigrate, { '1_a.sql': text });
      assert.deepEqual([bodyOf(migrations[0]?.up), bodyOf(migrations[0]?.down)], [up, down]);
      assert.deepEqual(problems, []);
    });
  }

  it('does not run a way down as a way up', () => {
    const { problems } = read(nodePgMigrate, { '1_a.sql': 'A;\n-- Down Migration\nB;\n' });
    assert.match(problems.join(), /^refused 1_a\.sql cannot run: without a line «-- Up Migration»/);
  });

  it('reads pairs, whose names stand in the table without the direction', () => {
    const { chain, problems } = read(nodePgMigrate, { '1_a.up.sql': 'A;', '1_a.down.sql': 'B;', '2_b.down.sql': 'C;' });
    assert.deepEqual(chain, [
      ['1', '1_a', '1_a.up.sql', '1_a.down.sql'],
      ['2', '2_b', undefined, '2_b.down.sql'],
    ]);
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 1)[0]),
      ['orphan-down'],
    );
  });

  it('says that a name without a number stops the whole folder', () => {
    assert.match(read(nodePgMigrate, { 'seed.sql': '' }).problems.join(), /^unmanaged seed\.sql .* refuses the whole folder/);
  });

  it('finds rows by the names of the files, and leaves others as they are', () => {
    const { migrations } = read(nodePgMigrate, { '1_a.sql': both });
    assert.deepEqual(
      nodePgMigrate.history
        .read(
          [
            { id: 1, name: '1_a', applied_at: new Date(0) },
            { id: 2, name: '2_gone' },
          ],
          migrations,
        )
        .map(({ version, name, appliedAt }) => [version, name, appliedAt?.getTime()]),
      [
        ['1', '1_a', 0],
        ['2_gone', '2_gone', undefined],
      ],
    );
  });

  it('makes files as most were made', () => {
    const text = '-- Up Migration\n-- Add berths\n\n\n-- Down Migration\n-- Undo: Add berths\n\n';
    assert.deepEqual(made(nodePgMigrate, {}), { '1741091415250_add-berths.sql': text });
    assert.deepEqual(made(nodePgMigrate, { '1741091415250_a.sql': both }), { '1741091415251_add-berths.sql': text });
    assert.deepEqual(made(nodePgMigrate, { '20250304123015250_a.sql': both }), { '20250304123015251_add-berths.sql': text });
    assert.deepEqual(made(nodePgMigrate, { '0007_a.sql': both }, { withDown: false }), {
      '0008_add-berths.sql': '-- Up Migration\n-- Add berths\n\n',
    });
    assert.deepEqual(Object.keys(made(nodePgMigrate, { '1_a.up.sql': 'A;' })), ['2_add-berths.up.sql', '2_add-berths.down.sql']);
  });

  it('makes none that it would misread, or that it cannot run', () => {
    assert.match(made(nodePgMigrate, {}, { description: 'Down migration of t' }) as string, /would be read as a directive/);
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    assert.match(made(nodePgMigrate, {}, { content }) as string, /only JavaScript can say otherwise/);
  });
});
