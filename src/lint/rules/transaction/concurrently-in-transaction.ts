import { predict } from '../../../effects/predict';
import type { Change } from '../../../schema/change';
import { changeRule, type RuleContext } from '../../rule';
import { runOutsideTransaction } from '../../statement-edits';
import { findWords } from '../../user-text';
import { whoseTransaction, withoutTransaction } from './refused';

/** 25001 «cannot run inside a transaction block», also for a query of several statements. */
export const concurrentlyInTransaction = changeRule({
  id: 'concurrently-in-transaction',
  title: 'CONCURRENTLY inside a transaction',
  category: 'transaction',
  severity: 'error',
  also: [
    'create-index-concurrently-in-transaction',
    'squawk:ban-concurrent-index-creation-in-transaction',
    'postgres-language-server:banConcurrentIndexCreationInTransaction',
    'pgfence:concurrent-in-transaction',
    'migrationpilot:MP025',
    'pgsafe:concurrently-in-transaction',
  ],
  on: ['create-index', 'drop-index', 'reindex', 'detach-partition'],
  check(change, context) {
    if (!change.concurrently) return undefined;
    const fails = context.effects.some(
      ({ kind, ...rest }) => kind === 'error' && 'sqlstate' in rest && rest.sqlstate === '25001',
    );
    if (!fails || isRefusedAnyway(change, context)) return undefined;
    const outside = runOutsideTransaction(context);
    return {
      message: `Fails with 25001: ${nameOf(change)} cannot run inside a transaction, and ${whoseTransaction(context)}`,
      help: withoutTransaction(context),
      at: findWords(context.statement.text, ['concurrently'], change.at) ?? change.at,
      fixes:
        outside === undefined || outside.length === 0
          ? []
          : [{ title: 'Run this file outside a transaction', edits: outside, preferred: true, safe: true }],
    };
  },
});

/** Refused outside of a transaction too, for what another rule says: this one's remedy would be none. */
function isRefusedAnyway(change: Change, { schema, session, postgres }: RuleContext): boolean {
  const effects = predict(change, { schema, session: { ...session, inTransaction: false }, postgres });
  return effects.some((effect) => effect.kind === 'error' && ['0A000', '2BP01', '55000'].includes(effect.sqlstate));
}

function nameOf(change: Change): string {
  switch (change.kind) {
    case 'create-index':
      return 'CREATE INDEX CONCURRENTLY';
    case 'drop-index':
      return 'DROP INDEX CONCURRENTLY';
    case 'reindex':
      return 'REINDEX CONCURRENTLY';
    default:
      return 'DETACH PARTITION CONCURRENTLY';
  }
}
