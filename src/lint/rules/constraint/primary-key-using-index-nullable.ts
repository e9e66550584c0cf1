import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** «If PRIMARY KEY is specified, then this command will attempt to do ALTER COLUMN SET NOT NULL against the index's columns.» */
export const primaryKeyUsingIndexNullable = changeRule({
  id: 'primary-key-using-index-nullable',
  title: 'Primary key from an index on columns that may hold NULL',
  category: 'constraint',
  severity: 'warning',
  also: ['pgfence:add-pk-using-index', 'eugene:W14'],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    const { kind, usingIndex } = constraint;
    if (kind !== 'primary-key' || usingIndex === undefined || context.harmful('scan').length === 0) return undefined;
    const key = context.resolve(table);
    const index = context.schema.relations.get(`${key.slice(0, key.indexOf('.'))}.${usingIndex}`);
    const columns = index?.kind === 'index' ? index.columns : [];
    const nullable = columns.filter((column) => context.column(table, column)?.notNull === false);
    return {
      message: `Blocks all reads and writes of ${plainName(key)} while every row is checked for a NULL in ${enumerate(nullable)}`,
      help:
        context.postgres >= 18
          ? 'Add the NOT NULL constraint NOT VALID, and validate it in a later transaction, before this one.'
          : 'Add CHECK (… IS NOT NULL) NOT VALID, and validate it in a later transaction, before this one: it spares the scan.',
      at: constraint.at,
    };
  },
});
