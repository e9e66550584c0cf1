import type { Node } from '@pgsql/types';
import { changesOf } from '../../../schema/changes';
import type { Name } from '../../../schema/schema';
import { typeText } from '../../../schema/types';
import { quoteName } from '../../../sql/quote';
import { isOfEveryRow } from '../../every-row';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { insertAfter } from '../../statement-edits';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

/** A type change drops the column’s row of pg_statistic; autovacuum comes by for changed rows alone, not for that. */
export const analyzeAfterBulkChange = changeRule({
  id: 'analyze-after-bulk-change',
  title: 'Statistics that no longer fit',
  category: 'maintenance',
  severity: 'information',
  preset: 'strict',
  also: ['migrationpilot:MP088', 'strong_migrations:auto_analyze'],
  on: ['change-column-type', 'create-index', 'write'],
  concerns: (change) =>
    change.kind === 'write'
      ? (change.verb === 'insert' && change.rows?.from === 'query') || change.verb === 'update'
      : // A unique index is there to keep rows apart, and tells the planner how many fit.
        change.kind !== 'create-index' || (!change.unique && change.columns.some((column) => 'expression' in column)),
  check(change, context) {
    if (isAnalyzed(change.table, context)) return undefined;
    const name = plainName(context.resolve(change.table));
    const isFilled = context.session.filled.has(context.resolve(change.table));
    if (change.kind !== 'write' && context.createdHere(change.table) && !isFilled) return undefined;
    switch (change.kind) {
      case 'change-column-type': {
        const known = context.column(change.table, change.column);
        if (known !== undefined && typeText(known.type) === typeText(change.type)) return undefined;
        return {
          message: `The planner knows nothing of the values of ${name}.${change.column} from now on, until someone analyzes the table: a type change drops its statistics, and autovacuum waits for rows to change`,
          help: `ANALYZE ${name} once this has committed.`,
          at: change.typeAt,
          fixes: fixes(change.table, context),
        };
      }
      case 'create-index':
        return {
          message: `The planner guesses how many rows the expression of this index fits, until someone analyzes ${name}: autovacuum waits for rows to change`,
          help: `ANALYZE ${name} once the index is there.`,
          at: change.columns.find((column) => 'expression' in column)?.at ?? change.at,
          fixes: fixes(change.table, context),
        };
      case 'write': {
        if (change.verb === 'update' ? !isOfEveryRow(change, context) : !readsTable(context)) return undefined;
        // What is only for the session, or goes again, nobody plans for.
        const left = context.leaves.relations.get(context.resolve(change.table));
        if (left?.kind === 'table' && left.persistence === 'temporary') return undefined;
        if (left === undefined && context.table(change.table) !== undefined) return undefined;
        return {
          message: `Plans for ${name} go by the statistics of before, until autovacuum has come by`,
          help: `ANALYZE ${name} behind it.`,
          fixes: fixes(change.table, context),
        };
      }
    }
  },
});

/** INSERT from a query that reads a relation, without a limit: VALUES and SELECT of constants are few rows. */
function readsTable({ statement: { parsed } }: RuleContext): boolean {
  const insert = parsed.ok && 'InsertStmt' in parsed.tree ? parsed.tree.InsertStmt.selectStmt : undefined;
  if (insert === undefined || !('SelectStmt' in insert)) return false;
  const { fromClause = [], limitCount, whereClause } = insert.SelectStmt;
  return limitCount === undefined && whereClause === undefined && fromClause.some(isRelation);
}

function isRelation(node: Node): boolean {
  if ('RangeVar' in node) return true;
  return 'JoinExpr' in node && [node.JoinExpr.larg, node.JoinExpr.rarg].some((part) => part !== undefined && isRelation(part));
}

/** ANALYZE of the table, or of all, further down. */
function isAnalyzed(table: Name, context: RuleContext): boolean {
  const key = context.resolve(table);
  return context
    .later()
    .flatMap(changesOf)
    .some(
      (change) =>
        change.kind === 'vacuum' &&
        change.analyzes &&
        (change.tables.length === 0 || change.tables.some((name) => context.resolve(name) === key)),
    );
}

/** Not where it would keep others waiting for a lock that is held, nor as a second statement where only one may be. */
function fixes(table: Name, context: RuleContext): readonly Fix[] {
  const { source, inTransaction, effects, statement } = context;
  const isLocked = inTransaction && context.harmful('lock').length > 0;
  const isLone = !inTransaction && (source.convention.sendsWholeFile || effects.some(({ kind }) => kind === 'no-transaction'));
  if (isLocked || isLone) return [];
  const analyze = `${keywords(statement.text, 'ANALYZE')} ${quoteName(table)}`;
  return [{ title: `Analyze ${table.name} behind it`, edits: [insertAfter(context, [analyze])], preferred: true, safe: true }];
}
