import type { ChangeOf } from '../../../schema/change';
import type { ColumnDefinition } from '../../../schema/definitions';
import { serialBase } from '../../../schema/types';
import type { Fix } from '../../finding';
import { newNames } from '../../new-names';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** Length and alignment of the types that always take the same room (typlen and typalign of pg_type). */
const widths: ReadonlyMap<string, readonly [length: number, alignment: number]> = new Map([
  ['boolean', [1, 1]],
  ['"char"', [1, 1]],
  ['smallint', [2, 2]],
  ['integer', [4, 4]],
  ['real', [4, 4]],
  ['date', [4, 4]],
  ['oid', [4, 4]],
  ['macaddr', [6, 4]],
  ['bigint', [8, 8]],
  ['double precision', [8, 8]],
  ['timestamp', [8, 8]],
  ['timestamptz', [8, 8]],
  ['time', [8, 8]],
  ['money', [8, 8]],
  ['timetz', [12, 8]],
  ['interval', [16, 8]],
  ['uuid', [16, 1]],
]);

/** Rows begin at a multiple of 8 and are as long as one: so much less padding makes each row shorter for certain. */
const unit = 8;

export const columnOrderAlignment = changeRule({
  id: 'column-order-alignment',
  title: 'Columns in an order that wastes room',
  category: 'column',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['migrationpilot:MP061', 'atlas:PG110'],
  on: ['create-table'],
  check(change, context) {
    const { columns, persistence, partitionOf, inherits, like, foreign } = change;
    if (persistence === 'temporary' || partitionOf !== undefined || inherits.length + like.length > 0 || foreign)
      return undefined;
    const key = context.resolve(change.table);
    if (context.schema.relations.has(key)) return undefined;
    // Behind the first column whose room depends on its value, nothing is certain.
    const end = columns.findIndex((column) => widthOf(column) === undefined);
    const fixed = end < 0 ? columns : columns.slice(0, end);
    const better = [...fixed].sort((a, b) => alignmentOf(b) - alignmentOf(a));
    const saved = roomOf(fixed) - roomOf(better);
    if (saved < unit) return undefined;
    return {
      message: `${saved} bytes of padding in every row of ${plainName(key)} that has a value in each of these columns`,
      help: `In the order ${better.map(({ name }) => name).join(', ')} there are none between them.`,
      at: newNames(change, context.statement.text)[0]?.at ?? change.at,
      fixes: fixes(change, fixed, better, context),
    };
  },
});

function widthOf({ type, generated }: ColumnDefinition): readonly [number, number] | undefined {
  // A virtual column takes no room.
  if (type.array > 0 || type.schema !== undefined || generated?.stored === false) return undefined;
  return widths.get((serialBase(type) ?? type).name);
}

function alignmentOf(column: ColumnDefinition): number {
  return widthOf(column)?.[1] ?? 1;
}

/** How far columns reach that stand one behind the other. */
function roomOf(columns: readonly ColumnDefinition[]): number {
  return columns.reduce((end, column) => {
    const [length, alignment] = widthOf(column) ?? [0, 1];
    return Math.ceil(end / alignment) * alignment + length;
  }, 0);
}

/** Only where nobody counts on the order: rows may be inserted without a list of columns. */
function fixes(
  change: ChangeOf<'create-table'>,
  fixed: readonly ColumnDefinition[],
  better: readonly ColumnDefinition[],
  context: RuleContext,
): readonly Fix[] {
  const { text } = context.statement;
  const between = fixed.slice(1).map((column, index) => text.slice(fixed[index]?.at.end, column.at.start));
  if (!between.every((blanks) => /^\s*,\s*$/.test(blanks)) || isFilledInOrder(change, context)) return [];
  const edits = fixed.flatMap((column, index) => {
    const other = better[index];
    return other === undefined || other === column ? [] : [context.replace(column.at, text.slice(other.at.start, other.at.end))];
  });
  return [{ title: 'Put the widest first', edits, preferred: false, safe: false }];
}

function isFilledInOrder({ table }: ChangeOf<'create-table'>, context: RuleContext): boolean {
  const key = context.resolve(table);
  return context
    .changesAfter()
    .some((change) => change.kind === 'write' && change.rows?.columns.length === 0 && context.resolve(change.table) === key);
}
