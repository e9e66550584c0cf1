import assert from 'node:assert/strict';
import { plain } from '../../../src/migrations/conventions/plain';
import { made, read } from './reading';

const versionsOf = (...names: string[]): readonly string[] =>
  read(plain, Object.fromEntries(names.map((name) => [name, '']))).chain.map(([version]) => version);

describe('plain files', () => {
  it('orders by number, sub-numbers between the whole ones, and dates behind numbers', () => {
    assert.deepEqual(
      versionsOf('10_c.sql', '9_b.sql', '004_5_x.sql', '004_a.sql', '005.sql', '004_2fa_codes.sql', '20250101_z.sql', '2025.sql'),
      ['004', '004', '004_5', '005', '9', '10', '2025', '20250101_z'],
    );
    assert.deepEqual(versionsOf('V2__b.sql', 'V1__a.sql', 'V0003.Name.up.sql'), ['1', '2', '0003']);
  });

  it('orders days and seconds together, and lets a day have several', () => {
    const { chain, problems } = read(plain, {
      '20250102000000_d.sql': '',
      '2025-01-01_b.sql': '',
      '20250101_a.sql': '',
      '20250101_093000_c.sql': '',
      '2025-01-03_e.sql': '',
      '2025-01-03_e.down.sql': '',
    });
    assert.deepEqual(chain, [
      ['20250101_a', '20250101_a', '20250101_a.sql', undefined],
      ['2025-01-01_b', '2025-01-01_b', '2025-01-01_b.sql', undefined],
      ['20250101_093000', '20250101_093000_c', '20250101_093000_c.sql', undefined],
      ['20250102000000', '20250102000000_d', '20250102000000_d.sql', undefined],
      ['2025-01-03_e', '2025-01-03_e', '2025-01-03_e.sql', '2025-01-03_e.down.sql'],
    ]);
    assert.deepEqual(problems, []);
  });

  it('finds ways back beside and in down/, by the whole name', () => {
    const { chain, problems } = read(plain, {
      '1-a.up.sql': '',
      '1-a.down.sql': '',
      '2-b.sql': '',
      'down/2-b.sql': '',
      'down/3-c.sql': '',
    });
    assert.deepEqual(
      chain.map(([version, , up, down]) => [version, up, down]),
      [
        ['1', '1-a.up.sql', '1-a.down.sql'],
        ['2', '2-b.sql', 'down/2-b.sql'],
        ['3', undefined, 'down/3-c.sql'],
      ],
    );
    assert.match(problems.join(), /^orphan-down 3-c\.sql/);
  });

  it('says what is claimed twice, impossible, or no migration', () => {
    const { problems } = read(plain, {
      '009_a.sql': '',
      '9-b.sql': '',
      '20250230000000_c.sql': '',
      '2026xx_d.sql': '',
      'seed.sql': '',
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 1)[0]),
      ['duplicate-version', 'duplicate-version', 'impossible-version', 'unmanaged', 'unmanaged'],
    );
  });

  const next: readonly (readonly [readonly string[], readonly string[]])[] = [
    [[], ['001_add_berths.sql', '001_add_berths.down.sql']],
    [['0099_a.sql'], ['0100_add_berths.sql', '0100_add_berths.down.sql']],
    [['004_5_a.sql'], ['005_add_berths.sql', '005_add_berths.down.sql']],
    [['20250304123015-a.sql'], ['20250304123016-add-berths.sql', '20250304123016-add-berths.down.sql']],
    [['2025-03-04_a.sql'], ['2025-03-05_add_berths.sql', '2025-03-05_add_berths.down.sql']],
    [['20250301_a.sql'], ['20250304_add_berths.sql', '20250304_add_berths.down.sql']],
    [['20250304_123015_a.sql'], ['20250304_123016_add_berths.sql', '20250304_123016_add_berths.down.sql']],
    [['V1__a.sql'], ['V2__add_berths.sql', 'V2__add_berths.down.sql']],
    [
      ['001_a.sql', 'down/001_a.sql'],
      ['002_add_berths.sql', 'down/002_add_berths.sql'],
    ],
    [
      ['001_a.sql', 'down/001_a_down.sql'],
      ['002_add_berths.sql', 'down/002_add_berths_down.sql'],
    ],
    [
      ['001_a.up.sql', '001_a.down.sql'],
      ['002_add_berths.up.sql', '002_add_berths.down.sql'],
    ],
  ];
  for (const [existing, names] of next) {
    it(`makes ${names[0]} after ${existing[0] ?? 'nothing'}`, () => {
      assert.deepEqual(Object.keys(made(plain, Object.fromEntries(existing.map((name) => [name, ''])))), names);
    });
  }

  it('has Lockkeeper’s own directive', () => {
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    const files = made(plain, {}, { withDown: false, content });
    assert.deepEqual(files, { '001_add_berths.sql': '-- lockkeeper: no-transaction\n-- Add berths\n\nVACUUM;\n' });
    const { migrations } = read(plain, files);
    assert.equal(plain.transaction(migrations[0]!.up!), 'none');
  });
});
