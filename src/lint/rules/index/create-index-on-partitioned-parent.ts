import { descendants } from '../../../effects/world';
import type { ChangeOf } from '../../../schema/change';
import { partsOf } from '../../../schema/names';
import type { Table } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** SHARE on all of them until the last is built: https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE */
export const createIndexOnPartitionedParent = changeRule({
  id: 'create-index-on-partitioned-parent',
  title: 'Index built on a partitioned table',
  category: 'index',
  severity: 'warning',
  also: [
    'squawk:require-concurrent-index-creation',
    'postgres-language-server:requireConcurrentIndexCreation',
    'pgfence:create-index-not-concurrent',
    'migrationpilot:MP001',
    'migrationpilot:MP092',
    'pgsafe:add-index-non-concurrent',
    'diesel-guard:AddIndex',
    'eugene:E6',
    'strong_migrations:add_index',
    'gitlab:add_concurrent_partitioned_index',
  ],
  on: ['create-index'],
  check(change, context) {
    const table = context.table(change.table);
    if (change.concurrently || table?.partitionBy === undefined) return undefined;
    const built = [...new Set(context.harmful('index-build').map(({ on }) => plainName(on)))];
    if (built.length === 0 && !mayHavePartitions(change, table, context)) return undefined;
    const partitions =
      built.length === 0 ? 'its partitions' : built.length > 3 ? `its ${built.length} partitions` : enumerate(built);
    return {
      message: `Blocks all writes to ${plainName(table.key)} until indexes of ${partitions} are built, one after the other`,
      help: 'CONCURRENTLY is refused here. Create the index ON ONLY the partitioned table, build one on each partition with CONCURRENTLY, and attach each with ALTER INDEX … ATTACH PARTITION.',
      at: { start: 0, end: change.indexWordAt.end },
      related: context.origin(table, `${plainName(table.key)} was created here`),
    };
  },
});

/** Partitions are often made as they are needed, by no migration: where none is known, there are some all the same. */
function mayHavePartitions({ only, index, columns }: ChangeOf<'create-index'>, { key }: Table, context: RuleContext): boolean {
  const { schema } = partsOf(key);
  const isThere = index !== undefined && context.index({ schema, name: index }) !== undefined;
  const isUsed = context.harmful('lock').some(({ on }) => on === key);
  return !only && !isThere && isUsed && descendants(context, key).length === 0 && !isBuiltBefore(columns, context);
}

/** Partitions of which no migration knows, on which the script has built the same index with CONCURRENTLY: they are attached. */
function isBuiltBefore(columns: ChangeOf<'create-index'>['columns'], context: RuleContext): boolean {
  const what = textOf(columns);
  return context
    .changesBefore()
    .some(
      (each) =>
        each.kind === 'create-index' &&
        each.concurrently &&
        context.table(each.table) === undefined &&
        textOf(each.columns) === what,
    );
}

const textOf = (columns: ChangeOf<'create-index'>['columns']): string =>
  JSON.stringify(columns, (field, value: unknown) => (field === 'at' ? undefined : value));
