import type { ChangeOf } from '../../../schema/change';
import type { Fix } from '../../finding';
import { canRunAlone, followUp } from '../../follow-up';
import { changeRule, type RuleContext } from '../../rule';
import { removeStatement, runOutsideTransaction } from '../../statement-edits';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

type CreateIndex = ChangeOf<'create-index'>;

/** SHARE until the last row is indexed: https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY */
export const createIndexNotConcurrent = changeRule({
  id: 'create-index-not-concurrent',
  title: 'Index built without CONCURRENTLY',
  category: 'index',
  severity: 'warning',
  also: [
    'squawk:require-concurrent-index-creation',
    'postgres-language-server:requireConcurrentIndexCreation',
    'pgfence:create-index-not-concurrent',
    'migrationpilot:MP001',
    'pgsafe:add-index-non-concurrent',
    'diesel-guard:AddIndex',
    'eugene:E6',
    'strong_migrations:add_index',
  ],
  on: ['create-index'],
  check(change, context) {
    if (change.concurrently) return undefined;
    const builds = context.harmful('index-build');
    if (builds.length === 0) return undefined;
    const table = plainName(context.resolve(change.table));
    const isPartitioned = context.table(change.table)?.partitionBy !== undefined;
    return {
      message: `Blocks all writes to ${table}${isPartitioned ? ' and its partitions' : ''} until the index is built`,
      help: isPartitioned
        ? 'Create it ON ONLY the partitioned table, build each partition’s index with CONCURRENTLY, then attach them.'
        : 'CREATE INDEX CONCURRENTLY lets writes go on; it must run outside a transaction.',
      at: { start: 0, end: change.indexWordAt.end },
      fixes: isPartitioned ? [] : fixes(change, context),
    };
  },
});

function fixes(change: CreateIndex, context: RuleContext): readonly Fix[] {
  const at = change.indexWordAt.end;
  const concurrently = keywords(context.statement.text, ' CONCURRENTLY');
  const add = context.replace({ start: at, end: at }, concurrently);
  const outside = runOutsideTransaction(context);
  if (outside !== undefined) {
    return [
      {
        title: outside.length === 0 ? 'Add CONCURRENTLY' : 'Add CONCURRENTLY and run outside a transaction',
        edits: [...outside, add],
        preferred: true,
        safe: true,
      },
    ];
  }
  return moveToOwnMigration(change, context, concurrently);
}

/** Only where nothing further down, nor the way back, counts on the index being made here. */
function moveToOwnMigration(change: CreateIndex, context: RuleContext, concurrently: string): readonly Fix[] {
  const { statement, migration } = context;
  const { index, indexWordAt } = change;
  if (!canRunAlone(context) || index === undefined || context.createdHere(change.table)) return [];
  const later = context.later();
  if (later.some(({ text }) => text.includes(index)) || (change.unique && later.length > 0)) return [];
  if (migration.down?.text.includes(index) === true) return [];
  const { schema } = change.table;
  // Another file has another search path.
  if (schema === undefined && !context.resolve(change.table).startsWith('public.')) return [];
  const files = followUp(context, {
    description: `build ${index} concurrently`,
    up: `${statement.text.slice(0, indexWordAt.end)}${concurrently}${statement.text.slice(indexWordAt.end)};\n`,
    down: `${keywords(statement.text, 'DROP INDEX CONCURRENTLY')} ${schema === undefined ? '' : `${quoteIdentifier(schema)}.`}${quoteIdentifier(index)};\n`,
    outsideTransaction: true,
  });
  if (files === undefined) return [];
  return [
    {
      title: 'Move to a migration of its own, with CONCURRENTLY',
      edits: [removeStatement(context), ...files],
      preferred: true,
      safe: false,
    },
  ];
}
