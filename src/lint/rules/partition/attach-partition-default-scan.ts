import { defaultPartition, descendants } from '../../../effects/world';
import type { Span } from '../../../sql/span';
import type { Change } from '../../../schema/change';
import type { Name } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** Each row there may belong to the new partition: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION */
export const attachPartitionDefaultScan = changeRule({
  id: 'attach-partition-default-scan',
  title: 'Partition added beside a default partition that must be read',
  category: 'partition',
  severity: 'warning',
  also: ['migrationpilot:MP072'],
  on: ['attach-partition', 'create-table'],
  check(change, context) {
    const parent = parentOf(change);
    const other = parent === undefined ? undefined : defaultPartition(context, context.resolve(parent));
    if (other === undefined) return undefined;
    const below = [other, ...descendants(context, other.key)].map(({ key }) => key);
    if (!context.harmful('scan').some(({ on }) => below.includes(on))) return undefined;
    const name = plainName(other.key);
    return {
      message: `Blocks all reads and writes of ${name} while each of its rows is looked at: it might belong to the new partition`,
      help: `Before that, and in other transactions, give ${name} a CHECK that excludes the new partition, first NOT VALID and then validated. Best keep ${name} empty.`,
      at: clauseOf(change, context),
      related: context.origin(other, `${name} became the default partition here`),
    };
  },
});

function parentOf(change: Change): Name | undefined {
  if (change.kind === 'attach-partition') return change.table;
  return change.kind === 'create-table' ? change.partitionOf?.parent : undefined;
}

function clauseOf(change: Change, { statement }: RuleContext): Span {
  return (change.kind === 'create-table' ? findWords(statement.text, ['partition', 'of'], change.at) : undefined) ?? change.at;
}
