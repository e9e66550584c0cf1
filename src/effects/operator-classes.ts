import type { ChangeOf } from '../schema/change';
import type { IndexColumn } from '../schema/definitions';
import type { Table, TypeName } from '../schema/schema';
import type { Effect } from './effect';
import { fails } from './outcome';
import { reduce, typeObject } from './type-change';
import type { World } from './world';

/**
 * Built-in types that an access method has a default operator class for, the same on 14 to 18 (`pg_opclass`); of btree,
 * where nearly all have one, those that lack it. `array`, `range`, `enum` and `composite` stand for all types of their sort.
 */
const classes: Readonly<Record<string, ReadonlySet<string>>> = {
  gin: new Set(['array', 'jsonb', 'tsvector']),
  gist: new Set(['range', 'multirange', 'box', 'circle', 'point', 'polygon', 'tsquery', 'tsvector']),
  spgist: new Set(['range', 'box', 'inet', 'cidr', 'point', 'polygon', 'text', 'varchar']),
  hash: new Set(
    (
      'array enum multirange range composite bool bpchar bytea date float4 float8 inet cidr int2 int4 int8 interval jsonb ' +
      'macaddr macaddr8 name numeric oid pg_lsn text varchar time timestamp timestamptz timetz uuid'
    ).split(' '),
  ),
  brin: new Set(
    (
      'range bit box bpchar bytea date float4 float8 inet cidr int2 int4 int8 interval macaddr macaddr8 name numeric oid ' +
      'pg_lsn text varchar time timestamp timestamptz timetz uuid varbit'
    ).split(' '),
  ),
};
const unordered = new Set(['json', 'xml', 'point', 'box', 'line', 'lseg', 'path', 'polygon', 'circle']);

/** Whether a column of the type cannot be indexed by the method unless an operator class is named. */
export function lacksOperatorClass(type: TypeName, method: string, world: World): boolean {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const { name, array, isKnown } = reduce(type, path);
  if (method === 'btree') return array === 0 && unordered.has(name);
  const known = classes[method];
  // Extensions such as btree_gist bring classes for types that have none.
  if (!isKnown || known === undefined || world.schema.extensions.size > 0) return false;
  return !known.has(sortOf(name, array, type, path));
}

function sortOf(name: string, array: number, type: TypeName, path: Parameters<typeof typeObject>[1]): string {
  if (array > 0) return 'array';
  if (name.endsWith('multirange')) return 'multirange';
  if (name.endsWith('range')) return 'range';
  const own = typeObject(type, path);
  return own === undefined || own.kind === 'domain' ? name : own.kind;
}

/** Whether an index column names its operator class. */
export function namesOperatorClass({ manner = '' }: IndexColumn): boolean {
  return manner.replace(/collate \S+|desc|nulls (first|last)/g, '').trim() !== '';
}

/** What a method cannot do at all, in the order in which the server finds it. */
export function methodFault(
  { method, unique, columns, include }: Pick<ChangeOf<'create-index'>, 'method' | 'unique' | 'columns' | 'include'>,
  table: Table | undefined,
  world: World,
): Effect | undefined {
  if (classes[method] === undefined && method !== 'btree') return undefined;
  const isBtree = method === 'btree';
  if (unique && !isBtree) return fails('0A000', `${method} indexes are never unique`);
  if (include.length > 0 && !isBtree && method !== 'gist' && method !== 'spgist') {
    return fails('0A000', `${method} indexes carry no further columns`);
  }
  if (columns.length > 1 && (method === 'hash' || method === 'spgist')) {
    return fails('0A000', `${method} indexes have one column`);
  }
  const typeOf = (each: IndexColumn): TypeName | undefined =>
    'column' in each ? table?.columns.find(({ name }) => name === each.column)?.type : undefined;
  for (const each of columns) {
    const type = typeOf(each);
    if (type !== undefined && !namesOperatorClass(each) && lacksOperatorClass(type, method, world)) {
      return fails('42704', `${method} has no operator class for a column's type`);
    }
    if (!isBtree && /\b(desc|nulls)\b/.test(each.manner ?? '')) return fails('0A000', `${method} indexes have no order`);
  }
  return undefined;
}
