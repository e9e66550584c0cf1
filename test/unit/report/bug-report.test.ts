import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compare } from '../../../src/effects/normal';
import type { Effect } from '../../../src/effects/effect';
import { bugReport, differing } from '../../../src/report/bug-report';
import type { StatementResult } from '../../../src/run/events';

function statement(text: string, predicted: readonly Effect[], measured: readonly Effect[]): StatementResult {
  return {
    ...{ path: '/secret/place.sql', at: { start: 0, end: text.length }, text, measuredOn: 170_005 },
    measured: { effects: measured, ms: 3, notices: ['secret'] },
    ...{ predicted, comparison: compare(predicted, measured) },
  };
}

describe('a difference as a bug report', () => {
  it('has the versions, the statement and both sides, under other names', () => {
    const one = statement(
      `ALTER TABLE invoices ADD COLUMN "Due Date" date DEFAULT '2024-05-01' /* for Mary */ CHECK (billing.due_of(invoices, 17) > $$x$$)`,
      [{ kind: 'rewrite', on: 'public.invoices' }],
      [
        { kind: 'lock', on: 'public.invoices', mode: 'AccessExclusiveLock' },
        { kind: 'scan', on: 'billing.lines' },
        { kind: 'unknown', aspect: 'work', why: 'invoices are secret' },
      ],
    );
    const agreed = statement('SELECT 1', [], []);
    assert.deepEqual(differing([one, agreed]), [one]);
    assert.equal(
      bugReport([one], '1.2.3'),
      [
        '### Prediction and measurement differ',
        'Lockkeeper 1.2.3',
        '#### PostgreSQL 17.5',
        "```sql\nALTER TABLE t1 ADD COLUMN c1 date DEFAULT '…' CHECK (s1.c2(t1, 0) > $$…$$)\n```",
        'Predicted:',
        '- rewrite t1',
        'Measured:',
        '- lock ACCESS EXCLUSIVE on t1\n- scan s1.t2\n- unknown work',
        'Measured, not predicted:',
        '- lock ACCESS EXCLUSIVE on t1\n- scan s1.t2',
        'Predicted, not measured:',
        '- rewrite t1\n',
      ].join('\n\n'),
    );
  });

  it('never has a name, a literal, a number, a comment or a message of the user', () => {
    // None of SQL's own words, and nothing that may be part of one or of the report's.
    const secret = fc
      .string({ minLength: 3, maxLength: 12, unit: fc.constantFrom('q', 'z', 'j', 'x', 'k', '7', '_', 'é', 'Å') })
      .filter((text) => /^[^\d]/.test(text))
      .map((text) => `zq${text}`);
    const digits = fc.integer({ min: 5_000_000, max: 2_000_000_000 }).map(String);
    const effect = (on: string, word: string): fc.Arbitrary<Effect> =>
      fc.constantFrom<Effect>(
        { kind: 'lock', on, mode: 'ShareLock', via: word },
        { kind: 'scan', on },
        { kind: 'index-build', on, index: word },
        { kind: 'data-loss', of: word },
        { kind: 'error', sqlstate: '23505', when: 'rows', why: word },
        { kind: 'error', sqlstate: '42P01', when: 'always', why: word },
        { kind: 'unknown', aspect: 'locks', why: word },
      );
    const trial = fc.tuple(fc.array(secret, { minLength: 6, maxLength: 6 }), digits).chain(([words, number]) => {
      const [table, schema, column, literal, comment, quoted] = words as [string, string, string, string, string, string];
      const effects = fc.array(effect(`${schema}.${table}`, literal), { maxLength: 4 });
      const sql = fc
        .shuffledSubarray([
          `ALTER TABLE ${schema}.${table} ADD ${column} int DEFAULT ${number}`,
          `'${literal} ''${comment}'`,
          `E'\\'${literal}'`,
          `"${quoted}""${table}"`,
          `U&"${quoted}"`,
          `$${column}$ ${literal} $${column}$`,
          `-- ${comment}\n`,
          `/* ${comment} */`,
          `:${column}`,
          `\\${comment}\n`,
          `${table.toUpperCase()}(${number})`,
          `'${literal}`,
        ])
        .map((parts) => parts.join(' '));
      return fc.record({ words: fc.constant([...words, number]), sql, predicted: effects, measured: effects });
    });
    fc.assert(
      fc.property(trial, ({ words, sql, predicted, measured }) => {
        const report = bugReport([statement(sql, predicted, measured)], '1.2.3').toLowerCase();
        for (const word of words) assert.ok(!report.includes(word.toLowerCase()), `${word} in ${report}`);
      }),
      { numRuns: 500 },
    );
  });
});
