import type { Change } from '../../../schema/change';
import { certainFailure, namingKinds } from '../../certain-failure';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** Duplicate table, column, object. */
const duplicates = new Set(['42P07', '42701', '42710']);

export const conflictingRedefinition = changeRule({
  id: 'conflicting-redefinition',
  title: 'Object made twice',
  category: 'meta',
  severity: 'error',
  also: [],
  on: namingKinds,
  check(change, context) {
    const failure = certainFailure(context, duplicates);
    if (failure === undefined) return undefined;
    return {
      message: `Fails with ${failure.sqlstate}: ${plainName(failure.why)} already`,
      help: 'Take one of the two out, or give it another name.',
      related: origins(change, context),
    };
  },
});

/** Where the first one was made. */
function origins(change: Change, context: RuleContext) {
  switch (change.kind) {
    case 'create-table': {
      const key = context.resolve(change.table);
      return context.origin(context.schema.relations.get(key), `${plainName(key)} was made here`);
    }
    case 'create-index':
      return change.index === undefined
        ? []
        : context.origin(
            context.schema.relations.get(context.resolve({ ...change.table, name: change.index })),
            `${change.index} was made here`,
          );
    case 'add-column':
      return context.origin(context.column(change.table, change.column.name), `${change.column.name} was added here`);
    default:
      return [];
  }
}
