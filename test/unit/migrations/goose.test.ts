import assert from 'node:assert/strict';
import { goose } from '../../../src/migrations/conventions/goose';
import type { Script } from '../../../src/migrations/project';
import { crc32 } from '../../../src/migrations/lock-key';
import { made, read } from './reading';

const both = '-- +goose Up\nCREATE TABLE t (id int);\n\n-- +goose Down\nDROP TABLE t;\n';
const bodyOf = ({ text, body }: Script): string => text.slice(body.start, body.end);
const fn = 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\nSELECT 1;\n$$;';

describe('goose', () => {
  it('reads both directions from one file, ordered by number', () => {
    const { migrations, chain, problems } = read(goose, { '00010_b.sql': both, '2_a.sql': '-- +goose up\nSELECT 1;\n' });
    assert.deepEqual(chain, [
      ['2', 'a', '2_a.sql', undefined],
      ['10', 'b', '00010_b.sql', '00010_b.sql'],
    ]);
    assert.deepEqual(problems, []);
    assert.equal(bodyOf(migrations[1]!.up!), 'CREATE TABLE t (id int);\n\n');
    assert.equal(bodyOf(migrations[1]!.down!), 'DROP TABLE t;\n');
  });

  it('knows where values of its environment go, between the lines that switch it on and off', () => {
    const text = '-- +goose ENVSUB ON\n-- +goose Up\nCREATE ROLE ${ROLE} VALID $UNTIL;\n-- +goose ENVSUB OFF\nSELECT $$a$$;\n';
    const up = read(goose, { '1_a.sql': text }).migrations[0]?.up;
    assert.deepEqual(
      (up && goose.placeholders?.(up))?.map(({ start, end }) => text.slice(start, end)),
      ['${ROLE}', '$UNTIL'],
    );
  });

  it('names what it does not take for a migration', () => {
    const { problems } = read(goose, { 'seed.sql': '', '0_a.sql': both, '1_a.sql': both, '01_b.sql': both });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 2).join(' ')),
      ['duplicate-version Version', 'duplicate-version Version', 'unmanaged seed.sql', 'unmanaged 0_a.sql'],
    );
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['nothing in it', '', /asks for a line «-- \+goose Up»/],
    ['a statement first', `SELECT 1;\n${both}`, /before the first statement/],
    ['a byte order mark', `\uFEFF${both}`, /before the first statement/],
    ['Down first', '-- +goose Down\nSELECT 1;\n', /does not take it/],
    ['Up twice', `${both}-- +goose Up\n`, /twice/],
    ['blanks before an annotation', ` ${both}`, /blanks stand before it/],
    ['an annotation nobody knows', `${both}-- +goose Sideways\n`, /line 6/],
    ['prose that names goose', '-- +goose Up\n-- made for +goose\nSELECT 1;\n', /line 2/],
    ['no last semicolon', '-- +goose Up\nSELECT 1\n', /lacks the semicolon/],
    ['no semicolon before Down', '-- +goose Up\nSELECT 1\n-- +goose Down\n', /lacks the semicolon/],
    ['a semicolon behind a comment', '-- +goose Up\nSELECT 1 -- one;\n', /lacks the semicolon/],
    ['text after the last semicolon of a line', '-- +goose Up\nSELECT 1; SELECT 2\n', /lacks the semicolon/],
    ['a block without its end', `-- +goose Up\n-- +goose StatementBegin\n${fn}\n`, /no «-- \+goose StatementEnd»/],
    ['an end without its block', `-- +goose Up\n${fn}\n-- +goose StatementEnd\n`, /no «-- \+goose StatementBegin»/],
  ];
  for (const [what, text, why] of wrong) {
    it(`does not run a file with ${what}`, () => {
      const { migrations, problems } = read(goose, { '1_a.sql': text });
      assert.match(problems.join('\n'), why);
      assert.equal(migrations[0]?.problems.length, 1);
    });
  }

  const right: readonly (readonly [string, string])[] = [
    ['any case, and blanks behind', '-- +GOOSE'.toLowerCase() + ' UP  \r\nSELECT 1;\r\n--+goose down\r\n'],
    ['comments and empty lines anywhere between', '-- about it\n\n-- +goose Up\n\n-- why\nSELECT 1; -- done\n\n-- end\n'],
    [
      'a statement of many lines in marks',
      `-- +goose Up\n-- +goose StatementBegin\n${fn}\n-- +goose StatementEnd\n-- +goose Down\n`,
    ],
    ['a dollar where nothing is put in', '-- +goose ENVSUB ON\n-- +goose ENVSUB OFF\n-- +goose Up\nSELECT $$a$$;\n'],
    ['a way back without its last semicolon', `${both.trimEnd().slice(0, -1)}\n`],
    ['nothing to do', '-- +goose Up\n'],
  ];
  for (const [what, text] of right) {
    it(`takes ${what}`, () => assert.deepEqual(read(goose, { '1_a.sql': text }).problems, []));
  }

  it('runs both directions outside a transaction where the directive stands anywhere', () => {
    const mode = (text: string): readonly string[] => {
      const [{ up, down } = assert.fail()] = read(goose, { '1_a.sql': text }).migrations;
      return [goose.transaction(up!), goose.transaction(down!)];
    };
    assert.deepEqual(mode(both), ['file', 'file']);
    assert.deepEqual(mode(`-- +goose no transaction\n${both}`), ['none', 'none']);
    assert.deepEqual(mode(`${both}-- +goose NO TRANSACTION\n`), ['none', 'none']);
  });

  it('takes the newest row of a version, and leaves out the row that the table begins with', () => {
    const rows = [
      { id: 1, version_id: '0', is_applied: true },
      { id: 2, version_id: '1', is_applied: true, applied_at: new Date(5) },
      { id: 3, version_id: '2', is_applied: true },
      { id: 4, version_id: '2', is_applied: false },
    ];
    assert.deepEqual(goose.history.read(rows, []), [{ version: '1', failed: false, appliedAt: new Date(5) }]);
  });

  it('locks with the number of its session locker', () => {
    assert.deepEqual(goose.history.lock({ database: 'app', schema: 'public' }).keys, [String(crc32(Buffer.from('goose')))]);
  });

  it('makes files with the annotations, stamped or counted', () => {
    assert.deepEqual(made(goose, {}), {
      '20250304123015_add_berths.sql': '-- +goose Up\n-- Add berths\n\n\n-- +goose Down\n-- Undo: Add berths\n\n',
    });
    const content = { up: 'VACUUM t;\n', down: 'SELECT 1;\n', outsideTransaction: true };
    assert.deepEqual(made(goose, { '00009_a.sql': both }, { withDown: false, content }), {
      '00010_add_berths.sql': '-- +goose NO TRANSACTION\n-- +goose Up\n-- Add berths\n\nVACUUM t;\n',
    });
    assert.deepEqual(Object.keys(made(goose, { '1_a.sql': both, '2_b.go': '' }, { withDown: false })), ['3_add_berths.sql']);
  });
});
