import { defaultPartition } from '../../../effects/world';
import { changesOf } from '../../../schema/changes';
import { partsOf } from '../../../schema/names';
import type { Key } from '../../../schema/schema';
import { quoteName } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { insertBefore } from '../../statement-edits';
import { keywords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** DROP TABLE locks the partitioned table with ACCESS EXCLUSIVE, and its default partition. */
export const dropPartitionDirectly = changeRule({
  id: 'drop-partition-directly',
  title: 'Partition dropped while it is attached',
  category: 'partition',
  severity: 'warning',
  also: [],
  on: ['drop-table'],
  check({ table }, context) {
    const partition = context.table(table);
    const parent = partition?.partitionOf?.parent;
    if (partition === undefined || parent === undefined || context.madeHere(partition.origin)) return undefined;
    // The whole table may go in the same script.
    if (!context.leaves.relations.has(parent) || !context.harmful('lock').some(({ on }) => on === parent)) return undefined;
    const other = defaultPartition(context, parent);
    const blocked = [parent, ...(other === undefined || other === partition ? [] : [other.key])].map(plainName);
    return {
      message: `Blocks all reads and writes of ${enumerate(blocked)} while it waits for the queries that run there to end`,
      help:
        other === undefined
          ? 'First DETACH it CONCURRENTLY, outside a transaction, then drop what is a table of its own.'
          : `CONCURRENTLY is refused while there is a default partition: set a lock_timeout, and try again when it fails.`,
      related: context.origin(partition, `${plainName(partition.key)} was created here`),
      fixes: other === undefined ? detachFirst(parent, partition.key, context) : [],
    };
  },
});

function detachFirst(parent: Key, partition: Key, context: RuleContext): readonly Fix[] {
  const { statement, inTransaction, source } = context;
  if (inTransaction || source.convention.sendsWholeFile || changesOf(statement).length > 1) return [];
  const sql = (words: string): string => keywords(statement.text, words);
  const detach = `${sql('ALTER TABLE')} ${quoteName(partsOf(parent))} ${sql('DETACH PARTITION')} ${quoteName(partsOf(partition))} ${sql('CONCURRENTLY')}`;
  return [{ title: 'Detach it CONCURRENTLY first', edits: [insertBefore(context, detach)], preferred: true, safe: true }];
}
