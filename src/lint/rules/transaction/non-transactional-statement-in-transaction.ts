import type { Change } from '../../../schema/change';
import { changeRule } from '../../rule';
import { runOutsideTransaction } from '../../statement-edits';
import { whoseTransaction, withoutTransaction } from './refused';

/** 25001 of PreventInTransactionBlock; what is CONCURRENTLY has a rule of its own. */
export const nonTransactionalStatementInTransaction = changeRule({
  id: 'non-transactional-statement-in-transaction',
  title: 'Statement that cannot run inside a transaction',
  category: 'transaction',
  severity: 'error',
  also: ['bytebase:statement-non-transactional'],
  on: ['no-transaction', 'vacuum', 'reindex', 'cluster', 'transaction'],
  check(change, context) {
    if (change.kind === 'reindex' && change.concurrently) return undefined;
    const fails = context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '25001');
    if (!fails) return undefined;
    const outside = runOutsideTransaction(context);
    return {
      message: `Fails with 25001: ${nameOf(change)} cannot run inside a transaction, and ${whoseTransaction(context)}`,
      help: withoutTransaction(context),
      at: { start: change.at.start, end: wordsEnd(context.statement.text, change.at.start) },
      fixes:
        outside === undefined || outside.length === 0
          ? []
          : [{ title: 'Run this file outside a transaction', edits: outside, preferred: true, safe: true }],
    };
  },
});

function nameOf(change: Change): string {
  switch (change.kind) {
    case 'no-transaction':
      return change.what;
    case 'reindex':
      return change.what === 'table' || change.what === 'index'
        ? 'REINDEX of a partitioned table'
        : `REINDEX ${change.what.toUpperCase()}`;
    case 'cluster':
      return change.table === undefined ? 'CLUSTER of all tables' : 'CLUSTER of a partitioned table';
    case 'transaction':
      return change.what === 'commit-prepared' ? 'COMMIT PREPARED' : 'ROLLBACK PREPARED';
    default:
      return 'VACUUM';
  }
}

/** The end of the statement's first words: what is underlined of one that may be long. */
function wordsEnd(text: string, start: number): number {
  return start + (/^\w+(?:[ \t]+\w+)?/.exec(text.slice(start))?.[0].length ?? 0);
}
