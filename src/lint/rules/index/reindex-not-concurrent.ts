import type { ChangeOf } from '../../../schema/change';
import { concurrentlyFix } from '../../concurrently';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';

type Reindex = ChangeOf<'reindex'>;

/** SHARE on the table and ACCESS EXCLUSIVE on each index, which every query of the table opens when it is planned. */
export const reindexNotConcurrent = changeRule({
  id: 'reindex-not-concurrent',
  title: 'REINDEX without CONCURRENTLY',
  category: 'index',
  severity: 'warning',
  also: [
    'squawk:require-concurrent-reindex',
    'postgres-language-server:requireConcurrentReindex',
    'pgfence:reindex-non-concurrent',
    'migrationpilot:MP021',
    'pgsafe:reindex-non-concurrent',
    'diesel-guard:Reindex',
  ],
  on: ['reindex'],
  check(change, context) {
    // REINDEX SYSTEM takes no CONCURRENTLY.
    if (change.concurrently || change.what === 'system') return undefined;
    const blocked = blockedBy(change, context);
    if (blocked === undefined) return undefined;
    const isExclusion = isExclusionIndex(change, context);
    const { text } = context.statement;
    const at = findWords(text, [change.what], change.at) ?? change.at;
    const concurrently = context.replace({ start: at.end, end: at.end }, keywords(text, ' CONCURRENTLY'));
    return {
      message: `Blocks all writes to ${blocked}, and nearly all reads, until its indexes are built anew`,
      help: isExclusion
        ? 'PostgreSQL refuses CONCURRENTLY for the index of an exclusion constraint: do it while the application is down.'
        : 'REINDEX CONCURRENTLY lets them go on; it must run outside a transaction.',
      at: { start: 0, end: at.end },
      fixes: isExclusion ? [] : concurrentlyFix(context, [concurrently]),
    };
  },
});

/** What a finding calls the tables; undefined where nobody waits. */
function blockedBy({ what, name }: Reindex, context: RuleContext): string | undefined {
  if (what === 'schema') return `each table of schema ${name?.name ?? ''} in turn`;
  if (what === 'database') return 'each table of the database in turn';
  if (name === undefined) return undefined;
  const index = context.index(name);
  const table = index?.table ?? context.resolve(name);
  if (!context.schema.relations.has(table)) return what === 'index' ? `the table of ${name.name}` : plainName(table);
  if (context.tableAt(table)?.partitionBy !== undefined) {
    const isRefused = context.inTransaction || context.createdHere(name);
    return isRefused ? undefined : `each partition of ${plainName(table)} in turn`;
  }
  return context.harmful('index-build').length > 0 ? plainName(table) : undefined;
}

function isExclusionIndex({ what, name }: Reindex, context: RuleContext): boolean {
  const index = what !== 'index' || name === undefined ? undefined : context.index(name);
  const constraints = index === undefined ? [] : (context.tableAt(index.table)?.constraints ?? []);
  return constraints.some(({ kind, index: own }) => kind === 'exclude' && own === index?.key);
}
