import { indexesOf } from '../../../effects/world';
import type { Name, Origin } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-altertable.html: «Indexes and table constraints involving the column will be automatically dropped as well». */
export const dropColumnDropsConstraint = changeRule({
  id: 'drop-column-drops-constraint',
  title: 'Dropped column that takes a constraint or an index of several columns along',
  category: 'destructive',
  severity: 'warning',
  also: ['pg-migration-lint:PGM010', 'pg-migration-lint:PGM011', 'pg-migration-lint:PGM012'],
  on: ['drop-column'],
  check({ table, column }, context) {
    if (context.effects.some((effect) => effect.kind === 'error' && effect.when === 'always')) return undefined;
    const found = shared(table, column, context);
    if (found.length === 0) return undefined;
    return {
      message: `Also drops the ${enumerate(found.map(({ name }) => name))}, of which ${plainName(context.resolve(table))}.${column} is only a part`,
      help: 'Make what must take its place first, and drop it by name, so that whoever reads this sees it go.',
      related: found.flatMap((each) => context.origin(each, `The ${each.name} was made here`)),
    };
  },
});

/** Constraints and indexes on the column and on others that stay. */
function shared(name: Name, column: string, context: RuleContext) {
  const table = context.table(name);
  if (table === undefined) return [];
  const goes = new Set(
    [...context.changesBefore(), ...context.changesAfter()].flatMap((each) =>
      each.kind === 'drop-column' && context.resolve(each.table) === table.key && each.column !== column ? [each.column] : [],
    ),
  );
  const isShared = (columns: readonly string[]): boolean =>
    columns.includes(column) && columns.some((each) => each !== column && !goes.has(each));
  // A way back undoes what the way there has made.
  const isUndone = ({ origin }: { readonly origin: Origin }): boolean =>
    context.script.direction === 'down' && context.madeHere(origin);
  const constraints = table.constraints.filter((each) => !isUndone(each) && each.kind !== 'not-null' && isShared(each.columns));
  const behind = new Set(constraints.map(({ index }) => index));
  const indexes = indexesOf(context, table.key).filter(
    (each) => !behind.has(each.key) && !isUndone(each) && isShared(each.columns),
  );
  return [
    ...constraints.map((each) => ({
      name: `${words[each.kind]} ${each.name} (${each.columns.join(', ')})`,
      origin: each.origin,
    })),
    ...indexes.map((each) => ({ name: `index ${plainName(each.key)} (${each.columns.join(', ')})`, origin: each.origin })),
  ];
}

const words = {
  'primary-key': 'primary key',
  unique: 'unique constraint',
  check: 'CHECK',
  'foreign-key': 'foreign key',
  exclude: 'exclusion constraint',
  'not-null': 'NOT NULL',
} as const;
