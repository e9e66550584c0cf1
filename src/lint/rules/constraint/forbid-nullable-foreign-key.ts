import { columnOf } from '../../constraints-of';
import { enumerate, plainName } from '../../wording';
import { foreignKeyOpinion } from './foreign-key-opinion';

export const forbidNullableForeignKey = foreignKeyOpinion(
  { id: 'forbid-nullable-foreign-key', title: 'Foreign key of a column that may hold NULL', also: ['pgsafe:forbid-nullable-fk'] },
  ({ constraint, to }, change, context) => {
    const nullable = constraint.columns.filter((name) => columnOf(change, name, context)?.notNull === false);
    if (nullable.length === 0) return undefined;
    return {
      message: `Rows of ${plainName(context.resolve(change.table))} with NULL in ${enumerate(nullable)} reference no row of ${plainName(to)}, and nothing is checked of them`,
      help: 'Make the column NOT NULL if every row must have a partner.',
    };
  },
);
