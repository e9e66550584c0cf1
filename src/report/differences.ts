import type { Part } from '../database/snapshot/snapshot';
import type { ChangedPart, DriftSeverity } from '../run/difference-severity';
import type { SchemaDifference } from '../run/schema-difference';
import { type Paint, printable } from './colour';

/** A difference of two schemas as JSON. */
export interface DifferenceJson {
  readonly severity: DriftSeverity;
  readonly change: SchemaDifference['change'];
  readonly kind: string;
  readonly id: string;
  readonly table?: string;
  /** What is not there and should be, or is changed: the parts that differ, or the whole of it where it is missing. */
  readonly expected?: Readonly<Record<string, Part>>;
  readonly actual?: Readonly<Record<string, Part>>;
  /** What came or went with it, by kind. */
  readonly along?: Readonly<Record<string, number>>;
}

export function differenceJson(difference: SchemaDifference): DifferenceJson {
  const { severity, change, kind, id, table } = difference;
  const named = { severity, change, kind, id, ...(table !== undefined && { table }) };
  if (difference.change === 'changed') {
    const { parts } = difference;
    const expected = parts.flatMap(({ name, expected: part }) => (part === undefined ? [] : [[name, part] as const]));
    const actual = parts.flatMap(({ name, actual: part }) => (part === undefined ? [] : [[name, part] as const]));
    return { ...named, expected: Object.fromEntries(expected), actual: Object.fromEntries(actual) };
  }
  const { def, along } = difference;
  return {
    ...named,
    ...(change === 'missing' ? { expected: def } : { actual: def }),
    ...(Object.keys(along).length > 0 && { along }),
  };
}

/** The lines of one difference: what it is of, and what is expected there and found instead. */
export function differenceLines(difference: SchemaDifference, pen: Paint): readonly string[] {
  const { severity, change, kind, id } = difference;
  const colour = severity === 'critical' || severity === 'high' ? pen.red : severity === 'medium' ? pen.yellow : pen.dim;
  const head = `${colour(severity.padEnd(8))} ${change} ${kind} ${pen.bold(printable(id))}`;
  if (difference.change !== 'changed') {
    const { def, along } = difference;
    const company = companyOf(along);
    const what = definitionWords(def).join(', ');
    return [
      company === '' ? head : `${head} ${pen.dim(`(with ${company})`)}`,
      ...(what === '' ? [] : [`  ${pen.dim(printable(shortened(what)))}`]),
    ];
  }
  return [
    head,
    ...difference.parts.flatMap((part) => {
      const { was, is } = partWords(part);
      return [`  ${part.name}`, `    ${pen.dim('expected')} ${printable(was)}`, `    ${pen.dim('found   ')} ${printable(is)}`];
    }),
  ];
}

/** The parts of a definition that tell one object from another of its kind. */
export function definitionWords(def: Readonly<Record<string, Part>>): readonly string[] {
  return Object.entries(def)
    .filter(([name]) => !unsaid.has(name))
    .map(([name, part]) => shortened(`${name === 'definition' ? '' : `${name} `}${valueText(part)}`));
}

/** A difference in one line without its severity, for a table: what differs, and how. */
export function differenceWords(difference: SchemaDifference): { readonly what: string; readonly how: string } {
  const what = `${difference.change} ${difference.kind} ${difference.id}`;
  if (difference.change !== 'changed') {
    const company = companyOf(difference.along);
    return { what, how: company === '' ? '' : `with ${company}` };
  }
  const parts = difference.parts.map((part) => {
    const { was, is } = partWords(part);
    return `${part.name}: expected ${was}, found ${is}`;
  });
  return { what, how: parts.join('; ') };
}

/** A part that differs: what it was and what it is, short. */
export function partWords({ expected, actual }: Pick<ChangedPart, 'expected' | 'actual'>): {
  readonly was: string;
  readonly is: string;
} {
  const [was, is] = linesThatDiffer(textOf(expected, actual), textOf(actual, expected));
  return { was: shortened(was), is: shortened(is) };
}

/** What came or went along, counted: `3 columns, 1 index`. */
export const companyOf = (along: Readonly<Record<string, number>>): string =>
  Object.entries(along)
    .map(([kind, count]) => `${count} ${plural(kind, count)}`)
    .join(', ');

/** What does not tell one object from another of its kind. */
const unsaid = new Set(['table', 'owner', 'grants', 'comment', 'columns', 'body', 'constraint']);

const irregular: Readonly<Record<string, string>> = { index: 'indexes', policy: 'policies', statistics: 'statistics' };
const plural = (kind: string, count: number): string => (count === 1 ? kind : (irregular[kind] ?? `${kind}s`));

/** What is as usual is left out of a definition: beside a yes, that is a no. */
function textOf(part: Part | undefined, other: Part | undefined): string {
  if (part !== undefined) return valueText(part);
  return other === true ? 'no' : 'nothing';
}

function valueText(part: Part): string {
  if (typeof part === 'string') return part;
  if (part === true) return 'yes';
  if (Array.isArray(part)) return part.map(valueText).join(', ');
  if (typeof part !== 'object') return String(part);
  return Object.entries(part)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join('; ');
}

/** Of texts with several lines the first that are not the same: the rest of a function's body says nothing new. */
function linesThatDiffer(was: string, is: string): readonly [string, string] {
  const [before, after] = [was.split('\n'), is.split('\n')];
  if (before.length === 1 && after.length === 1) return [was, is];
  const at = before.findIndex((line, index) => line !== after[index]);
  const first = at < 0 ? before.length : at;
  return [before[first]?.trim() ?? '(ends)', after[first]?.trim() ?? '(ends)'];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
