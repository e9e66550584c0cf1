import type { ChangeOf } from '../../../schema/change';
import { concurrentlyFix, isFoundElsewhere, moveFix } from '../../concurrently';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords, mentions } from '../../user-text';
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
    // A partitioned table takes no CONCURRENTLY and has a rule of its own.
    if (change.concurrently || context.table(change.table)?.partitionBy !== undefined) return undefined;
    if (context.harmful('index-build').length === 0) return undefined;
    return {
      message: `Blocks all writes to ${plainName(context.resolve(change.table))} until the index is built`,
      help: 'CREATE INDEX CONCURRENTLY lets writes go on; it must run outside a transaction.',
      at: { start: 0, end: change.indexWordAt.end },
      fixes: fixes(change, context),
    };
  },
});

function fixes(change: CreateIndex, context: RuleContext): readonly Fix[] {
  const at = change.indexWordAt.end;
  const concurrently = keywords(context.statement.text, ' CONCURRENTLY');
  const here = concurrentlyFix(context, [context.replace({ start: at, end: at }, concurrently)]);
  return here.length > 0 ? here : moveToOwnMigration(change, context, concurrently);
}

/** Only where nothing further down, nor the way back, counts on the index being made here. */
function moveToOwnMigration(change: CreateIndex, context: RuleContext, concurrently: string): readonly Fix[] {
  const { statement, migration } = context;
  const { index, indexWordAt } = change;
  if (index === undefined || context.createdHere(change.table) || !isFoundElsewhere(context, change.table)) return [];
  const later = context.later();
  if (later.some(({ text }) => mentions(text, index)) || (change.unique && later.length > 0)) return [];
  if (mentions(migration.down?.text ?? '', index)) return [];
  const { schema } = change.table;
  return moveFix(context, {
    description: `build ${index} concurrently`,
    up: `${statement.text.slice(0, indexWordAt.end)}${concurrently}${statement.text.slice(indexWordAt.end)};\n`,
    down: `${keywords(statement.text, 'DROP INDEX CONCURRENTLY')} ${schema === undefined ? '' : `${quoteIdentifier(schema)}.`}${quoteIdentifier(index)};\n`,
  });
}
