import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** 23502 for every INSERT that leaves the column out. */
export const changeDefaultOnWrittenColumn = changeRule({
  id: 'change-default-on-written-column',
  title: 'Default dropped from a column that must have a value',
  category: 'column-change',
  severity: 'warning',
  also: ['online_migrations:change_column_default', 'strong_migrations:change_column_default'],
  on: ['drop-default'],
  check({ table, column }, context) {
    const known = context.column(table, column);
    if (known?.notNull !== true || known.default === undefined || context.createdHere(table)) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Code that inserts into ${name} without ${column} fails with 23502 from this moment: it is NOT NULL and has no default then`,
      help: 'First release code that gives the column a value; drop the default in a later migration.',
      related: context.origin(known, `${column} was added here`),
    };
  },
});
