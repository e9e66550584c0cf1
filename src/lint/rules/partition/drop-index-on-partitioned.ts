import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** ACCESS EXCLUSIVE on all of them at once, and no CONCURRENTLY. */
export const dropIndexOnPartitioned = changeRule({
  id: 'drop-index-on-partitioned',
  title: 'Index of a partitioned table dropped',
  category: 'partition',
  severity: 'information',
  also: ['squawk:require-concurrent-index-deletion', 'postgres-language-server:requireConcurrentIndexDeletion'],
  on: ['drop-index'],
  check(change, context) {
    const index = context.index(change.index);
    const table = index === undefined ? undefined : context.tableAt(index.table);
    if (change.concurrently || index === undefined || table?.partitionBy === undefined) return undefined;
    if (context.madeHere(index.origin) || !context.harmful('lock').some(({ on }) => on === table.key)) return undefined;
    // Who has set one has done what can be done.
    if ((context.session.lockTimeout ?? 0) > 0) return undefined;
    return {
      message: `Blocks all reads and writes of ${plainName(table.key)} and its partitions while it waits for the queries that run there to end`,
      help: 'CONCURRENTLY is refused here: set lock_timeout to a few seconds, and run the migration again when it fails.',
      at: change.nameAt,
      related: context.origin(index, `${change.index.name} was created here`),
    };
  },
});
