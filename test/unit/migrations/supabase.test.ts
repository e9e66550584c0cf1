import assert from 'node:assert/strict';
import { supabase } from '../../../src/migrations/conventions/supabase';
import { supabaseStatements } from '../../../src/migrations/conventions/supabase-statements';
import { made, read } from './reading';

const { history } = supabase;
const run = { id: '00000000-0000-4000-8000-000000000001' };

describe('supabase', () => {
  it('reads versions as text, in the order of the file names', () => {
    const { chain, problems } = read(supabase, {
      '20250301000000_add_berths.sql': '',
      '20250102030405_create_ports.sql': '',
      '10_b.sql': '',
      '1_a.sql': '',
      '007_.sql': '',
    });
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['007', ''],
        ['10', 'b'],
        ['1', 'a'],
        ['20250102030405', 'create_ports'],
        ['20250301000000', 'add_berths'],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it('says what the CLI skips, and what the table cannot hold twice', () => {
    const { chain, problems } = read(supabase, {
      '20210101000000_init.sql': '',
      '20210102000000_init.sql': '',
      '20250101000000_a.sql': '',
      '20250101000000_b.sql': '',
      '20250230000000_c.sql': '',
      'seed.sql': '',
    });
    assert.deepEqual(
      chain.map(([version]) => version),
      ['20210102000000', '20250101000000', '20250101000000', '20250230000000'],
    );
    assert.deepEqual(
      problems.map((problem) => problem.split(':', 1)[0]),
      [
        'duplicate-version Version 20250101000000 is claimed by 20250101000000_b.sql as well. Neither runs until one of them has another version.',
        'duplicate-version Version 20250101000000 is claimed by 20250101000000_a.sql as well. Neither runs until one of them has another version.',
        'impossible-version 20250230000000 is no date and time that exist. It keeps its place in the order, but no new version should follow it.',
        'unmanaged 20210101000000_init.sql is no migration',
        'unmanaged seed.sql is no migration',
      ],
    );
    assert.deepEqual(read(supabase, { '20211209000000_init.sql': '' }).problems, []);
  });

  const cuts: readonly (readonly [string, string, readonly string[]])[] = [
    ['trims, drops semicolons and what is empty', ' a ;; b;\n;', ['a', 'b']],
    ['keeps comments with what follows', '-- x; y\na;/* b; */ c', ['-- x; y\na', '/* b; */ c']],
    ['keeps a comment at the end', 'a; -- b', ['a', '-- b']],
    ['knows comments within comments', '/* /* ; */ ; */ a; b', ['/* /* ; */ ; */ a', 'b']],
    ['knows quotes and doubled ones', `'a;''b;' "c;"; d`, [`'a;''b;' "c;"`, 'd']],
    ['knows dollar quotes', '$$ a; $$ $x$ b; $$ ; $x$; $1;c', ['$$ a; $$ $x$ b; $$ ; $x$', '$1', 'c']],
    ['takes a backslash with what follows', 'a\\;b;c', ['a\\;b', 'c']],
    ['cuts nowhere within parentheses', 'a (b; c); d', ['a (b; c)', 'd']],
    ['closes all parentheses at once', 'a ((b) ; c) ; d', ['a ((b)', 'c)', 'd']],
    ['cuts nowhere within BEGIN ATOMIC', 'f BEGIN\n atomic a; b; END; c', ['f BEGIN\n atomic a; b; END', 'c']],
    ['takes no other word for it', 'notbegin atomic; begin atomical; b', ['notbegin atomic', 'begin atomical; b']],
    ['drops a byte order mark', '\uFEFFa;b', ['a', 'b']],
    ['knows strings that take backslashes', `E'a\\';' 'b;'; c 'd\\'; e`, [`E'a\\';' 'b;'`, `c 'd\\'`, 'e']],
    ['goes on with such a string on another line', `e'a' -- b\n'c\\';'; d`, [`e'a' -- b\n'c\\';'`, 'd']],
    ['knows dollar quotes with any letters, and dollars in words', '$ü$ a; $ü$; b$c; d$', ['$ü$ a; $ü$', 'b$c', 'd$']],
    [
      'takes an END for that of BEGIN ATOMIC where it begins',
      'BEGIN ATOMIC a CASE b END; c weekend; /* d */ END; e',
      ['BEGIN ATOMIC a CASE b END; c weekend; /* d */ END', 'e'],
    ],
    ['takes an END with more to it for another word', 'BEGIN ATOMIC a; ended; END; b', ['BEGIN ATOMIC a; ended; END', 'b']],
    ['ends comments at either line end', '-- a\rb; c', ['-- a\rb', 'c']],
    ['takes one minus for no comment', 'a - 1; b', ['a - 1', 'b']],
  ];
  for (const [what, text, statements] of cuts) {
    it(`${what} in the statements that it records`, () => assert.deepEqual(supabaseStatements(text), statements));
  }

  it('records version, name and statements, and nothing of a failure', () => {
    const { migrations } = read(supabase, { '20250101000000_a_b.sql': '-- A\nSELECT 1;\nSELECT 2;\n' });
    const event = { run, durationMs: 3, direction: 'up' } as const;
    assert.deepEqual(
      history.record({ ...event, kind: 'applied' }, migrations[0]!, migrations).map(({ values }) => values),
      [['20250101000000', 'a_b', ['-- A\nSELECT 1', 'SELECT 2']]],
    );
    assert.deepEqual(history.record({ ...event, kind: 'failed', isUndone: true }, migrations[0]!, migrations), []);
  });

  it('reads rows of the first versions, which had no name and no statements', () => {
    assert.deepEqual(history.read([{ version: '1' }, { version: '2', name: 'a', statements: null }], []), [
      { version: '1', failed: false },
      { version: '2', failed: false, name: 'a' },
    ]);
  });

  const modes: readonly (readonly [string, 'file' | 'none'])[] = [
    ['-- All of it.\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (a);', 'none'],
    ['alter table t detach partition p concurrently', 'none'],
    ['VACUUM (ANALYZE) t;', 'none'],
    ['VACUUM t; VACUUM t;', 'none'],
    ['CREATE TABLE t (a int);\n-- Waits.\nDROP INDEX CONCURRENTLY i;', 'none'],
    ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY; SELECT 1;', 'file'],
    ['-- pg-delta: transaction=false\r\nALTER TABLE t DETACH PARTITION p CONCURRENTLY; SELECT 1;', 'none'],
    ['-- First.\n-- pg-delta: transaction=false\nSELECT 1;', 'file'],
    ['-- pg-delta: transaction=false please\nSELECT 1;', 'file'],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY v;', 'file'],
    [`COMMENT ON TABLE t IS 'concurrently';`, 'file'],
    ['CREATE TABLE vacuum (a int);', 'file'],
  ];
  for (const [text, mode] of modes) {
    it(`runs ${text} in ${mode === 'file' ? 'a' : 'no'} transaction`, () => {
      const { migrations } = read(supabase, { '1_a.sql': text });
      assert.equal(supabase.transaction(migrations[0]!.up!), mode);
    });
  }

  it('makes a file after the newest, with the mark of one outside a transaction where its statements do not tell', () => {
    assert.deepEqual(made(supabase, { '20250304123015_a.sql': '' }, { withDown: false }), {
      '20250304123016_add_berths.sql': '-- Add berths\n\n',
    });
    assert.equal(made(supabase, {}), 'Supabase has no down scripts.');
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    assert.deepEqual(Object.values(made(supabase, {}, { withDown: false, content })), ['-- Add berths\n\nVACUUM;\n']);
    const up = 'SELECT 1;\nALTER TABLE t DETACH PARTITION p CONCURRENTLY;\n';
    const marked = { '20250304123015_add_berths.sql': `-- pg-delta: transaction=false\n-- Add berths\n\n${up}` };
    assert.deepEqual(made(supabase, {}, { withDown: false, content: { ...content, up } }), marked);
    assert.equal(supabase.transaction(read(supabase, marked).migrations[0]!.up!), 'none');
  });
});
