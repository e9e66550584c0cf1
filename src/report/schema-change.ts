import type { Part } from '../database/snapshot/snapshot';
import type { SchemaChange } from '../run/rehearsed-schema';
import type { SchemaDifference } from '../run/schema-difference';
import { type Paint, printable } from './colour';
import { companyOf, differenceJson, partWords } from './differences';

/** At a terminal so many objects are named. */
const mostNamed = 40;
/** Of one statement. */
const mostOfStatement = 8;

/** What steps change in a schema, as JSON. */
export interface SchemaChangeJson {
  /** Hashes, as `snapshot` has them. */
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ObjectChangeJson[];
}

/** One object that is created, dropped or changed. */
export interface ObjectChangeJson {
  readonly change: ChangeWord;
  readonly kind: string;
  readonly id: string;
  readonly table?: string;
  /** What was dropped or changed: the whole of it, or the parts that change. */
  readonly before?: Readonly<Record<string, Part>>;
  readonly after?: Readonly<Record<string, Part>>;
  /** What is created or dropped with it, by kind. */
  readonly along?: Readonly<Record<string, number>>;
}

/** What became of an object. */
export type ChangeWord = 'created' | 'dropped' | 'changed';

export const changeWords: Readonly<Record<SchemaDifference['change'], ChangeWord>> = {
  extra: 'created',
  missing: 'dropped',
  changed: 'changed',
};

export function schemaChangeJson({ before, after, differences }: SchemaChange): SchemaChangeJson {
  return { before, after, changes: objectChangesJson(differences) };
}

/** Objects that differ, those of a table beside each other. */
export function objectChangesJson(differences: readonly SchemaDifference[]): readonly ObjectChangeJson[] {
  return byObject(differences).map((difference) => {
    const { kind, id, table, expected, actual, along } = differenceJson(difference);
    return {
      ...{ change: changeWords[difference.change], kind, id },
      ...(table !== undefined && { table }),
      ...(expected !== undefined && { before: expected }),
      ...(actual !== undefined && { after: actual }),
      ...(along !== undefined && { along }),
    };
  });
}

/** What one statement changes in the schema, a line an object. */
export function objectChangeLines(differences: readonly SchemaDifference[], pen: Paint): readonly string[] {
  const lines = byObject(differences).map((difference) => schemaChangeLine(difference, pen));
  const left = lines.length - mostOfStatement;
  return left <= 0 ? lines : [...lines.slice(0, mostOfStatement), `… and ${String(left)} more in the schema`];
}

/** The same in lines: a head, and each object under the table that it belongs to. */
export function schemaChangeLines({ differences }: SchemaChange, pen: Paint): readonly string[] {
  if (differences.length === 0) return ['The schema stays as it is'];
  const sorted = byObject(differences);
  const lines = sorted.slice(0, mostNamed).map((difference) => `  ${schemaChangeLine(difference, pen)}`);
  const left = sorted.length - lines.length;
  const count = `${sorted.length} ${sorted.length === 1 ? 'object' : 'objects'}`;
  return [`Schema: ${count} would change`, ...lines, ...(left === 0 ? [] : [`  … and ${left} more`])];
}

/** One object in one line: «created index public.a_idx», «changed column public.a.b: type integer → bigint». */
function schemaChangeLine(difference: SchemaDifference, pen: Paint): string {
  const { change, kind, id } = difference;
  const colour = { created: pen.green, dropped: pen.red, changed: pen.yellow }[changeWords[change]];
  const head = `${colour(changeWords[change])} ${kind} ${printable(id)}`;
  if (difference.change === 'changed') {
    const parts = difference.parts.map((part) => {
      const { was, is } = partWords(part);
      return `${part.name} ${was} → ${is}`;
    });
    return `${head}: ${printable(parts.join('; '))}`;
  }
  const company = companyOf(difference.along);
  return company === '' ? head : `${head} ${pen.dim(`(with ${company})`)}`;
}

/** Objects of one table beside each other, the table itself first. */
export function byObject(differences: readonly SchemaDifference[]): readonly SchemaDifference[] {
  const place = ({ table, id, kind }: SchemaDifference): readonly string[] => [
    table ?? id,
    table === undefined ? '' : kind,
    table === undefined ? kind : id,
  ];
  return differences
    .map((difference) => ({ difference, place: place(difference).join('\0') }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ difference }) => difference);
}
