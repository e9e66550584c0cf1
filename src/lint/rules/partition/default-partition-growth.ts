import type { Change } from '../../../schema/change';
import type { Name } from '../../../schema/schema';
import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** What collects there must be moved before its own partition can be made. */
export const defaultPartitionGrowth = changeRule({
  id: 'default-partition-growth',
  title: 'Default partition',
  category: 'partition',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['migrationpilot:MP093'],
  on: ['create-table', 'attach-partition'],
  check(change, context) {
    const name = defaultOf(change);
    if (name === undefined) return undefined;
    const key = plainName(context.resolve(name));
    return {
      message: `Rows that no other partition takes collect in ${key}, and each new partition has to read all of it`,
      help: 'Make partitions ahead of time, and be told when one is missing.',
      at: findWords(context.statement.text, ['default'], change.at) ?? change.at,
    };
  },
});

function defaultOf(change: Change): Name | undefined {
  if (change.kind === 'attach-partition') return change.isDefault ? change.partition : undefined;
  return change.kind === 'create-table' && change.partitionOf?.isDefault === true ? change.table : undefined;
}
