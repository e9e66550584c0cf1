import type { Node } from '@pgsql/types';
import { isOfEveryRow } from '../../every-row';
import { isOwn } from '../../own';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const unbatchedBackfill = changeRule({
  id: 'unbatched-backfill',
  title: 'Backfill in one statement',
  category: 'data',
  severity: 'warning',
  preset: 'strict',
  also: ['toast-heavy-update', 'migrationpilot:MP075', 'strong_migrations:backfill', 'gitlab:UpdateColumnInBatches'],
  on: ['write'],
  concerns: ({ verb, where }) => verb === 'update' && where !== undefined && isBroad(where),
  check(change, context) {
    // Of every row update-without-where tells.
    if (isOwn(change.table, context) || isOfEveryRow(change, context)) return undefined;
    const name = plainName(context.resolve(change.table));
    const until = context.inTransaction ? 'the migration commits' : 'it is done';
    return {
      message: `Writes all rows of ${name} of which this holds in one transaction, and whoever changes one of them waits until ${until}`,
      help: 'Update in batches by key, each in a transaction of its own, outside the migration.',
    };
  },
});

/** A condition that says nothing of which rows are meant: the column is NULL, differs from a value, or equals one of a join. */
function isBroad(where: Node): boolean {
  if ('NullTest' in where) return true;
  if ('BoolExpr' in where) return where.BoolExpr.boolop === 'AND_EXPR' && (where.BoolExpr.args ?? []).every(isBroad);
  if (!('A_Expr' in where)) return false;
  const { kind, name, lexpr, rexpr } = where.A_Expr;
  if (kind === 'AEXPR_DISTINCT') return true;
  if (kind !== 'AEXPR_OP') return false;
  const sign = name?.[0] !== undefined && 'String' in name[0] ? name[0].String.sval : undefined;
  return sign === '<>' || (sign === '=' && isColumn(lexpr) && isColumn(rexpr));
}

function isColumn(node: Node | undefined): boolean {
  return node !== undefined && 'ColumnRef' in node;
}
