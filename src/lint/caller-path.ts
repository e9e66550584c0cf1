import { callsIn } from '../schema/changes/names-in';
import { keyOf } from '../schema/names';
import type { FunctionObject, Name } from '../schema/schema';
import { StatementNames } from '../schema/statement-names';
import { steadyFunctions, volatileFunctions } from '../effects/function-facts';
import { bodyOf } from '../sql/body';
import type { RuleContext } from './rule';

/** What a function looks up by the search_path of whoever calls it, and does not find where that is a safe one. */
export interface CallerName {
  readonly name: string;
  /** What PostgreSQL answers with where the name is not found. */
  readonly sqlstate: '42883' | '42P01';
  /** The function whose body has the name. */
  readonly by: FunctionObject;
  /** In SQL, which is read when the function is planned; PL/pgSQL looks a name up when it gets there. */
  readonly isReadFirst: boolean;
}

/** The first such name in the functions that an expression or a query calls, and in those that these call. */
export function callerName(tree: unknown, context: RuleContext): CallerName | undefined {
  return among(callsIn(tree), context, new Set());
}

function among(calls: readonly Name[], context: RuleContext, seen: Set<FunctionObject>): CallerName | undefined {
  for (const call of calls) {
    const functions = context.functions(call);
    // Which of several of one name is meant, only the types of the arguments tell.
    const [called] = functions;
    if (functions.length !== 1 || called === undefined || seen.has(called)) continue;
    seen.add(called);
    const found = within(called, context, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function within(called: FunctionObject, context: RuleContext, seen: Set<FunctionObject>): CallerName | undefined {
  if (called.setsSearchPath || (called.language !== 'sql' && called.language !== 'plpgsql')) return undefined;
  const statement = context.read(called.text);
  const body = statement === undefined ? undefined : bodyOf(statement);
  if (statement?.parsed.ok !== true || body === undefined) return undefined;
  const { tree } = statement.parsed;
  // The names in BEGIN ATOMIC and RETURN were looked up when the function was made.
  if ('CreateFunctionStmt' in tree && tree.CreateFunctionStmt.sql_body !== undefined) {
    return among(callsIn(tree.CreateFunctionStmt.sql_body), context, seen);
  }
  const names = new StatementNames(called.text.slice(body.at.start, body.at.end), context.schema, context.session);
  const calls: Name[] = [];
  for (const nth of names.tokens.keys()) {
    if (!names.isName(nth)) continue;
    const { parts, first, last } = names.dotted(nth);
    if (nth !== first || parts.length > 2) continue;
    const name = parts.at(-1) ?? '';
    if (parts.length === 2) calls.push({ schema: parts[0] ?? '', name });
    else if (names.mark(last + 1) === '(' && isOthersFunction(name, context)) {
      return { name, sqlstate: '42883', by: called, isReadFirst: called.language === 'sql' };
    } else if (isRelation(names, nth, context)) {
      return { name, sqlstate: '42P01', by: called, isReadFirst: called.language === 'sql' };
    }
  }
  return among(calls, context, seen);
}

/** A function that is not pg_catalog's: of a migration, or of an extension that one has made. */
function isOthersFunction(name: string, context: RuleContext): boolean {
  const { schema, session } = context;
  const maker = ofExtension.get(name);
  if (maker !== undefined) return schema.extensions.has(maker) && schema.extensions.get(maker)?.schema !== 'pg_catalog';
  if (steadyFunctions.has(name) || volatileFunctions.has(name)) return false;
  return context.functions({ name }).length > 0 && session.searchPath.some((path) => schema.functions.has(keyOf(path, name)));
}

/** Functions of contrib that expressions of indexes call. */
const ofExtension: ReadonlyMap<string, string> = new Map(
  Object.entries({
    unaccent: 'unaccent',
    similarity: 'pg_trgm',
    word_similarity: 'pg_trgm',
    digest: 'pgcrypto',
    hmac: 'pgcrypto',
    uuid_generate_v3: 'uuid-ossp',
    uuid_generate_v5: 'uuid-ossp',
    soundex: 'fuzzystrmatch',
    metaphone: 'fuzzystrmatch',
    levenshtein: 'fuzzystrmatch',
  }),
);

/** A table or view behind FROM or JOIN that no WITH query of the body is called like. */
function isRelation(names: StatementNames, nth: number, context: RuleContext): boolean {
  const before = names.word(nth - 1);
  if ((before !== 'from' && before !== 'join') || names.word(nth - 2) === 'distinct' || names.mark(nth + 1) === '(') return false;
  const name = names.name(nth);
  const isQuery = [...names.tokens.keys()].some(
    (at) => names.isName(at) && names.name(at) === name && names.word(at + 1) === 'as' && names.mark(at + 2) === '(',
  );
  const kind = context.schema.relations.get(context.resolve({ name }))?.kind;
  return !isQuery && kind !== undefined && kind !== 'index' && kind !== 'sequence';
}
