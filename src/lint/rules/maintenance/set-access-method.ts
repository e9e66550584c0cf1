import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const setAccessMethod = changeRule({
  id: 'set-access-method',
  title: 'SET ACCESS METHOD',
  category: 'maintenance',
  severity: 'error',
  since: 15,
  also: ['pgsafe:set-access-method', 'atlas:PG311'],
  on: ['alter-table-other'],
  concerns: ({ clause }) => clause === 'AT_SetAccessMethod',
  check({ table }, context) {
    // A partitioned table holds no rows, and tells its later partitions alone.
    if (context.harmful('lock').length === 0 || context.table(table)?.partitionBy !== undefined) return undefined;
    return {
      message: `Rewrites all of ${plainName(context.resolve(table))} unless it has that access method already, and blocks its reads and writes meanwhile`,
      help: 'Create a new table with the access method, copy the rows in batches, and exchange the two.',
    };
  },
});
