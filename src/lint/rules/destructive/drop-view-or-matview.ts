import type { Change } from '../../../schema/change';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const dropViewOrMatview = changeRule({
  id: 'drop-view-or-matview',
  title: 'View dropped',
  category: 'destructive',
  severity: 'information',
  also: [],
  on: ['drop-view'],
  check({ view, ifExists }, context) {
    const key = context.resolve(view);
    const known = context.schema.relations.get(key);
    if (known === undefined ? ifExists : context.madeHere(known.origin)) return undefined;
    if (context.session.fresh.has(key) || context.effects.some(({ kind }) => kind === 'error')) return undefined;
    const isMadeAgain = (change: Change): boolean =>
      (change.kind === 'create-view' && context.resolve(change.view) === key) ||
      (change.kind === 'create-table' && context.resolve(change.table) === key);
    if (context.changesAfter().some(isMadeAgain)) return undefined;
    return {
      message: `Code that still reads ${plainName(key)} fails from this moment`,
      help: 'First release code that no longer reads it; drop it in a later migration.',
      related: context.origin(known, `${plainName(key)} was created here`),
    };
  },
});
