import assert from 'node:assert/strict';
import { historyText } from '../../../src/report/history-report';
import type { JournalEntry, JournalFact } from '../../../src/run/journal';

const journal = (run: string, ...facts: readonly JournalFact[]): readonly JournalEntry[] =>
  facts.map((fact) => ({ at: '2025-01-02T03:04:05.000Z', run, ...fact }));

const begun: JournalFact = { kind: 'begun', command: 'up', by: 'ada', target: '', source: '', migrations: ['1'] };
const statement = (number: number): JournalFact => ({
  ...{ kind: 'statement', version: '1', direction: 'up', statement: number, of: 3, line: number * 2, before: '', own: '' },
});
const ended = (outcome: 'done' | 'failed'): JournalFact => ({
  ...{ kind: 'migration', version: '1', name: 'a', direction: 'up', outcome, ms: 7, statements: [], done: 0 },
  ...(outcome === 'failed' && { error: { message: 'division by zero' } }),
});

describe('a history as text', () => {
  const lines = (...entries: readonly JournalEntry[]): readonly string[] =>
    historyText(
      { source: 's', target: 't', server: 'PostgreSQL', table: 'history', lines: [], journal: entries },
      { colours: false },
    )
      .split('\n')
      .slice(3, -1)
      .map((line) => line.replace('  2025-01-02 03:04:05Z  ', ''));

  it('tells each run by its id, and the statement that a script broke off at, answered or not', () => {
    assert.deepEqual(
      lines(
        ...journal('0123456789', begun, statement(1), statement(2), ended('failed')),
        ...journal('abcdefghij', begun, statement(1)),
        ...journal('klmnopqrst', begun, statement(1), ended('done')),
      ),
      [
        'up by ada, run 01234567',
        '  up 1 ended at statement 2 of 3, line 4',
        '  up 1 failed in 7 ms: division by zero',
        'up by ada, run abcdefgh',
        '  up 1 ended at statement 1 of 3, line 2',
        'up by ada, run klmnopqr',
        '  up 1 done in 7 ms',
      ],
    );
  });
});
