import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { changedType } from './changed-type';
import { changesCollation } from './change-column-collation';

/** The rows stay as they are; what sorts or checks them by the old type is made anew. */
export const changeColumnTypeIndexRebuild = changeRule({
  id: 'change-column-type-index-rebuild',
  title: 'Column type change that builds indexes or checks rows anew',
  category: 'column-change',
  severity: 'warning',
  also: [
    'squawk:changing-column-type',
    'postgres-language-server:changingColumnType',
    'pgfence:alter-column-type',
    'migrationpilot:MP007',
  ],
  on: ['change-column-type'],
  check(change, context) {
    const { table, column } = change;
    const isBuilding = context.harmful('index-build').length > 0;
    const isReading = context.harmful('scan').length > 0;
    if ((!isBuilding && !isReading) || (isBuilding && changesCollation(change, context))) return undefined;
    const name = plainName(context.resolve(table));
    const what = isBuilding
      ? `indexes that use ${column} are built anew`
      : `every row is checked anew for the CHECK on ${column}`;
    return {
      message: `Blocks all reads and writes of ${name} while ${what}`,
      help: isBuilding
        ? 'Drop the index first and build it again with CONCURRENTLY afterwards, if queries can do without it meanwhile; or go by a new column.'
        : 'Drop the CHECK first, add it again NOT VALID, and VALIDATE CONSTRAINT in a later transaction.',
      at: changedType(change),
      related: context.origin(context.column(table, column), `${column} was given its type here`),
    };
  },
});
