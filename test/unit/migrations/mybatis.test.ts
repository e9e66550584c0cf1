import assert from 'node:assert/strict';
import { mybatis } from '../../../src/migrations/conventions/mybatis';
import type { Script } from '../../../src/migrations/project';
import { made, read } from './reading';

const both = '-- // Add t\nCREATE TABLE t (id int);\n\n-- //@UNDO\nDROP TABLE t;\n';
const bodyOf = ({ text, body }: Script): string => text.slice(body.start, body.end);

describe('MyBatis Migrations', () => {
  it('reads both directions from one file, ordered by number', () => {
    const { migrations, chain, problems } = read(mybatis, {
      '20250101000000_add__a_b_.sql': both,
      '0007.sql': 'SELECT 1;\n',
      'bootstrap.sql': '',
      'notes.sql': '',
    });
    assert.deepEqual(chain, [
      ['7', '', '0007.sql', undefined],
      ['20250101000000', 'add  a b', '20250101000000_add__a_b_.sql', '20250101000000_add__a_b_.sql'],
    ]);
    assert.equal(bodyOf(migrations[1]!.up!), '-- // Add t\nCREATE TABLE t (id int);\n\n');
    assert.equal(bodyOf(migrations[1]!.down!), 'DROP TABLE t;\n');
    assert.deepEqual(problems, [
      'unmanaged bootstrap.sql is no migration: MyBatis runs it when it is asked to, or after a failure.',
      'unmanaged notes.sql is no migration: its name does not begin with a number, which makes MyBatis refuse the whole folder.',
    ]);
  });

  const marks: readonly (readonly [string, boolean])[] = [
    ['-- //@UNDO', true],
    ['--//@UNDO', true],
    ['\t-- \t// @UNDO of it', true],
    ['// //@UNDO', true],
    ['-- //@undo', false],
    ['-- @UNDO', false],
    ['SELECT 1; -- //@UNDO', false],
    ['-/ //@UNDO', false],
  ];
  for (const [mark, isOne] of marks) {
    it(`takes ${JSON.stringify(mark)} for ${isOne ? 'the' : 'no'} beginning of the way back`, () => {
      const { migrations } = read(mybatis, { '1_a.sql': `SELECT 1;\n${mark}\nSELECT 2;\n` });
      assert.equal(migrations[0]?.down !== undefined, isOne);
    });
  }

  it('knows what takes values from its environment, but for the name of its own table', () => {
    const filled = (text: string): readonly string[] => {
      const up = read(mybatis, { '1_a.sql': text }).migrations[0]?.up;
      return (up && mybatis.placeholders?.(up))?.map(({ start, end }) => text.slice(start, end)) ?? [];
    };
    assert.deepEqual(filled('SELECT 1;\n-- ${owner}\n'), ['${owner}']);
    assert.deepEqual(filled('CREATE TABLE ${changelog} (id int);'), []);
    assert.deepEqual(filled("SELECT '\\${x}', $$ $ { } $$;"), []);
  });

  it('refuses two of one number', () => {
    const { problems } = read(mybatis, { '1_a.sql': both, '01_b.sql': both });
    assert.equal(problems.length, 2);
  });

  it('reads rows as MyBatis writes them', () => {
    const row = { id: '20250101000000', applied_at: '2025-01-02 03:04:05', description: 'add t' };
    assert.deepEqual(mybatis.history.read([row, { note: 'none' }], []), [
      { version: '20250101000000', failed: false, name: 'add t', appliedAt: new Date(Date.UTC(2025, 0, 2, 3, 4, 5)) },
    ]);
  });

  it('makes files with both parts, stamped or counted', () => {
    assert.deepEqual(made(mybatis, {}), {
      '20250304123015_add_berths.sql': '-- // Add berths\n\n\n-- //@UNDO\n-- Undo: Add berths\n\n',
    });
    assert.deepEqual(made(mybatis, { '009_a.sql': both }, { withDown: false }), { '010_add_berths.sql': '-- // Add berths\n\n' });
    const content = { up: 'VACUUM t;\n', down: '', outsideTransaction: true };
    const reason = made(mybatis, {}, { content });
    assert.ok(typeof reason === 'string');
    assert.match(reason, /^MyBatis runs every file in a transaction/);
  });
});
