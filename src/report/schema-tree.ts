import type { SchemaDifference } from '../run/schema-difference';
import { companyOf, definitionWords, partWords } from './differences';
import { byObject, type ChangeWord, changeWords } from './schema-change';

/** What steps change in one table, or in one schema besides its tables. */
export interface SchemaGroup {
  /** «public.orders», «schema public», or «database» for what lies in no schema. */
  readonly name: string;
  readonly changes: readonly ObjectChange[];
}

export interface ObjectChange {
  readonly change: ChangeWord;
  readonly kind: string;
  /** Its name; within its table's group without the table. */
  readonly name: string;
  /** Where it may hurt: a constraint that goes, a privilege that comes. */
  readonly severity?: 'high' | 'critical';
  /** What comes or goes with it: «3 columns, 1 index». */
  readonly along?: string;
  /** What it is made of, or what changes in it. */
  readonly parts: readonly string[];
}

/** Changes as a tree, in the order of names. */
export function schemaTree(differences: readonly SchemaDifference[]): readonly SchemaGroup[] {
  const groups = new Map<string, ObjectChange[]>();
  for (const difference of byObject(differences)) {
    const name = groupOf(difference);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(changeOf(difference, name));
  }
  return [...groups].map(([name, changes]) => ({ name, changes }));
}

function changeOf(difference: SchemaDifference, group: string): ObjectChange {
  const { kind, id } = difference;
  const severity = severityOf(difference);
  const name = id.startsWith(`${group}.`) ? id.slice(group.length + 1) : id;
  const named = { change: changeWords[difference.change], kind, name, ...(severity && { severity }) };
  if (difference.change === 'changed') return { ...named, parts: difference.parts.map(partChange) };
  const { def, along } = difference;
  const company = companyOf(along);
  const { columns } = def;
  const names = Array.isArray(columns) ? [`columns ${columns.map(String).join(', ')}`] : [];
  return { ...named, ...(company !== '' && { along: company }), parts: [...names, ...definitionWords(def)] };
}

function partChange(part: Parameters<typeof partWords>[0] & { readonly name: string }): string {
  const { was, is } = partWords(part);
  return `${part.name}: ${was} → ${is}`;
}

/**
 * What is created or changed is what the migration is for, unless it opens something to others; what a change costs is said
 * by its statement. What goes is gone.
 */
function severityOf(difference: SchemaDifference): 'high' | 'critical' | undefined {
  const { change, severity } = difference;
  if (severity !== 'critical') return severity === 'high' && change === 'missing' ? severity : undefined;
  if (difference.change !== 'changed') return severity;
  return difference.parts.some((part) => part.severity === 'critical' && !ofRows.has(part.name)) ? severity : undefined;
}

/** What tells which rows are allowed: less of it is drift, and in a migration on purpose. */
const ofRows = new Set(['notNull', 'definition', 'constraints']);

function groupOf({ kind, id, table }: SchemaDifference): string {
  if (table !== undefined) return table;
  if (kind === 'schema') return `schema ${id}`;
  if (/(?:table|view)$/.test(kind)) return id;
  const schema = /^(?:"(?:[^"]|"")+"|[^".(\s]+)(?=\.)/.exec(id)?.[0];
  return schema === undefined ? 'database' : `schema ${schema}`;
}
