import { isOfGivenRows } from '../../every-row';
import { blocks } from '../../../effects/locks';
import type { Change } from '../../../schema/change';
import type { Key, Schema } from '../../../schema/schema';
import type { Held } from '../../held';
import { changeRule, type RuleContext } from '../../rule';
import { enumerate, plainName } from '../../wording';
import { workOf } from '../../work';

/** Locks are held to the end of the transaction: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
export const statementAfterAccessExclusive = changeRule({
  id: 'statement-after-access-exclusive',
  title: 'Long work while an earlier statement keeps a table locked',
  category: 'transaction',
  severity: 'warning',
  also: [
    'postgres-language-server:runningStatementWhileHoldingAccessExclusive',
    'pgfence:statement-after-access-exclusive',
    'migrationpilot:MP008',
    'eugene:E4',
    'django-migration-linter:CREATE_INDEX_EXCLUSIVE',
  ],
  on: [
    'add-column',
    'add-constraint',
    'alter-constraint',
    'alter-domain',
    'attach-partition',
    'change-column-type',
    'cluster',
    'create-index',
    'create-table',
    'refresh-view',
    'reindex',
    'set-expression',
    'set-not-null',
    'set-persistence',
    'validate-constraint',
    'write',
  ],
  once: true,
  concerns: (change) => change.kind !== 'write' || !isOfGivenRows(change),
  check(change, context) {
    // Of a constraint that is validated where it was added another rule speaks.
    if (change.kind === 'validate-constraint' && context.held().some(({ on }) => on === context.resolve(change.table)))
      return undefined;
    const work = change.kind === 'write' ? writing(change, context) : workOf(context);
    if (work === undefined) return undefined;
    const locked = lockedBefore(context);
    if (locked.length === 0) return undefined;
    return {
      message: `Nobody can read or write ${some(locked)} until ${work}: an earlier statement has locked ${locked.length === 1 ? 'it' : 'them'} until the transaction ends`,
      help: 'Make this a migration of its own, or put the statement that takes the lock last.',
      related: locked.map(({ on, statement }) => ({
        message: `${plainName(on)} is locked here`,
        path: context.script.path,
        at: statement.at,
      })),
    };
  },
});

/** The first few of many. */
function some(locked: readonly Held[]): string {
  const names = locked.map(({ on }) => plainName(on));
  return names.length < 4 ? enumerate(names) : enumerate([...names.slice(0, 2), `${names.length - 2} more tables`]);
}

/** Tables that earlier statements keep all others out of, and that this one by itself does not. */
function lockedBefore({ held, effects, schema }: RuleContext): readonly Held[] {
  const own = effects.flatMap((effect) => (effect.kind === 'lock' && blocks(effect.mode).reads ? [effect.on] : []));
  return held().filter(
    ({ on, mode, via }) => via === undefined && blocks(mode).reads && !own.includes(on) && !isGone(schema, on),
  );
}

/** What the file has dropped or renamed nobody asks for by that name. */
function isGone(schema: Schema, key: Key): boolean {
  return !schema.relations.has(key) && schema.lives.has(key);
}

/** Rows of a table that no earlier statement has locked; of one that is, there is a rule of its own. */
function writing(change: Extract<Change, { kind: 'write' }>, context: RuleContext): string | undefined {
  if (context.createdHere(change.table)) return undefined;
  const key = context.resolve(change.table);
  if (context.held().some(({ on, mode }) => on === key && blocks(mode).writes)) return undefined;
  return `the rows of ${plainName(key)} are written`;
}
