import type { Change } from '../../../schema/change';
import type { Table } from '../../../schema/schema';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, withBlanksBefore } from '../../user-text';
import { plainName } from '../../wording';

/** 0A000, with partitions or without. */
export const concurrentIndexOnPartitionedParent = changeRule({
  id: 'concurrent-index-on-partitioned-parent',
  title: 'CONCURRENTLY for an index of a partitioned table',
  category: 'index',
  severity: 'error',
  also: ['migrationpilot:MP092'],
  on: ['create-index', 'drop-index'],
  check(change, context) {
    if (!change.concurrently) return undefined;
    const table = tableOf(change, context);
    if (table?.partitionBy === undefined) return undefined;
    // What CONCURRENTLY never takes has a rule of its own, and so has what a constraint needs.
    if (change.kind === 'drop-index' && !isPlainDrop(change, table, context)) return undefined;
    const name = plainName(table.key);
    const at = findWords(context.statement.text, ['concurrently'], change.at) ?? change.at;
    const remove = context.replace(withBlanksBefore(context.statement.text, at), '');
    const related = context.origin(table, `${name} was created here`);
    if (change.kind === 'drop-index') {
      return {
        message: `Always fails: ${name} is partitioned, and PostgreSQL drops no index of a partitioned table with CONCURRENTLY`,
        help: 'Drop it without CONCURRENTLY, with a lock_timeout, and try again when that fails.',
        ...{ at, related },
        fixes: [{ title: 'Drop it without CONCURRENTLY', edits: [remove], preferred: false, safe: false }],
      };
    }
    const only: Fix = { title: 'Remove CONCURRENTLY: ON ONLY builds nothing', edits: [remove], preferred: true, safe: true };
    return {
      message: `Always fails: ${name} is partitioned, and PostgreSQL builds no index of a partitioned table with CONCURRENTLY`,
      help: 'Create the index ON ONLY the partitioned table, build one on each partition with CONCURRENTLY, and attach each with ALTER INDEX … ATTACH PARTITION.',
      ...{ at, related },
      fixes: change.only ? [only] : [],
    };
  },
});

function tableOf(change: Change, context: RuleContext): Table | undefined {
  if (change.kind === 'create-index') return context.table(change.table);
  const index = change.kind === 'drop-index' ? context.index(change.index) : undefined;
  return index === undefined ? undefined : context.tableAt(index.table);
}

function isPlainDrop(change: Extract<Change, { kind: 'drop-index' }>, table: Table, context: RuleContext): boolean {
  const index = context.index(change.index);
  const isNeeded = index?.partitionOf !== undefined || table.constraints.some((each) => each.index === index?.key);
  return change.count === 1 && !change.cascade && !isNeeded;
}
