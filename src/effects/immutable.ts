import type { Table, TypeName } from '../schema/schema';
import { typeOf } from '../schema/types';
import { volatileFunctions } from './function-facts';
import { reduce, typeObject } from './type-change';
import type { World } from './world';

/** Types that are written as the session's settings have it, or by names that may change. */
const written = new Set(['date', 'timestamp', 'timestamptz', 'money']);
const strings = new Set(['text', 'varchar', 'bpchar', 'name']);

/** Functions that people index by and that are STABLE in every form, by `pg_proc.provolatile` of 14 to 18. */
const stable = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'to_char',
  'to_timestamp',
  'to_date',
  'concat',
  'concat_ws',
  'format',
  'current_setting',
]);

/**
 * What keeps an expression from being immutable, as an index and a generated column need it: a call or a cast. Undefined
 * where nothing is found; a call of what is not known is nothing found.
 */
export function mutableIn(tree: unknown, table: Table | undefined, world: World): string | undefined {
  if (Array.isArray(tree)) return firstOf(tree, table, world);
  if (typeof tree !== 'object' || tree === null) return undefined;
  if ('SQLValueFunction' in tree) return 'the current time or user';
  return castIn(tree, table, world) ?? callIn(tree, world) ?? firstOf(Object.values(tree), table, world);
}

function firstOf(all: readonly unknown[], table: Table | undefined, world: World): string | undefined {
  for (const each of all) {
    const found = mutableIn(each, table, world);
    if (found !== undefined) return found;
  }
  return undefined;
}

function callIn(tree: object, world: World): string | undefined {
  if (!('FuncCall' in tree)) return undefined;
  const { funcname } = tree.FuncCall as { readonly funcname?: readonly { readonly String?: { readonly sval?: string } }[] };
  const names = (funcname ?? []).flatMap(({ String: word }) => word?.sval ?? []);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  if (stable.has(name) || volatileFunctions.has(name)) return `${name}()`;
  const schemas = names.length > 1 ? [names[0] ?? ''] : world.session.searchPath;
  const own = schemas.flatMap((schema) => world.schema.functions.get(`${schema}.${name}`) ?? []);
  // One in SQL may be replaced by what it says.
  const isMutable = own.length > 0 && own.every(({ volatility, language }) => volatility !== 'immutable' && language !== 'sql');
  return isMutable ? `${name}()` : undefined;
}

/** A column that is cast to text, where how it is written is not settled for ever. */
function castIn(tree: object, table: Table | undefined, world: World): string | undefined {
  if (!('TypeCast' in tree)) return undefined;
  const { arg, typeName } = tree.TypeCast as { readonly arg?: object; readonly typeName?: Parameters<typeof typeOf>[0] };
  if (arg === undefined || typeName === undefined || !('ColumnRef' in arg)) return undefined;
  const { fields } = arg.ColumnRef as { readonly fields?: readonly { readonly String?: { readonly sval?: string } }[] };
  const column = fields?.at(-1)?.String?.sval;
  const from = table?.columns.find(({ name }) => name === column)?.type;
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const isToText = strings.has(reduce(typeOf(typeName), path).name) && typeName.arrayBounds === undefined;
  return from !== undefined && isToText && isWrittenAnyhow(from, world) ? `how ${column ?? ''} is written` : undefined;
}

function isWrittenAnyhow(type: TypeName, world: World): boolean {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const { name, array } = reduce(type, path);
  if (array > 0 || written.has(name) || name.endsWith('range')) return true;
  if (name === 'interval') return world.postgres >= 18;
  const kind = typeObject(type, path)?.kind;
  return kind === 'enum' || kind === 'composite' || kind === 'range';
}
