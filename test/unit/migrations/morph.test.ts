import assert from 'node:assert/strict';
import { morph } from '../../../src/migrations/conventions/morph';
import { made, read } from './reading';

describe('morph', () => {
  it('orders by file name, as text, and keeps 32 bits of a number', () => {
    const { chain, problems } = read(morph, {
      '2_b.up.sql': '',
      '10_a.up.sql': '',
      '10_a.down.sql': '',
      '20250101000000_c.up.sql': '',
    });
    assert.deepEqual(chain, [
      ['10', 'a', '10_a.up.sql', '10_a.down.sql'],
      [String(20250101000000n % 2n ** 32n), 'c', '20250101000000_c.up.sql', undefined],
      ['2', 'b', '2_b.up.sql', undefined],
    ]);
    assert.deepEqual(problems, []);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['one name twice', ['1_a.up.sql', '2_a.up.sql'], /^duplicate-version The name a is that of/],
    ['one number twice', ['1_a.up.sql', '01_b.up.sql'], /^duplicate-version Version 1 is that of/],
    ['a number that 32 bits cannot tell from another', ['1_a.up.sql', '4294967297_b.up.sql'], /^duplicate-version Version 1/],
    ['a way back of another name', ['1_a.up.sql', '1_b.down.sql'], /^orphan-down/],
    ['a file that is none', ['1_a.up.sql', 'seed.sql'], /^unmanaged .* refuses the whole folder/],
  ];
  for (const [what, names, why] of wrong) {
    it(`says that there is ${what}`, () => {
      const { problems } = read(morph, Object.fromEntries(names.map((name) => [name, ''])));
      assert.match(problems.join('\n'), why);
    });
  }

  it('knows a row by its name', () => {
    const { migrations } = read(morph, { '000002_a.up.sql': '', '000003_b.up.sql': '' });
    const rows = [
      { version: '1', name: 'a' },
      { version: '9', name: 'gone' },
    ];
    assert.deepEqual(morph.history.read(rows, migrations), [
      { version: '2', name: 'a', failed: false },
      { version: '9', name: 'gone', failed: false },
    ]);
  });

  it('takes its directive in the very first bytes only', () => {
    const mode = (text: string): string => morph.transaction(read(morph, { '1_a.up.sql': text }).migrations[0]!.up!);
    assert.equal(mode('-- morph:nontransactional\nVACUUM t;'), 'none');
    assert.equal(mode('\n-- morph:nontransactional\n'), 'file');
    assert.equal(mode('--morph:nontransactional\n'), 'file');
  });

  it('makes pairs that count on', () => {
    assert.deepEqual(made(morph, {}, { content: { up: 'VACUUM t;\n', down: 'SELECT 1;\n', outsideTransaction: true } }), {
      '000001_add_berths.up.sql': '-- morph:nontransactional\n-- Add berths\n\nVACUUM t;\n',
      '000001_add_berths.down.sql': '-- morph:nontransactional\n-- Undo: Add berths\n\nSELECT 1;\n',
    });
    assert.deepEqual(Object.keys(made(morph, { '000041_a.up.sql': '' }, { withDown: false })), ['000042_add_berths.up.sql']);
  });
});
