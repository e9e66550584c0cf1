import { quoteIdentifier, quoteName } from '../../sql/quote';
import type { Change } from '../../schema/change';
import type { ConstraintDefinition } from '../../schema/definitions';
import { partsOf } from '../../schema/names';
import type { Attribute, Column, Constraint, Key, Schema, TypeName } from '../../schema/schema';
import { typeText } from '../../schema/types';
import { nameOfKey, type Former, type World } from './undoing';

/** A type as SQL: PostgreSQL's own names as they are, the user's quoted where they must be. */
export function typeSql(type: TypeName): string {
  if (type.schema !== undefined)
    return typeText({ ...type, schema: quoteIdentifier(type.schema), name: quoteIdentifier(type.name) });
  return /^[a-z_][a-z0-9_ ]*$|^"char"$/.test(type.name)
    ? typeText(type)
    : typeText({ ...type, name: quoteIdentifier(type.name) });
}

/** A column of a composite type. */
export function attributeSql({ name, type, collation }: Attribute): string {
  return `${quoteIdentifier(name)} ${typeSql(type)}${collation === undefined ? '' : ` COLLATE ${quoteName(collation)}`}`;
}

const serials: ReadonlyMap<string, string> = new Map([
  ['smallint', 'smallserial'],
  ['integer', 'serial'],
  ['bigint', 'bigserial'],
]);

/** A column as CREATE TABLE and ADD COLUMN define it, without its constraints but NOT NULL. */
export function columnSql(column: Column, table: Key, schema: Schema): string {
  const { name, type, collation, default: standard, identity, generated, notNull } = column;
  const serial = isSerial(column, table, schema) ? serials.get(type.name) : undefined;
  const parts = [quoteIdentifier(name), serial ?? typeSql(type)];
  if (collation !== undefined) parts.push(`COLLATE ${quoteName(collation)}`);
  if (identity !== undefined) parts.push(`GENERATED ${identity.toUpperCase()} AS IDENTITY`);
  if (generated !== undefined) {
    parts.push(`GENERATED ALWAYS AS (${generated.expression.text}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`);
  }
  if (standard !== undefined && serial === undefined) parts.push(`DEFAULT ${standard.text}`);
  if (notNull && serial === undefined && identity === undefined) parts.push('NOT NULL');
  return parts.join(' ');
}

/** Whether a column has a sequence of its own that its default draws from. */
function isSerial({ name, default: standard }: Column, table: Key, schema: Schema): boolean {
  if (standard === undefined || !/^nextval\(/i.test(standard.text)) return false;
  const { schema: namespace, name: own } = partsOf(table);
  const sequence = schema.relations.get(`${namespace}.${own}_${name}_seq`);
  return sequence?.kind === 'sequence' && sequence.ownedBy?.table === table && sequence.ownedBy.column === name;
}

/** A constraint as `ADD CONSTRAINT name` goes on, or undefined where what is known does not say all of it. */
export function constraintSql(constraint: Constraint, world: World): string | undefined {
  const former = world.former(constraint.origin);
  const text = former && definitionText(constraint, former);
  const columns = constraint.columns.map(quoteIdentifier).join(', ');
  const words = [bodySql(constraint, columns, { text, world })];
  if (words[0] === undefined) return undefined;
  if (constraint.deferrable) {
    words.push('DEFERRABLE');
    if (text !== undefined && /\binitially\s+deferred\b/i.test(text)) words.push('INITIALLY DEFERRED');
  }
  if (!constraint.enforced) words.push('NOT ENFORCED');
  else if (!constraint.validated) words.push('NOT VALID');
  return words.join(' ');
}

interface Known {
  readonly text: string | undefined;
  readonly world: World;
}

function bodySql(constraint: Constraint, columns: string, { text, world }: Known): string | undefined {
  const { kind, expression, references } = constraint;
  switch (kind) {
    case 'primary-key':
    case 'unique': {
      const nulls = text !== undefined && /\bnulls\s+not\s+distinct\b/i.test(text) ? ' NULLS NOT DISTINCT' : '';
      const include = /\binclude\s*\([^)]*\)/i.exec(text ?? '')?.[0];
      return `${kind === 'unique' ? `UNIQUE${nulls}` : 'PRIMARY KEY'} (${columns})${include === undefined ? '' : ` ${include}`}`;
    }
    case 'check':
      if (expression === undefined || namesAny(expression.text, world.renamedSince(constraint.origin))) return undefined;
      return `CHECK (${expression.text})${text !== undefined && /\bno\s+inherit\b/i.test(text) ? ' NO INHERIT' : ''}`;
    case 'foreign-key': {
      if (references === undefined) return undefined;
      const to = references.columns.map(quoteIdentifier).join(', ');
      const actions = text?.match(foreignKeyWords) ?? [];
      return [`FOREIGN KEY (${columns}) REFERENCES ${quoteName(nameOfKey(references.table))} (${to})`, ...actions].join(' ');
    }
    case 'exclude': {
      const body = text === undefined ? undefined : /\bexclude\b.*/is.exec(text)?.[0];
      return body === undefined || namesAny(body, world.renamedSince(constraint.origin))
        ? undefined
        : body.replace(/\s*\b(not\s+)?deferrable\b.*$/is, '');
    }
    case 'not-null':
      return `NOT NULL ${columns}`;
  }
}

const foreignKeyWords =
  /\bmatch\s+(?:full|simple)\b|\bon\s+(?:delete|update)\s+(?:cascade|restrict|no\s+action|set\s+(?:null|default)(?:\s*\([^)]*\))?)/gi;

/** Whether one of these names stands in a text. */
export function namesAny(text: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) =>
    new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`, 'i').test(text),
  );
}

/** What the user wrote of a constraint, the words on deferring it included, which stand apart in a column. */
function definitionText(constraint: Constraint, { text, changes }: Former): string | undefined {
  const defined = changes.flatMap(definitionsOf).filter(({ kind }) => kind === constraint.kind);
  const found = defined.find(({ name }) => name === constraint.name) ?? defined.find((it) => isSameList(it, constraint));
  if (found === undefined) return undefined;
  const { start, end } = found.at;
  return (
    text.slice(start, end) + (/^(?:\s+(?:not|deferrable|initially|deferred|immediate)\b)+/i.exec(text.slice(end))?.[0] ?? '')
  );
}

function isSameList(one: ConstraintDefinition, other: Constraint): boolean {
  return one.name === undefined && one.columns.join() === other.columns.join();
}

function definitionsOf(change: Change): readonly ConstraintDefinition[] {
  switch (change.kind) {
    case 'create-table':
      return [...change.columns.flatMap((column) => column.constraints), ...change.constraints];
    case 'add-column':
      return change.column.constraints;
    case 'add-constraint':
      return [change.constraint];
    default:
      return [];
  }
}
