import assert from 'node:assert/strict';
import { sqlMigrate } from '../../../src/migrations/conventions/sql-migrate';
import type { Script } from '../../../src/migrations/project';
import { made, read } from './reading';

const both = '-- +migrate Up\nCREATE TABLE t (id int);\n\n-- +migrate Down\nDROP TABLE t;\n';
const bodyOf = ({ text, body }: Script): string => text.slice(body.start, body.end);

describe('sql-migrate', () => {
  it('takes the file’s name for the version, numbers first and by value', () => {
    const names = ['10_b.sql', '9-a.sql', 'zero.sql', '009c.sql', 'about.sql'];
    const { chain, problems } = read(sqlMigrate, Object.fromEntries(names.map((name) => [name, both])));
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['009c.sql', 'c'],
        ['9-a.sql', 'a'],
        ['10_b.sql', 'b'],
        ['about.sql', 'about'],
        ['zero.sql', 'zero'],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it('reads both directions, whichever comes first', () => {
    const { migrations } = read(sqlMigrate, {
      '1.sql': both,
      '2.sql': '-- +migrate Down\nSELECT 2;\n-- +migrate Up\nSELECT 1;\n',
    });
    assert.equal(bodyOf(migrations[0]!.down!), '-- +migrate Down\nDROP TABLE t;\n');
    assert.equal(bodyOf(migrations[1]!.up!), '-- +migrate Up\nSELECT 1;\n');
    assert.equal(bodyOf(migrations[1]!.down!), '-- +migrate Down\nSELECT 2;\n');
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['no directive', 'SELECT 1;', /asks for a line «-- \+migrate Up»/],
    ['another case', '-- +migrate up\nSELECT 1;\n', /asks for a line/],
    ['no blank after the dashes', '--+migrate Up\nSELECT 1;\n', /asks for a line/],
    ['no word', '-- +migrate  \n', /asks for a word/],
    ['no semicolon', '-- +migrate Up\nSELECT 1\n', /lacks the semicolon/],
    ['no semicolon before Down', '-- +migrate Up\nSELECT 1\n-- +migrate Down\n', /lacks the semicolon/],
    [
      'a comment that is none to sql-migrate behind the last statement',
      '-- +migrate Up\nSELECT 1;\n--end\n',
      /lacks the semicolon/,
    ],
    ['a block without its end', '-- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;\n', /no «-- \+migrate StatementEnd»/],
    ['a direction in two places', `${both}-- +migrate Up\nSELECT 3;\n`, /in two places/],
    ['the way back alone', '-- +migrate Down\nSELECT 2;\n', /note it as applied and run nothing/],
  ];
  for (const [what, text, why] of wrong) {
    it(`does not run a file with ${what}`, () => {
      const { migrations, problems } = read(sqlMigrate, { '1_a.sql': text });
      assert.match(problems.join('\n'), why);
      assert.equal(migrations[0]?.problems.length, 1);
    });
  }

  it('takes functions in marks, comments behind the last statement, and a way back without statements', () => {
    const text =
      '-- about\n-- +migrate Up\n-- +migrate StatementBegin\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\nSELECT 1;\n$$\n-- +migrate StatementEnd\n-- +migrate Down\n-- nothing\n';
    const { migrations, problems } = read(sqlMigrate, { '1_a.sql': text });
    assert.deepEqual(problems, []);
    assert.equal(bodyOf(migrations[0]!.down!), '-- +migrate Down\n-- nothing\n');
  });

  it('goes on with a direction whose directive comes again, its options as well', () => {
    const text = '-- +migrate Up\nSELECT 1;\n-- +migrate Up notransaction\nSELECT 2;\n-- +migrate Down\nSELECT 3;\n';
    const [{ up, down } = assert.fail()] = read(sqlMigrate, { '1.sql': text }).migrations;
    assert.equal(bodyOf(up!), text.slice(0, text.indexOf('-- +migrate Down')));
    assert.deepEqual([sqlMigrate.transaction(up!), sqlMigrate.transaction(down!)], ['none', 'file']);
  });

  it('runs a direction outside a transaction by its own option', () => {
    const text = '-- +migrate Up foo notransaction\nSELECT 1;\n-- +migrate Down NOTRANSACTION\nSELECT 2;\n';
    const [{ up, down } = assert.fail()] = read(sqlMigrate, { '1.sql': text }).migrations;
    assert.deepEqual([sqlMigrate.transaction(up!), sqlMigrate.transaction(down!)], ['none', 'file']);
  });

  it('makes files as the folder names them', () => {
    assert.deepEqual(made(sqlMigrate, {}), {
      '20250304123015-add_berths.sql': '-- +migrate Up\n-- Add berths\n\n\n-- +migrate Down\n-- Undo: Add berths\n\n',
    });
    const content = { up: 'VACUUM t;\n', down: 'SELECT 1;\n', outsideTransaction: true };
    assert.deepEqual(made(sqlMigrate, { '09_a.sql': both }, { withDown: false, content }), {
      '10_add_berths.sql': '-- +migrate Up notransaction\n-- Add berths\n\nVACUUM t;\n',
    });
  });
});
