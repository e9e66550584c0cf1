import type { Node, TypeName as TypeNode } from '@pgsql/types';
import type { Key } from '../../../schema/schema';
import { typeOf } from '../../../schema/types';
import type { ReadStatement } from '../../../sql/statement';
import type { RuleContext } from '../../rule';

/** An enum value, and the columns that hold such values. */
export interface EnumValue {
  readonly type: Key;
  readonly value: string;
}

/**
 * Whether a statement names the value as one of its enum: casts it, writes it into a column of the type, compares such a
 * column with it, or makes it a default. A string that might as well be text is not counted.
 */
export function usesEnumValue({ parsed }: ReadStatement, it: EnumValue, context: RuleContext): boolean {
  if (!parsed.ok || !JSON.stringify(parsed.tree).includes(JSON.stringify(it.value))) return false;
  return new Search(it, context, tablesIn(parsed.tree)).finds(parsed.tree);
}

type Tree = Readonly<Record<string, unknown>>;

class Search {
  readonly #it: EnumValue;
  readonly #context: RuleContext;
  readonly #columns: ReadonlySet<string>;

  constructor(it: EnumValue, context: RuleContext, tables: readonly { readonly schema?: string; readonly name: string }[]) {
    this.#it = it;
    this.#context = context;
    this.#columns = new Set(
      tables.flatMap((table) =>
        (context.table(table)?.columns ?? []).filter(({ type }) => this.#isOf(type)).map(({ name }) => name),
      ),
    );
  }

  finds(tree: unknown): boolean {
    if (Array.isArray(tree)) return tree.some((each) => this.finds(each));
    if (!isTree(tree)) return false;
    return this.#isUse(tree as Node) || Object.values(tree).some((each) => this.finds(each));
  }

  #isUse(node: Node): boolean {
    if ('TypeCast' in node) return this.#isType(node.TypeCast.typeName) && this.#isValue(node.TypeCast.arg);
    if ('A_Expr' in node) {
      const { lexpr, rexpr } = node.A_Expr;
      return (this.#isColumn(lexpr) && this.#isValue(rexpr)) || (this.#isColumn(rexpr) && this.#isValue(lexpr));
    }
    if ('ColumnDef' in node) {
      const { typeName, constraints = [] } = node.ColumnDef;
      return (
        this.#isType(typeName) &&
        constraints.some(
          (each) =>
            'Constraint' in each && each.Constraint.contype === 'CONSTR_DEFAULT' && this.#isValue(each.Constraint.raw_expr),
        )
      );
    }
    if ('AlterTableCmd' in node) {
      const { subtype, name = '', def } = node.AlterTableCmd;
      return subtype === 'AT_ColumnDefault' && this.#columns.has(name) && this.#isValue(def);
    }
    if ('UpdateStmt' in node) return this.#isSet(node.UpdateStmt.targetList);
    if ('InsertStmt' in node) return this.#isInserted(node.InsertStmt);
    return false;
  }

  #isSet(targets: readonly Node[] = []): boolean {
    return targets.some(
      (each) => 'ResTarget' in each && this.#columns.has(each.ResTarget.name ?? '') && this.#isValue(each.ResTarget.val),
    );
  }

  #isInserted({ relation, cols, selectStmt, onConflictClause }: Extract<Node, { InsertStmt: unknown }>['InsertStmt']): boolean {
    const table = this.#context.table({
      name: relation?.relname ?? '',
      ...(relation?.schemaname !== undefined && { schema: relation.schemaname }),
    });
    const names =
      cols === undefined
        ? (table?.columns ?? []).map(({ name }) => name)
        : cols.map((each) => ('ResTarget' in each ? (each.ResTarget.name ?? '') : ''));
    const select = selectStmt !== undefined && 'SelectStmt' in selectStmt ? selectStmt.SelectStmt : undefined;
    const lists = (select?.valuesLists ?? []).map((each) => ('List' in each ? (each.List.items ?? []) : []));
    const targets = (select?.targetList ?? []).map((each) => ('ResTarget' in each ? each.ResTarget.val : undefined));
    const isAt = (values: readonly (Node | undefined)[]): boolean =>
      values.some((each, i) => this.#columns.has(names[i] ?? '') && this.#isValue(each));
    return lists.some(isAt) || isAt(targets) || this.#isSet(onConflictClause?.targetList);
  }

  /** The constant itself, or a list or a choice with it. */
  #isValue(node: Node | undefined): boolean {
    if (node === undefined) return false;
    if ('A_Const' in node) return node.A_Const.sval?.sval === this.#it.value;
    if ('List' in node) return (node.List.items ?? []).some((each) => this.#isValue(each));
    if ('A_ArrayExpr' in node) return (node.A_ArrayExpr.elements ?? []).some((each) => this.#isValue(each));
    if ('CaseExpr' in node) {
      const results = (node.CaseExpr.args ?? []).map((each) => ('CaseWhen' in each ? each.CaseWhen.result : undefined));
      return [...results, node.CaseExpr.defresult].some((each) => this.#isValue(each));
    }
    return false;
  }

  #isColumn(node: Node | undefined): boolean {
    if (node === undefined || !('ColumnRef' in node)) return false;
    const last = node.ColumnRef.fields?.at(-1);
    return last !== undefined && 'String' in last && this.#columns.has(last.String.sval ?? '');
  }

  #isType(node: TypeNode | undefined): boolean {
    return node !== undefined && this.#isOf(typeOf(node));
  }

  #isOf(type: ReturnType<typeof typeOf>): boolean {
    const found = this.#context.type(type)?.key;
    return found === undefined ? type.name === this.#it.type.split('.').at(-1) : found === this.#it.type;
  }
}

/** The relations that a tree names, wherever they stand. */
function tablesIn(tree: unknown): readonly { readonly schema?: string; readonly name: string }[] {
  if (Array.isArray(tree)) return tree.flatMap(tablesIn);
  if (!isTree(tree)) return [];
  const inner = Object.values(tree).flatMap(tablesIn);
  if (typeof tree['relname'] !== 'string') return inner;
  return [{ name: tree['relname'], ...(typeof tree['schemaname'] === 'string' && { schema: tree['schemaname'] }) }, ...inner];
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}
