import type { Change } from '../../../schema/change';
import { resolve } from '../../../schema/session';
import { changeRule } from '../../rule';

export const dropFunction = changeRule({
  id: 'drop-function',
  title: 'Function dropped',
  category: 'destructive',
  severity: 'information',
  also: [],
  on: ['drop-function'],
  check({ function: name, ifExists }, context) {
    const keyOf = (each: typeof name): string => resolve(each, context.schema, context.session, 'function');
    const key = keyOf(name);
    const known = context.schema.functions.get(key) ?? [];
    if (known.length === 0 ? ifExists : known.every(({ origin }) => context.madeHere(origin))) return undefined;
    // Nobody calls the function of a trigger.
    if (known.length > 0 && known.every(({ text }) => /\breturns\s+(?:event_)?trigger\b/i.test(text))) return undefined;
    const isMade = (change: Change): boolean => change.kind === 'create-function' && keyOf(change.function) === key;
    if (context.changesAfter().some(isMade) || context.changesBefore().some(isMade)) return undefined;
    return {
      message: `Code that still calls ${name.name}() fails from this moment`,
      help: 'First release code that no longer calls it; drop it in a later migration.',
      related: context.origin(known[0], `${name.name}() was created here`),
    };
  },
});
