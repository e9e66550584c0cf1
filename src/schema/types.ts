import type { Node, TypeName as TypeNode } from '@pgsql/types';
import type { TypeName } from './schema';

/** PostgreSQL's internal names in the words of its manual; long ones by the alias that everyone writes. */
const canonical: ReadonlyMap<string, string> = new Map([
  ['int2', 'smallint'],
  ['int4', 'integer'],
  ['int8', 'bigint'],
  ['int', 'integer'],
  ['float4', 'real'],
  ['float8', 'double precision'],
  ['bool', 'boolean'],
  ['decimal', 'numeric'],
  ['bpchar', 'char'],
  ['char', '"char"'],
  ['serial2', 'smallserial'],
  ['serial4', 'serial'],
  ['serial8', 'bigserial'],
]);

/** Names that a user type may bear only in quotes or with its schema; others of pg_catalog come unqualified. */
const internalTypes: ReadonlySet<string> = new Set(['pg_catalog']);

/** A type as the tree has it. */
export function typeOf(node: TypeNode): TypeName {
  const names = (node.names ?? []).map(stringOf);
  const written = names.at(-1) ?? '';
  const schema = names.length > 1 ? names.at(-2) : undefined;
  const isBuiltIn = schema === undefined || internalTypes.has(schema);
  const modifiers = (node.typmods ?? []).map(integerOf).filter((value) => value !== undefined);
  const array = node.arrayBounds?.length ?? 0;
  if (!isBuiltIn) return { schema, name: written, modifiers, array };
  // `_int4` is how the catalog names an array of int4.
  if (schema !== undefined && written.startsWith('_')) return { name: nameOf(written.slice(1)), modifiers, array: 1 };
  if (written === 'interval') return { ...interval(modifiers), array };
  // bpchar with no length holds any, unlike char, which is char(1).
  if (written === 'bpchar' && modifiers.length === 0) return { name: 'bpchar', modifiers, array };
  if (nameOf(written) === 'numeric' && modifiers.length === 1) return { name: 'numeric', modifiers: [...modifiers, 0], array };
  return { name: nameOf(written), modifiers, array };
}

function nameOf(written: string): string {
  return canonical.get(written) ?? written;
}

/** As a column's type in SQL: `varchar(20)[]`, `numeric(10,2)`, `app.status`. Several array dimensions are one type. */
export function typeText(type: TypeName): string {
  const name = type.schema === undefined ? type.name : `${type.schema}.${type.name}`;
  const modifiers = type.modifiers.length === 0 ? '' : `(${type.modifiers.join(',')})`;
  // The precision stands before the zone: timestamp(3) with time zone is timestamptz(3).
  return name + modifiers + (type.array > 0 ? '[]' : '');
}

/** smallserial, serial and bigserial, by the integer that the column really has. */
const serials: ReadonlyMap<string, string> = new Map([
  ['smallserial', 'smallint'],
  ['serial', 'integer'],
  ['bigserial', 'bigint'],
]);

/** The integer type behind a serial one; absent for every other type. */
export function serialBase(type: TypeName): TypeName | undefined {
  const base = type.schema === undefined && type.array === 0 ? serials.get(type.name) : undefined;
  return base === undefined ? undefined : { name: base, modifiers: [], array: 0 };
}

/** INTERVAL's first modifier is a mask of its fields (utils/timestamp.h), the second its precision. */
function interval(modifiers: readonly number[]): Omit<TypeName, 'array'> {
  const [mask, precision] = modifiers;
  const rest = precision === undefined ? [] : [precision];
  const fields = mask === undefined ? undefined : intervalFields.get(mask);
  return { name: fields === undefined ? 'interval' : `interval ${fields}`, modifiers: rest };
}

const intervalFields: ReadonlyMap<number, string> = new Map([
  [1 << 2, 'year'],
  [1 << 1, 'month'],
  [1 << 3, 'day'],
  [1 << 10, 'hour'],
  [1 << 11, 'minute'],
  [1 << 12, 'second'],
  [(1 << 2) | (1 << 1), 'year to month'],
  [(1 << 3) | (1 << 10), 'day to hour'],
  [(1 << 3) | (1 << 10) | (1 << 11), 'day to minute'],
  [(1 << 3) | (1 << 10) | (1 << 11) | (1 << 12), 'day to second'],
  [(1 << 10) | (1 << 11), 'hour to minute'],
  [(1 << 10) | (1 << 11) | (1 << 12), 'hour to second'],
  [(1 << 11) | (1 << 12), 'minute to second'],
]);

function stringOf(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : '';
}

function integerOf(node: Node): number | undefined {
  if ('A_Const' in node && node.A_Const.ival !== undefined) return node.A_Const.ival.ival ?? 0;
  if ('Integer' in node) return node.Integer.ival ?? 0;
  return undefined;
}
