import type { Expression, FunctionObject, Schema } from '../schema/schema';
import { steadyFunctions, volatileFunctions } from './function-facts';

/**
 * Whether PostgreSQL, which inlines simple SQL functions and folds constants first, finds a VOLATILE function in an
 * expression. `by` is the function that decided.
 */
export type Volatility =
  | { readonly kind: 'volatile'; readonly by: string }
  | { readonly kind: 'steady' }
  | { readonly kind: 'unknown'; readonly by: string };

/** The volatility of an expression, given the functions that the schema holds and the path that finds them. */
export function volatilityOf(expression: Expression, schema: Schema, searchPath: readonly string[]): Volatility {
  return worst(calls(expression.tree).map((call) => callVolatility(call, schema, searchPath)));
}

interface Call {
  readonly schema?: string;
  readonly name: string;
  readonly arguments: number;
}

/** Every function call in a tree. Keywords such as CURRENT_TIMESTAMP are nodes of their own, and none is volatile. */
function calls(tree: unknown): readonly Call[] {
  if (Array.isArray(tree)) return tree.flatMap(calls);
  if (typeof tree !== 'object' || tree === null) return [];
  const inner = Object.values(tree).flatMap(calls);
  const call = 'FuncCall' in tree ? toCall(tree.FuncCall) : undefined;
  return call === undefined ? inner : [call, ...inner];
}

function toCall(node: unknown): Call | undefined {
  if (typeof node !== 'object' || node === null || !('funcname' in node) || !Array.isArray(node.funcname)) return undefined;
  const parts = node.funcname.flatMap(words);
  const name = parts.at(-1);
  if (name === undefined) return undefined;
  const count = 'args' in node && Array.isArray(node.args) ? node.args.length : 0;
  const schema = parts.at(-2);
  return { name, arguments: count, ...(schema !== undefined && { schema }) };
}

function words(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null || !('String' in part)) return [];
  const { String: string } = part;
  return typeof string === 'object' && string !== null && 'sval' in string && typeof string.sval === 'string'
    ? [string.sval]
    : [];
}

function callVolatility(call: Call, schema: Schema, searchPath: readonly string[]): Volatility {
  const isBuiltIn = call.schema === undefined || call.schema === 'pg_catalog';
  if (isBuiltIn && volatileFunctions.has(call.name)) return { kind: 'volatile', by: call.name };
  if (isBuiltIn && steadyFunctions.has(call.name)) return { kind: 'steady' };

  const schemas = call.schema === undefined ? searchPath : [call.schema];
  const own = schemas.flatMap((each) => schema.functions.get(`${each}.${call.name}`) ?? []);
  const named = own.filter((each) => each.arguments.length === call.arguments);
  const candidates = named.length > 0 ? named : own;
  if (candidates.length > 0) return worst(candidates.map((each) => functionVolatility(each, schema, searchPath)));
  // Extensions put their functions into any schema.
  if (volatileFunctions.has(call.name)) return { kind: 'volatile', by: call.name };
  return { kind: 'unknown', by: call.name };
}

function functionVolatility(own: FunctionObject, schema: Schema, searchPath: readonly string[]): Volatility {
  if (own.volatility !== 'volatile') return { kind: 'steady' };
  const by = own.key;
  if (own.language !== 'sql') return { kind: 'volatile', by };
  // A VOLATILE function in SQL that is one plain SELECT of an expression is replaced by that expression first.
  const text = own.text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  const body = /(?:\$(\w*)\$([\s\S]*?)\$\1\$|AS\s+'((?:[^']|'')*)'|RETURN\s+([^;]+));?/i.exec(text);
  const statement = body?.[2] ?? body?.[3] ?? (body?.[4] === undefined ? undefined : `SELECT ${body[4]}`);
  if (statement === undefined) return { kind: 'unknown', by };
  const outside = text.replace(statement, ' ');
  const isInlinable =
    /^\s*SELECT\b[^;]*;?\s*$/i.test(statement) &&
    !/\b(FROM|WHERE|UNION|LIMIT|ORDER|GROUP|WITH|INTO)\b/i.test(statement) &&
    !/\bSECURITY\s+DEFINER\b|\bSET\s+\w+|\bRETURNS\s+(SETOF|TABLE)\b/i.test(outside);
  if (!isInlinable) return { kind: 'volatile', by };
  const inner = [...statement.matchAll(/(?:([a-z_]\w*)\s*\.\s*)?([a-z_]\w*)\s*\(/gi)].map(([, qualifier, name]): Volatility => {
    const call = { name: (name ?? '').toLowerCase(), arguments: 0 };
    if (call.name === own.key.split('.').at(-1)) return { kind: 'unknown', by };
    return callVolatility(qualifier === undefined ? call : { ...call, schema: qualifier.toLowerCase() }, schema, searchPath);
  });
  return worst(inner);
}

function worst(all: readonly Volatility[]): Volatility {
  return all.find(({ kind }) => kind === 'volatile') ?? all.find(({ kind }) => kind === 'unknown') ?? { kind: 'steady' };
}
