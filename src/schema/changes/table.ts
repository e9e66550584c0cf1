import type {
  CreateStmt,
  CreateForeignTableStmt,
  CreateTableAsStmt,
  Node,
  PartitionBoundSpec,
  PartitionSpec,
} from '@pgsql/types';
import type { Change, ChangeOf } from '../change';
import type { LikeOption, StorageParameter } from '../definitions';
import type { Name, PartitionKey, PartitionOf } from '../schema';
import { elementEnd, findWord, indexAt, trimmed } from '../../sql/ranges';
import { columnDefinition } from './column';
import { constraintDefinition } from './constraint';
import { nameOf, nameOfList, nameOfNode, only, stringOf, type Reading } from './reading';
import { createMaterializedView } from './view';

export function createTable(reading: Reading, node: CreateStmt, foreign = false): readonly Change[] {
  const { it } = reading;
  const parent = only('RangeVar', node.inhRelations)[0];
  const isPartition = node.partbound !== undefined && parent !== undefined;
  return [
    {
      kind: 'create-table',
      at: reading.whole,
      table: nameOf(node.relation),
      foreign,
      ifNotExists: node.if_not_exists === true,
      persistence: persistenceOf(node.relation?.relpersistence),
      columns: only('ColumnDef', node.tableElts).map((column) => columnDefinition(reading, column)),
      constraints: only('Constraint', node.tableElts).map((constraint) => {
        const start = constraint.location ?? 0;
        return constraintDefinition(reading, constraint, { start, end: elementEnd(it, indexAt(it, start)) });
      }),
      ...(node.partspec && { partitionBy: partitionBy(node.partspec) }),
      ...(isPartition && { partitionOf: { parent: nameOf(parent), ...boundsOf(reading, node.partbound, it.text.length) } }),
      inherits: isPartition ? [] : only('RangeVar', node.inhRelations).map(nameOf),
      like: only('TableLikeClause', node.tableElts).map((like) => ({
        ...nameOf(like.relation),
        including: likeOptions.filter((_, bit) => ((like.options ?? 0) & (1 << bit)) !== 0),
      })),
      filled: false,
      ...(node.ofTypename && { ofType: nameOfList(node.ofTypename.names) }),
      ...(node.options && { parameters: storageParameters(node.options) }),
    },
  ];
}

/** FOR VALUES … or DEFAULT, up to an offset. */
export function boundsOf(
  { it, text }: Reading,
  node: PartitionBoundSpec | undefined,
  limit: number,
): Omit<PartitionOf<Name>, 'parent'> {
  if (node?.is_default === true) return { isDefault: true };
  // The node's place is that of what comes after FOR VALUES, and PARTITION BY may come after it.
  const from = indexAt(it, node?.location ?? 0);
  const by = it.tokens[findWord(it, 'partition', from, limit)]?.at.start ?? limit;
  const span = trimmed(it, it.tokens[from]?.at.start ?? 0, by);
  return { isDefault: false, bounds: `FOR VALUES ${text.slice(span.start, span.end)}` };
}

/** The bits of a LIKE clause's options in order (TableLikeOption in parsenodes.h). */
const likeOptions: readonly LikeOption[] = [
  'comments',
  'compression',
  'constraints',
  'defaults',
  'generated',
  'identity',
  'indexes',
  'statistics',
  'storage',
];

export function createForeignTable(reading: Reading, node: CreateForeignTableStmt): readonly Change[] {
  // The tree nests the table's own statement, without the node that names its kind.
  const base = node.base as (CreateStmt & { readonly CreateStmt?: CreateStmt }) | undefined;
  return createTable(reading, base?.CreateStmt ?? base ?? {}, true);
}

/** CREATE TABLE AS and SELECT INTO, whose columns only the server knows; CREATE MATERIALIZED VIEW comes this way too. */
export function createTableAs(reading: Reading, node: CreateTableAsStmt): readonly Change[] {
  if (node.objtype === 'OBJECT_MATVIEW') return createMaterializedView(reading, node);
  return [tableAs(reading, node)];
}

function tableAs(reading: Reading, node: CreateTableAsStmt): ChangeOf<'create-table'> {
  return {
    kind: 'create-table',
    at: reading.whole,
    table: nameOf(node.into?.rel),
    foreign: false,
    ifNotExists: node.if_not_exists === true,
    persistence: persistenceOf(node.into?.rel?.relpersistence),
    columns: [],
    constraints: [],
    inherits: [],
    like: [],
    filled: node.into?.skipData !== true,
    isFromQuery: true,
  };
}

export function storageParameters(options: readonly Node[]): readonly StorageParameter[] {
  return only('DefElem', options).map(({ defname = '', arg }) => ({
    name: defname,
    value: arg === undefined ? 'true' : valueText(arg),
  }));
}

/** Words and numbers stand bare in the tree here. */
function valueText(arg: Node): string {
  if ('Integer' in arg) return String(arg.Integer.ival ?? 0);
  if ('Float' in arg) return arg.Float.fval ?? '';
  return 'TypeName' in arg ? nameOfNode(arg).name : stringOf(arg);
}

function persistenceOf(letter: string | undefined): 'permanent' | 'temporary' | 'unlogged' {
  return letter === 't' ? 'temporary' : letter === 'u' ? 'unlogged' : 'permanent';
}

function partitionBy(node: PartitionSpec): PartitionKey {
  const strategy =
    node.strategy === 'PARTITION_STRATEGY_LIST' ? 'list' : node.strategy === 'PARTITION_STRATEGY_HASH' ? 'hash' : 'range';
  const elements = only('PartitionElem', node.partParams);
  const columns = elements.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return { strategy, columns, ...(columns.length < elements.length && { hasExpressions: true }) };
}
