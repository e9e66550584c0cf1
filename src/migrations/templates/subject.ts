import { keyOf, partsOf } from '../../schema/names';
import type { Name, Schema, Table } from '../../schema/schema';
import { serialBase, typeText } from '../../schema/types';
import { identifierOf } from '../../sql/identifier';
import { lex } from '../../sql/lexer';
import { quoteIdentifier, quoteName } from '../../sql/quote';
import { type Token, tokenText } from '../../sql/token';
import { describedBy } from './described';
import { placeholders, type KnownTable, type Subject, type Template } from './template';

/** What the user says to a template. */
export interface Wishes {
  /** As SQL has it: `orders`, `billing.invoice`, `"Order"`. */
  readonly table?: string;
  readonly columns?: readonly string[];
  readonly type?: string;
  readonly name?: string;
}

/** A subject, or which of the names is none. */
export type Resolved = { readonly ok: true; readonly subject: Subject } | { readonly ok: false; readonly reason: string };

interface Request {
  readonly description: string;
  readonly wishes: Wishes;
  readonly withDown: boolean;
  readonly schema: Schema;
}

/** The names for a template: those that were given, else those that the description tells. */
export function subjectOf({ picks }: Pick<Template, 'picks'>, { description, wishes, withDown, schema }: Request): Resolved {
  const told = describedBy(description);
  const named = { ...wishes, ...(wishes.table === '' && { table: undefined }) };
  const parsed = {
    table: nameIn(named.table ?? told.table ?? (picks === undefined ? told.made : undefined), schema),
    name: nameIn(named.name ?? told.made, schema),
    columns: (named.columns ?? told.columns).map((column) => nameIn(column, schema)),
  };
  const wrong =
    (parsed.table === undefined ? named.table : undefined) ??
    (parsed.name === undefined ? named.name : undefined) ??
    named.columns?.find((column) => nameIn(column, schema)?.schema !== undefined || nameIn(column, schema) === undefined);
  if (wrong !== undefined) {
    return { ok: false, reason: `“${wrong}” is no name: write it as in SQL, in double quotes where it needs them.` };
  }
  if (named.type !== undefined && !isType(named.type)) {
    return { ok: false, reason: `“${named.type}” is no type: write it as in SQL, such as bigint or numeric(10, 2).` };
  }
  const found = parsed.table && foundTable(parsed.table, schema);
  const known = found && describe(found);
  const tableName = known?.name ?? parsed.table ?? { name: placeholders.table };
  const columns = parsed.columns.flatMap((column) => (column === undefined ? [] : [columnIn(column.name, known)]));
  const subject: Subject = {
    table: quoteName(tableName),
    tableName,
    isTableNamed: parsed.table !== undefined,
    columns,
    withDown,
    schema,
    ...(known && { known }),
    ...(named.type !== undefined && { type: named.type }),
    ...(parsed.name && { name: parsed.name }),
  };
  return { ok: true, subject };
}

/** The names that a description tells, as SQL. */
export interface ToldNames {
  readonly table?: string;
  readonly columns: readonly string[];
}

/** The table and the columns that a template would take from a description. */
export function toldNames(description: string, schema: Schema): ToldNames {
  const resolved = subjectOf({ picks: { table: 'needed', columns: true } }, { description, wishes: {}, withDown: false, schema });
  if (!resolved.ok) return { columns: [] };
  const { table, isTableNamed, columns } = resolved.subject;
  return { ...(isTableNamed && { table }), columns: columns.map(quoteIdentifier) };
}

/** The tables that a chain leaves behind, by name. */
export function knownTables(schema: Schema): readonly KnownTable[] {
  return [...schema.relations]
    .flatMap(([, relation]) => (relation.kind === 'table' && relation.persistence !== 'temporary' ? [describe(relation)] : []))
    .sort((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1));
}

/** The table of that name: in `public` where no schema was given, else in the only schema that has one. */
function foundTable({ schema: named, name }: Name, schema: Schema): Table | undefined {
  const relation = schema.relations.get(keyOf(named ?? 'public', name));
  if (relation !== undefined || named !== undefined) return relation?.kind === 'table' ? relation : undefined;
  const others = [...schema.relations].flatMap(([key, each]) =>
    each.kind === 'table' && partsOf(key).name === name ? [each] : [],
  );
  return others.length === 1 ? others[0] : undefined;
}

function describe(table: Table): KnownTable {
  const { schema, name } = partsOf(table.key);
  const key = table.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
  return {
    name: schema === 'public' ? { name } : { schema, name },
    columns: table.columns.map((column) => ({ name: column.name, type: typeText(serialBase(column.type) ?? column.type) })),
    ...(key.length === 1 && key[0] !== undefined && { key: key[0] }),
    isPartitioned: table.partitionBy !== undefined,
    rowSecurity: table.rowSecurity,
  };
}

/** A name as SQL writes it. One that the chain knows in just these letters needs no quotes. */
function nameIn(written: string | undefined, { relations }: Schema): Name | undefined {
  if (written === undefined) return undefined;
  const text = written.trim();
  if (relations.has(keyOf('public', text))) return { name: text };
  const tokens = lex(text);
  const [first, dot, second] = tokens;
  const isName = (token: Token): boolean => token.kind === 'word' || token.kind === 'quoted';
  if (first === undefined || !isName(first)) return undefined;
  if (tokens.length === 1) return { name: identifierOf(text, first) };
  if (tokens.length !== 3 || second === undefined || !isName(second) || dot === undefined || tokenText(text, dot) !== '.')
    return undefined;
  return { schema: identifierOf(text, first), name: identifierOf(text, second) };
}

/** A column by the letters that the table has it in. */
function columnIn(name: string, known: KnownTable | undefined): string {
  const columns = known?.columns.map((column) => column.name) ?? [];
  return columns.includes(name) ? name : (columns.find((each) => each.toLowerCase() === name) ?? name);
}

function isType(text: string): boolean {
  return /^[\p{L}_"][\p{L}\p{N}_ ".,()[\]]*$/u.test(text) && !text.includes('--');
}
