import { blocks } from '../../../effects/locks';
import { lockingKinds } from '../../locking';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

export const wideLockWindow = changeRule({
  id: 'wide-lock-window',
  title: 'Several tables locked until the transaction ends',
  category: 'transaction',
  severity: 'warning',
  preset: 'strict',
  also: ['postgres-language-server:avoidWideLockWindow', 'pgfence:wide-lock-window'],
  on: lockingKinds,
  once: true,
  check(_change, context) {
    const own = exclusive(context);
    if (own === undefined || !isTable(context, own)) return undefined;
    const first = context
      .held()
      .find(({ on, mode, via }) => via === undefined && on !== own && blocks(mode).reads && isTable(context, on));
    if (first === undefined || isKin(context, own, first.on)) return undefined;
    const [a, b] = [plainName(first.on), plainName(own)];
    return {
      message: `Keeps everyone out of ${a} and ${b} at once: a transaction that uses ${b} and then ${a} deadlocks with this one`,
      help: 'Make it a migration of its own, so that one table is locked at a time.',
      related: [{ message: `${a} is locked here`, path: context.script.path, at: first.statement.at }],
    };
  },
});

/** What this statement itself keeps everyone out of, and no earlier one did. */
function exclusive(context: RuleContext): string | undefined {
  const before = context
    .held()
    .filter(({ mode }) => blocks(mode).reads)
    .map(({ on }) => on);
  return context
    .harmful('lock')
    .find(
      (effect) => effect.kind === 'lock' && effect.via === undefined && blocks(effect.mode).reads && !before.includes(effect.on),
    )?.on;
}

/** Known to be a table, or not known to be anything else. */
function isTable({ schema }: RuleContext, key: string): boolean {
  const kind = schema.relations.get(key)?.kind;
  return kind === 'table' || (kind === undefined && !schema.lives.has(key));
}

/** A table with its sequence, index or view, or a partition with its parent: these are locked together anyway. */
function isKin({ schema }: RuleContext, a: string, b: string): boolean {
  return schema.dependents.get(a)?.has(b) === true || schema.dependents.get(b)?.has(a) === true;
}
