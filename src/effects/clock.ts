import type { Node } from '@pgsql/types';
import { volatileFunctions } from './function-facts';

/** Functions whose value only ever grows. */
const clocks = new Set(['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp']);

/** Parts of a date that only ever grow with it; months and hours come again. */
const growingParts = new Set(['year', 'century', 'millennium', 'epoch', 'julian', 'isoyear', 'decade']);

/**
 * What makes a condition that once was true of a row false later on, by its name in SQL: the clock, or chance. Undefined
 * where nothing does: `created_at <= now()` stays true.
 */
export function turnsFalse(tree: Node): string | undefined {
  if ('BoolExpr' in tree && tree.BoolExpr.boolop !== 'NOT_EXPR') {
    for (const each of tree.BoolExpr.args ?? []) {
      const found = turnsFalse(each);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if ('A_Expr' in tree && tree.A_Expr.kind === 'AEXPR_OP') {
    const { lexpr, rexpr } = tree.A_Expr;
    const operator = stringOf(tree.A_Expr.name?.at(-1));
    const [small, great] = operator === '<' || operator === '<=' ? [lexpr, rexpr] : [rexpr, lexpr];
    const isOrder = ['<', '<=', '>', '>='].includes(operator);
    if (isOrder && fickle(small) === undefined && great !== undefined && grows(great)) return undefined;
  }
  return fickle(tree);
}

/** Whether the value only ever grows with the time. */
function grows(tree: Node): boolean {
  if ('TypeCast' in tree) return tree.TypeCast.arg !== undefined && grows(tree.TypeCast.arg);
  if ('SQLValueFunction' in tree) return /DATE|TIMESTAMP/.test(tree.SQLValueFunction.op ?? '');
  if ('A_Expr' in tree) {
    const { kind, name, lexpr, rexpr } = tree.A_Expr;
    const isSum = kind === 'AEXPR_OP' && ['+', '-'].includes(stringOf(name?.at(-1)));
    return isSum && lexpr !== undefined && grows(lexpr) && fickle(rexpr) === undefined;
  }
  if (!('FuncCall' in tree)) return false;
  const { funcname, args = [] } = tree.FuncCall;
  const [first, second] = args;
  switch (stringOf(funcname?.at(-1))) {
    // The age of a date, or of one thing since another.
    case 'age':
      return first !== undefined && (second === undefined || (grows(first) && fickle(second) === undefined));
    case 'date_trunc':
      return second !== undefined && grows(second);
    case 'extract':
    case 'date_part':
      return second !== undefined && grows(second) && growingParts.has(constantOf(first));
    default:
      return clocks.has(stringOf(funcname?.at(-1)));
  }
}

/** The first thing in a tree whose value differs from one moment to the next. */
function fickle(tree: unknown): string | undefined {
  if (Array.isArray(tree)) return firstOf(tree);
  if (typeof tree !== 'object' || tree === null) return undefined;
  const node = tree as Node;
  if ('SQLValueFunction' in node) {
    const op = node.SQLValueFunction.op ?? '';
    return /DATE|TIME/.test(op) ? op.replace(/^SVFOP_|_N$/g, '') : undefined;
  }
  if ('FuncCall' in node) {
    const { funcname, args = [] } = node.FuncCall;
    const name = stringOf(funcname?.at(-1));
    const isOwn = (funcname?.length ?? 0) > 1 && stringOf(funcname?.[0]) !== 'pg_catalog';
    if (!isOwn && (clocks.has(name) || volatileFunctions.has(name) || (name === 'age' && args.length === 1))) return `${name}()`;
  }
  return firstOf(Object.values(tree));
}

function firstOf(trees: readonly unknown[]): string | undefined {
  for (const each of trees) {
    const found = fickle(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function stringOf(node: Node | undefined): string {
  return node !== undefined && 'String' in node ? (node.String.sval ?? '') : '';
}

function constantOf(node: Node | undefined): string {
  return node !== undefined && 'A_Const' in node ? (node.A_Const.sval?.sval ?? '').toLowerCase() : '';
}
