import assert from 'node:assert/strict';
import { dbmate } from '../../../src/migrations/conventions/dbmate';
import type { Script } from '../../../src/migrations/project';
import { made, read } from './reading';

const both = '-- migrate:up\nCREATE TABLE t (id int);\n\n-- migrate:down\nDROP TABLE t;\n';
const bodyOf = ({ text, body }: Script): string => text.slice(body.start, body.end);

describe('dbmate', () => {
  it('reads both directions from one file', () => {
    const { migrations, chain, problems } = read(dbmate, { '20250101000000_a_b.sql': both });
    assert.deepEqual(chain, [['20250101000000', 'a_b', '20250101000000_a_b.sql', '20250101000000_a_b.sql']]);
    assert.deepEqual(problems, []);
    assert.equal(bodyOf(migrations[0]!.up!), '-- migrate:up\nCREATE TABLE t (id int);\n\n');
    assert.equal(bodyOf(migrations[0]!.down!), '-- migrate:down\nDROP TABLE t;\n');
  });

  it('orders by file name, as text, and keeps versions as they are written', () => {
    const { chain } = read(dbmate, { '2.sql': both, '10_b.sql': both, '1_a.sql': both, '003c.sql': both });
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['003', 'c'],
        ['10', 'b'],
        ['1', 'a'],
        ['2', ''],
      ],
    );
  });

  it('refuses two of one version, which the table cannot hold', () => {
    const { problems } = read(dbmate, { '1_a.sql': both, '10_b.sql': both, '1_c.sql': both });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 1)[0]),
      ['duplicate-version', 'duplicate-version'],
    );
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['no up block', 'SELECT 1;', /asks for a line «-- migrate:up»/],
    ['a byte order mark before the first', `\uFEFF${both}`, /asks for a line «-- migrate:up»/],
    ['no down block', '-- migrate:up\nSELECT 1;\n', /asks for a line «-- migrate:down»/],
    ['a statement before the first', `SELECT 1;\n${both}`, /takes no statement before/],
    ['down before up', '-- migrate:down\nSELECT 1;\n-- migrate:up\n', /takes no statement before/],
    ['two pairs', both + both, /fails at the second/],
    ['two down blocks', `${both}-- migrate:down\n`, /no second «-- migrate:down»/],
    ['a word glued to the directive', '-- migrate:upwards\n-- migrate:down\n', /asks for a line «-- migrate:up»/],
  ];
  for (const [what, text, why] of wrong) {
    it(`does not run a file with ${what}`, () => {
      const { migrations, problems } = read(dbmate, { '1_a.sql': text });
      assert.match(problems.join('\n'), why);
      assert.match(problems.join('\n'), /^refused 1_a\.sql cannot run: /);
      assert.equal(migrations[0]?.problems.length, 1);
    });
  }

  const modes: readonly (readonly [string, 'file' | 'none'])[] = [
    ['-- migrate:up', 'file'],
    ['-- migrate:up transaction:false', 'none'],
    ['--migrate:up   transaction:false  ', 'none'],
    ['-- migrate:up foo:bar transaction:false baz', 'none'],
    ['-- migrate:up transaction:FALSE', 'file'],
    ['-- migrate:up transaction:true', 'file'],
    ['-- migrate:up transaction:false transaction:true', 'file'],
    ['-- migrate:up transaction:false:true', 'file'],
    ['-- migrate:up\n-- transaction:false', 'file'],
    ['-- migrate:up transaction:false\r', 'none'],
  ];
  for (const [directive, mode] of modes) {
    it(`runs ${JSON.stringify(directive)} in ${mode === 'file' ? 'a' : 'no'} transaction`, () => {
      const { migrations } = read(dbmate, { '1_a.sql': `${directive}\nSELECT 1;\n-- migrate:down\n` });
      assert.equal(dbmate.transaction(migrations[0]!.up!), mode);
      assert.equal(dbmate.transaction(migrations[0]!.down!), 'file', 'each block says it for itself');
    });
  }

  it('makes files with both blocks, after the newest', () => {
    assert.deepEqual(made(dbmate, {}), {
      '20250304123015_add_berths.sql': '-- migrate:up\n-- Add berths\n\n\n-- migrate:down\n-- Undo: Add berths\n\n',
    });
    assert.deepEqual(made(dbmate, { '20250304123015_a.sql': both }, { withDown: false }), {
      '20250304123016_add_berths.sql': '-- migrate:up\n-- Add berths\n\n\n-- migrate:down\n\n',
    });
    const content = { up: 'CREATE INDEX CONCURRENTLY i ON t (a);\n', down: 'DROP INDEX i;\n', outsideTransaction: true };
    assert.deepEqual(made(dbmate, {}, { content }), {
      '20250304123015_add_berths.sql':
        '-- migrate:up transaction:false\n-- Add berths\n\nCREATE INDEX CONCURRENTLY i ON t (a);\n\n-- migrate:down transaction:false\n-- Undo: Add berths\n\nDROP INDEX i;\n',
    });
  });
});
