import { defaultPartition } from '../../../effects/world';
import { concurrentlyFix } from '../../concurrently';
import { changeRule } from '../../rule';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

/** ACCESS EXCLUSIVE on both; since 14 there is CONCURRENTLY. */
export const detachPartitionNotConcurrent = changeRule({
  id: 'detach-partition-not-concurrent',
  title: 'Partition detached without CONCURRENTLY',
  category: 'partition',
  severity: 'warning',
  also: [
    'squawk:require-concurrent-partition-detach',
    'postgres-language-server:requireConcurrentDetachPartition',
    'pgfence:detach-partition',
    'migrationpilot:MP046',
    'pgsafe:detach-partition-non-concurrent',
  ],
  on: ['detach-partition'],
  check({ table, partition, concurrently, at }, context) {
    const parent = context.resolve(table);
    if (concurrently || !context.harmful('lock').some(({ on }) => on === parent)) return undefined;
    // PostgreSQL refuses CONCURRENTLY then: there is nothing better to advise than a lock_timeout.
    if (defaultPartition(context, parent) !== undefined) return undefined;
    const { text } = context.statement;
    return {
      message: `Blocks all reads and writes of ${plainName(parent)} while it waits for the queries that run there to end`,
      help: 'DETACH PARTITION … CONCURRENTLY lets them go on; it must run outside a transaction.',
      at,
      related: context.origin(context.table(partition), `${plainName(context.resolve(partition))} was created here`),
      fixes: concurrentlyFix(context, [context.replace({ start: at.end, end: at.end }, keywords(text, ' CONCURRENTLY'))]),
    };
  },
});
