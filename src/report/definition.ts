import { columnSql } from '../migrations/down/definition';
import { originOf, type Origin } from '../migrations/walk';
import { plainName } from '../lint/wording';
import { columnLife, type Life } from '../schema/lives';
import type { Meaning } from '../schema/meaning';
import type { ConstraintKind, Index, Schema, Sequence, Table, TypeObject } from '../schema/schema';
import { typeText } from '../schema/types';
import { quoteLiteral } from '../sql/quote';
import { markdownCode, markdownText } from './markdown';

/** Columns beyond this many are only counted. */
const mostColumns = 40;

/** Files beyond this many are only counted. */
const mostChanges = 3;

/** A view or function beyond this many characters is cut. */
const mostText = 1500;

/** As psql lists them. */
const constraintOrder: readonly ConstraintKind[] = ['primary-key', 'unique', 'exclude', 'check', 'foreign-key', 'not-null'];

/** An object as it is at that point of the chain, and where it was made, as Markdown. `label` names a file as people know it. */
export function definitionText(meaning: Meaning, schema: Schema, label: (path: string) => string): string {
  const origin = originOfMeaning(meaning);
  const made = origin === undefined ? [] : [`${wasMade(meaning)} ${markdownText(label(origin.path))}`];
  if (meaning.kind === 'dropped') return [`**${markdownText(droppedName(meaning))}** is gone`, ...made].join(': ');
  const changed = changesText(meaning, schema, label);
  return [markdownCode(definitionSql(meaning, schema)), [...made, ...changed].join(', ')]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The files that changed it after it was made, the last ones where there are many. */
function changesText(meaning: LivingMeaning, schema: Schema, label: (path: string) => string): readonly string[] {
  const touched = lifeOfMeaning(meaning, schema)?.touched ?? [];
  const made = originOfMeaning(meaning)?.path;
  const paths = [...new Set(touched.flatMap((origin) => originOf({ origin })?.path ?? []))].filter((path) => path !== made);
  if (paths.length === 0) return [];
  const shown = paths.slice(-mostChanges).map((path) => markdownText(label(path)));
  const more = paths.length - shown.length;
  return [`changed in ${more === 0 ? '' : `${String(more)} more and `}${shown.join(', ')}`];
}

function lifeOfMeaning(meaning: LivingMeaning, schema: Schema): Life | undefined {
  switch (meaning.kind) {
    case 'relation':
      return schema.lives.get(meaning.relation.key);
    case 'column':
      return columnLife(schema, meaning.table.key, meaning.column.name);
    case 'view-column':
      return schema.lives.get(meaning.view.key);
    case 'type':
    case 'function':
      return undefined;
  }
}

function droppedName({ key, column }: Extract<Meaning, { readonly kind: 'dropped' }>): string {
  return column === undefined ? plainName(key) : `${plainName(key)}.${column}`;
}

type LivingMeaning = Exclude<Meaning, { readonly kind: 'dropped' }>;

/** The statement that made it; of what is gone, the one that dropped it. */
export function originOfMeaning(meaning: Meaning): Origin | undefined {
  switch (meaning.kind) {
    case 'relation':
      return originOf(meaning.relation);
    case 'column':
      return originOf(meaning.column);
    case 'view-column':
      return originOf(meaning.view);
    case 'type':
      return originOf(meaning.type);
    case 'function':
      return originOf(meaning.function);
    case 'dropped':
      return originOf({ origin: meaning.life.dropped });
  }
}

function wasMade({ kind }: Meaning): string {
  if (kind === 'dropped') return 'dropped in';
  return kind === 'column' ? 'Added in' : 'Created in';
}

function definitionSql(meaning: LivingMeaning, schema: Schema): string {
  switch (meaning.kind) {
    case 'column': {
      const { table, column } = meaning;
      const keys = table.constraints.filter(({ columns }) => columns.length === 1 && columns[0] === column.name);
      const words = keys.flatMap(({ kind, references }) => {
        if (kind === 'primary-key') return ['PRIMARY KEY'];
        if (kind === 'unique') return ['UNIQUE'];
        return references === undefined ? [] : [`REFERENCES ${plainName(references.table)} (${references.columns.join(', ')})`];
      });
      return `-- ${plainName(table.key)}\n${[columnSql(column, table.key, schema), ...words].join(' ')}`;
    }
    case 'view-column':
      return `-- ${plainName(meaning.view.key)}\n${meaning.column}`;
    case 'type':
      return typeSql(meaning.type);
    case 'function':
      return cut(meaning.function.text);
    case 'relation':
      break;
  }
  const { relation } = meaning;
  switch (relation.kind) {
    case 'table':
    case 'foreign-table':
      return tableSql(relation, schema);
    case 'view':
    case 'materialized-view':
      return cut(relation.text);
    case 'index':
      return indexSql(relation);
    case 'sequence':
      return sequenceSql(relation);
  }
}

function tableSql(table: Table, schema: Schema): string {
  const shown = table.columns.slice(0, mostColumns).map((column) => columnSql(column, table.key, schema));
  const more = table.columns.length - shown.length;
  const rank = (kind: ConstraintKind): number => constraintOrder.indexOf(kind);
  const keys = table.constraints
    .filter(({ kind }) => kind !== 'not-null')
    .sort((a, b) => rank(a.kind) - rank(b.kind))
    .map(constraintLine);
  const lines = [...shown, ...keys].map((line) => `  ${line}`).join(',\n');
  const rest = more > 0 ? [`  -- and ${String(more)} more columns`] : [];
  const indexes = [...(schema.dependents.get(table.key) ?? [])]
    .map((key) => schema.relations.get(key))
    .filter((each) => each?.kind === 'index')
    .filter(({ key }) => !table.constraints.some((constraint) => constraint.index === key))
    .map(indexSql);
  const unknown = table.partlyKnown ? ['-- not all of its statements could be read'] : [];
  const words = table.kind === 'foreign-table' ? 'FOREIGN TABLE' : table.persistence === 'unlogged' ? 'UNLOGGED TABLE' : 'TABLE';
  const by = table.partitionBy;
  const partition = by === undefined ? '' : ` PARTITION BY ${by.strategy.toUpperCase()} (${by.columns.join(', ')})`;
  return [`${words} ${plainName(table.key)} (`, lines, ...rest, `)${partition}`, ...indexes, ...unknown].join('\n');
}

function constraintLine({ name, kind, columns, expression, references, validated }: Table['constraints'][number]): string {
  const list = `(${columns.join(', ')})`;
  const body = {
    'primary-key': () => `PRIMARY KEY ${list}`,
    unique: () => `UNIQUE ${list}`,
    check: () => `CHECK (${expression?.text ?? '…'})`,
    'foreign-key': () =>
      `FOREIGN KEY ${list} REFERENCES ${plainName(references?.table ?? '…')} (${references?.columns.join(', ') ?? ''})`,
    exclude: () => `EXCLUDE ${list}`,
    'not-null': () => `NOT NULL ${columns.join(', ')}`,
  }[kind]();
  return `CONSTRAINT ${name} ${body}${validated ? '' : ' NOT VALID'}`;
}

function indexSql({ key, table, unique, method, columns, predicate }: Index): string {
  const using = method === 'btree' ? '' : ` USING ${method}`;
  const where = predicate === undefined ? '' : ` WHERE ${predicate.text}`;
  return `${unique ? 'UNIQUE ' : ''}INDEX ${plainName(key)} ON ${plainName(table)}${using} (${columns.join(', ')})${where}`;
}

function sequenceSql({ key, ownedBy }: Sequence): string {
  const owner = ownedBy === undefined ? '' : ` OWNED BY ${plainName(ownedBy.table)}.${ownedBy.column}`;
  return `SEQUENCE ${plainName(key)}${owner}`;
}

function typeSql(type: TypeObject): string {
  const name = plainName(type.key);
  switch (type.kind) {
    case 'enum':
      return `TYPE ${name} AS ENUM (${type.values.map(quoteLiteral).join(', ')})`;
    case 'domain': {
      const checks = type.constraints.map((check) => `CHECK (${check.expression.text})`);
      return [`DOMAIN ${name} AS ${typeText(type.base)}`, ...(type.notNull ? ['NOT NULL'] : []), ...checks].join(' ');
    }
    case 'composite':
      return `TYPE ${name} AS (${type.attributes.map((each) => `${each.name} ${typeText(each.type)}`).join(', ')})`;
    case 'range':
    case 'other':
      return `TYPE ${name}`;
  }
}

function cut(text: string): string {
  return text.length <= mostText ? text : `${text.slice(0, mostText)}\n-- …`;
}
