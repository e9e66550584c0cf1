import assert from 'node:assert/strict';
import { hintLabel, hintTooltip } from '../../../src/extension/hint-words';
import { sameStatements, type StatementsOf } from '../../../src/extension/same-statements';
import type { Measured, StatementResult } from '../../../src/run/events';
import { split } from '../../../src/sql/splitter';
import { embedded, server } from './support';

const statementsOf = (text: string): StatementsOf => ({ text, statements: split(text) });

/** Which statements of `now`, in words, are which of `before`. */
function same(now: string, before: string): string[] {
  const [one, other] = [statementsOf(now), statementsOf(before)];
  const words = ({ text, statements }: StatementsOf, index: number): string =>
    text.slice(statements[index]!.at.start, statements[index]!.at.end).replace(/\s+/g, ' ');
  return [...sameStatements(one, other)].map(([to, from]) => `${to}<${from} ${words(one, to)}`);
}

function result(measured?: Partial<Measured>, rest: Partial<StatementResult> = {}): StatementResult {
  return {
    ...{ path: '/p', at: { start: 0, end: 1 }, text: 'x' },
    ...(measured && { measured: { effects: [], ms: 12, notices: [], ...measured } }),
    ...rest,
  };
}

describe('statements that are the same', () => {
  it('are found again wherever they stand, and not where they were edited', () => {
    const before = 'select 1;\nselect 2;\nselect 3\n';
    assert.deepEqual(same(`-- above\n\n${before}`, before), ['0<0 select 1', '1<1 select 2', '2<2 select 3']);
    assert.deepEqual(same('select 1;\nselect 22;\nselect 3;\n', before), ['0<0 select 1', '2<2 select 3']);
    assert.deepEqual(same('select 3;\nselect 0;\nselect 1;\n', before), ['0<2 select 3', '2<0 select 1']);
    assert.deepEqual(same('', before), []);
  });

  it('are told apart by everything in them, but not by line ends', () => {
    assert.deepEqual(same('select 1 ;', 'select 1;'), ['0<0 select 1']);
    assert.deepEqual(same('select  1;', 'select 1;'), []);
    assert.deepEqual(same("select 'A';", "select 'a';"), []);
    assert.deepEqual(same('select\r\n1;\r\n', 'select\n1;\n'), ['0<0 select 1']);
  });

  it('are none where alike ones have become more or fewer', () => {
    const twice = 'select 1;\nselect 1;\nselect 2;\n';
    assert.deepEqual(same(twice, twice), ['0<0 select 1', '1<1 select 1', '2<2 select 2']);
    assert.deepEqual(same('select 1;\nselect 2;\n', twice), ['1<2 select 2']);
  });

  it('have the same rows, where they copy rows', () => {
    const copy = (rows: string): string => `copy t from stdin;\n${rows}\n\\.\nselect 1;\n`;
    assert.deepEqual(same(copy('1\n2'), copy('1\n2')).length, 2);
    assert.deepEqual(same(copy('1\n3'), copy('1\n2')), ['1<1 select 1']);
  });
});

describe('a hint', () => {
  it('says time, the lock that others wait for, work and rows', () => {
    const effects: Measured['effects'] = [
      { kind: 'lock', mode: 'ShareRowExclusiveLock', on: 'public.orders' },
      { kind: 'lock', mode: 'AccessExclusiveLock', on: 'public.orders' },
      { kind: 'rewrite', on: 'public.orders' },
    ];
    assert.equal(hintLabel(result({ effects, rows: 1000 }), 'trace'), '12 ms · ACCESS EXCLUSIVE · rewrites orders · 1,000 rows');
    const works = ['a', 'b', 'c', 'd'].map((on) => ({ kind: 'index-build' as const, on: `app.${on}` }));
    assert.equal(
      hintLabel(result({ effects: works, rows: 1 }), 'shadow'),
      'shadow 12 ms · builds an index on app.a · builds an index on app.b · 2 more · 1 row',
    );
    const slight: Measured['effects'] = [{ kind: 'lock', mode: 'RowExclusiveLock', on: 'public.orders' }];
    assert.equal(hintLabel(result({ effects: slight, rows: 0 }), 'trace'), '12 ms · 0 rows', 'nobody waits for that lock');
  });

  it('says in short why it fails, and why it was not measured', () => {
    const error = { message: `relation "${'x'.repeat(90)}"\ndoes not exist`, sqlstate: '42P01', condition: 'undefined_table' };
    const failing = hintLabel(result({ error }), 'trace');
    assert.match(failing, /^fails: 42P01 relation "x+…$/);
    assert.equal(failing.length, 81);
    const skipped = 'not measured: what comes before it did not succeed.';
    assert.equal(hintLabel(result(undefined, { skipped }), 'trace'), 'not measured: what comes before it did not succeed');
    assert.equal(hintLabel(result({ error: { message: 'a\u202eb' } }), 'trace'), 'fails: a\\u202eb');
  });

  it('tells the rest to whoever points at it, and of what it holds no longer', () => {
    const measured: Partial<Measured> = {
      effects: [{ kind: 'lock', mode: 'AccessExclusiveLock', on: 'public.orders' }],
      locksHeldMs: 30,
      walBytes: 8192,
      notices: ['take [care](command:x)'],
    };
    const comparison = { agreed: [], missed: ['rewrite public.orders'], false: ['scan public.orders'], unknown: [] };
    const script = { target: embedded, kind: 'trace', at: 0 } as const;
    const text = hintTooltip(result(measured, { comparison }), script, { now: 120_000, isChanged: true });
    assert.equal(
      text,
      [
        '**Dry run on embedded, 2 min ago**',
        'The file has been changed since, but not this statement.',
        [
          '**Measured, 12 ms**\n',
          '- ACCESS EXCLUSIVE on public\\.orders\\: blocks all reads and writes',
          '- holds its locks to the end of the transaction, 30 ms',
          '- writes 8,192 bytes to the log',
        ].join('\n'),
        '**Notices**\n\n- take \\[care\\]\\(command\\:x\\)',
        '**Measured, and not predicted**\n\n- rewrites public\\.orders and all its indexes',
        '**Predicted, and not measured**\n\n- reads all of public\\.orders',
      ].join('\n\n'),
    );
    const made = { kind: 'index', id: 'public.orders_idx', severity: 'low', change: 'extra', def: {}, along: {} } as const;
    const estimate = ['SHARE on public.orders, 41 GB: index build about 3 min'];
    assert.match(
      hintTooltip(result({ schemaChanges: [made] }, { estimate }), script, { now: 0, isChanged: false }),
      /\*\*Schema\*\*\n\n- created index public\\\.orders\\_idx\n\n\*\*Estimate\*\*\n\n- SHARE on public\\\.orders, 41 GB\\: index/,
    );
    const plain = { agreed: [], missed: [], false: [], unknown: [] };
    const shadow = { target: server('prod', 'production'), kind: 'shadow', at: 0 } as const;
    const quiet = hintTooltip(result({}, { comparison: plain }), shadow, { now: 0, isChanged: false });
    assert.equal(
      quiet,
      [
        '**Dry run on the shadow, for prod, just now**',
        '**Measured, 12 ms**\n\n- nothing that others would notice',
        'This is what was predicted.',
      ].join('\n\n'),
    );
    const predicted = [{ kind: 'scan', on: 'public.orders' }] as const;
    const failing = result({ error: { message: 'no', hint: 'Try.', sqlstate: '42P01' } }, { predicted });
    assert.match(
      hintTooltip(failing, script, { now: 0, isChanged: false }),
      /\$\(error\) 42P01 no\\?\. Try\\\.\n\n\*\*Predicted\*\*/,
    );
  });
});
