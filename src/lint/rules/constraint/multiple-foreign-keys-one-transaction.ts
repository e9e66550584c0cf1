import type { Key } from '../../../schema/schema';
import { type ConstraintMaker, constraintMakers, foreignKeysOf } from '../../constraints-of';
import type { JudgedChange } from '../../judge';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS */
export const multipleForeignKeysOneTransaction = changeRule({
  id: 'multiple-foreign-keys-one-transaction',
  title: 'Foreign keys to several tables in one transaction',
  category: 'constraint',
  severity: 'warning',
  preset: 'strict',
  also: ['migrationpilot:MP069'],
  on: constraintMakers,
  once: true,
  check(change, context) {
    const held = new Set(context.transactionSoFar().flatMap((earlier) => partners(earlier, context)));
    const own = context.table(change.table)?.key;
    const locked = new Set(context.harmful('lock').map(({ on }) => on));
    for (const { constraint, to } of foreignKeysOf(change, context)) {
      if (!locked.has(to) || to === own) continue;
      const [other] = [...held].filter((each) => each !== to);
      if (other === undefined) {
        held.add(to);
        continue;
      }
      const [first, second] = [plainName(other), plainName(to)];
      return {
        message: `Keeps everyone from writing to ${first} while it waits for whoever is writing to ${second}: if that one goes on to write to ${first}, one of the two fails with 40P01`,
        help: 'Add the foreign keys to one referenced table in one migration, and those to the next in another.',
        at: constraint.at,
      };
    }
    return undefined;
  },
});

/** The tables in use that an earlier change has locked because it made them referenced. */
function partners({ change, effects, session }: JudgedChange, context: RuleContext): readonly Key[] {
  if (!isMaker(change)) return [];
  const locked = effects.flatMap((effect) => (effect.kind === 'lock' && !session.fresh.has(effect.on) ? [effect.on] : []));
  return foreignKeysOf(change, context).flatMap(({ to }) => (locked.includes(to) ? [to] : []));
}

function isMaker(change: JudgedChange['change']): change is ConstraintMaker {
  return (constraintMakers as readonly string[]).includes(change.kind);
}
