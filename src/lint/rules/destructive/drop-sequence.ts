import type { Change } from '../../../schema/change';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const dropSequence = changeRule({
  id: 'drop-sequence',
  title: 'Sequence dropped',
  category: 'destructive',
  severity: 'information',
  also: [],
  on: ['drop-sequence'],
  check({ sequence, ifExists }, context) {
    const key = context.resolve(sequence);
    const known = context.schema.relations.get(key);
    if (known === undefined ? ifExists : context.madeHere(known.origin)) return undefined;
    if (context.session.fresh.has(key) || context.effects.some(({ kind }) => kind === 'error')) return undefined;
    const isMade = (change: Change): boolean => change.kind === 'create-sequence' && context.resolve(change.sequence) === key;
    if (context.changesAfter().some(isMade)) return undefined;
    return {
      message: `Loses the count of ${plainName(key)} for good, and code that still asks it for a number fails`,
      help: 'First release code that no longer uses it; drop it in a later migration.',
      related: context.origin(known, `${plainName(key)} was created here`),
    };
  },
});
