import type { Key } from '../../../schema/schema';
import { changesOf } from '../../../schema/changes';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** SHARE ROW EXCLUSIVE on the sequence, since 10: https://www.postgresql.org/docs/current/sql-altersequence.html */
export const alterSequenceBlocksNextval = changeRule({
  id: 'alter-sequence-blocks-nextval',
  title: 'Sequence altered while the transaction goes on',
  category: 'transaction',
  severity: 'warning',
  also: [],
  on: ['alter-sequence'],
  check({ sequence }, context) {
    if (!context.inTransaction || context.harmful('lock').length === 0 || isLast(context)) return undefined;
    const key = context.resolve(sequence);
    const known = context.schema.relations.get(key);
    const owner = known?.kind === 'sequence' ? known.ownedBy?.table : undefined;
    if ((known !== undefined && context.madeHere(known.origin)) || (owner !== undefined && isLocked(owner, context)))
      return undefined;
    return {
      message: `Blocks nextval of ${plainName(key)}${owner === undefined ? '' : `, and with it inserts into ${plainName(owner)},`} until the transaction ends`,
      help: 'Make it the last statement of the transaction.',
      related: context.origin(known, `${plainName(key)} was created here`),
    };
  },
});

/** Whether the statement before has the table that draws from it locked already, until the same end. */
function isLocked(owner: Key, context: RuleContext): boolean {
  const before = context.previous();
  return (
    before !== undefined &&
    changesOf(before).some((change) => change.kind === 'change-column-type' && context.resolve(change.table) === owner)
  );
}

/** Whether nothing but a COMMIT follows, or others that alter sequences too. */
function isLast(context: RuleContext): boolean {
  const [next] = context.later().flatMap((statement) => changesOf(statement).filter(({ kind }) => kind !== 'alter-sequence'));
  return next === undefined || (next.kind === 'transaction' && next.what !== 'savepoint');
}
