import type { ChangeOf } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** 23502 for every INSERT that leaves the column out. */
export const changeDefaultOnWrittenColumn = changeRule({
  id: 'change-default-on-written-column',
  title: 'Default dropped from a column that must have a value',
  category: 'column-change',
  severity: 'warning',
  upOnly: true,
  also: ['online_migrations:change_column_default', 'strong_migrations:change_column_default'],
  on: ['drop-default'],
  check(change, context) {
    const { table, column } = change;
    const known = context.column(table, column);
    if (known?.notNull !== true || known.default === undefined || context.createdHere(table)) return undefined;
    if (isMended(change, context)) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Code that inserts into ${name} without ${column} fails with 23502 from this moment: it is NOT NULL and has no default then`,
      help: 'First release code that gives the column a value; drop the default in a later migration.',
      related: context.origin(known, `${column} was added here`),
    };
  },
});

/** Whether the same statement or a later one gives the column another default, takes NOT NULL away, or the column itself. */
function isMended({ table, column }: ChangeOf<'drop-default'>, context: RuleContext): boolean {
  const key = context.resolve(table);
  return [context.statement, ...context.later()].some((statement) =>
    changesOf(statement).some((change) => {
      switch (change.kind) {
        case 'set-default':
        case 'drop-not-null':
        case 'drop-column':
        case 'set-identity':
          return change.column === column && context.resolve(change.table) === key;
        default:
          return false;
      }
    }),
  );
}
