import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** SET EXPRESSION came with 17; a virtual column stores nothing that would have to be written. */
export const setExpressionGenerated = changeRule({
  id: 'set-expression-generated',
  title: 'Expression of a stored generated column changed',
  category: 'column-change',
  severity: 'warning',
  since: 17,
  also: [],
  on: ['set-expression'],
  check({ table, column }, context) {
    if (context.harmful('rewrite').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Rewrites all of ${name} and blocks its reads and writes meanwhile: ${column} is computed anew for every row`,
      help: 'Add a new column, fill it by a trigger and in batches, and swap the names in a later migration.',
      related: context.origin(context.column(table, column), `${column} was added here`),
    };
  },
});
