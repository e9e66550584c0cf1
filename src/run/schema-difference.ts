import { canonicalLine, leaveOut, type Part, type Snapshot, type SnapshotObject } from '../database/snapshot/snapshot';
import {
  type ChangedPart,
  driftSeverities,
  type DriftSeverity,
  severityOfExtra,
  severityOfMissing,
  severityOfPart,
} from './difference-severity';

/** One object in which two schemas differ. */
export type SchemaDifference = {
  readonly kind: string;
  readonly id: string;
  /** The table that it belongs to. */
  readonly table?: string;
  readonly severity: DriftSeverity;
} & (
  | {
      readonly change: 'missing' | 'extra';
      readonly def: SnapshotObject['def'];
      /** Objects that came or went with it, by kind: a table's columns and indexes are not told one by one. */
      readonly along: Readonly<Record<string, number>>;
    }
  | { readonly change: 'changed'; readonly parts: readonly (ChangedPart & { readonly severity: DriftSeverity })[] }
);

/** How a schema differs from the expected one, the gravest first. What either snapshot leaves out is not compared. */
export function schemaDifferences(expected: Snapshot, actual: Snapshot): readonly SchemaDifference[] {
  const [before, after] = [leaveOut(expected, actual.without), leaveOut(actual, expected.without)].map(byName);
  if (before === undefined || after === undefined) return [];
  const differences = [
    ...withoutCompany(before, after).map((only) => difference('missing', severityOfMissing(only.object), only)),
    ...withoutCompany(after, before).map((only) => difference('extra', severityOfExtra(only.object), only)),
    ...[...before].flatMap(([name, object]) => {
      const other = after.get(name);
      return other === undefined ? [] : changed(object, other);
    }),
  ];
  const rank = ({ severity }: SchemaDifference): number => driftSeverities.indexOf(severity);
  return differences.sort((a, b) => rank(b) - rank(a));
}

type ByName = ReadonlyMap<string, SnapshotObject>;

const byName = ({ objects }: Snapshot): ByName => new Map(objects.map((object) => [`${object.kind} ${object.id}`, object]));

/** What only one side has, and what came with it. */
interface Only {
  readonly object: SnapshotObject;
  readonly along: Record<string, number>;
}

/** What one side has and the other lacks, each with what belongs to it and goes with it. */
function withoutCompany(side: ByName, other: ByName): readonly Only[] {
  const lacking = [...side].filter(([name]) => !other.has(name)).map(([, object]): Only => ({ object, along: {} }));
  const byId = new Map(lacking.map((only) => [`${leaderKind(only.object.kind)} ${only.object.id}`, only]));
  return lacking.filter((only) => {
    const { table, constraint, ownedBy } = only.object.def;
    const names = Object.entries({ table, constraint, column: ownedBy });
    const [leader] = names.flatMap(([kind, id]) => (typeof id === 'string' ? (byId.get(`${kind} ${id}`) ?? []) : []));
    if (leader === undefined || leader === only) return true;
    leader.along[only.object.kind] = (leader.along[only.object.kind] ?? 0) + 1;
    return false;
  });
}

/** Whatever has columns, indexes and triggers is called a table by them. */
const leaderKind = (kind: string): string => (kind.endsWith('view') || kind === 'foreign table' ? 'table' : kind);

function difference(change: 'missing' | 'extra', severity: DriftSeverity, { object, along }: Only): SchemaDifference {
  return { ...named(object), change, severity, def: object.def, along };
}

function named({ kind, id, def: { table } }: SnapshotObject): Pick<SchemaDifference, 'kind' | 'id' | 'table'> {
  return { kind, id, ...(typeof table === 'string' && { table }) };
}

function changed(expected: SnapshotObject, actual: SnapshotObject): readonly SchemaDifference[] {
  if (canonicalLine(expected) === canonicalLine(actual)) return [];
  const { kind } = expected;
  const names = new Set([...Object.keys(expected.def), ...Object.keys(actual.def)]);
  const parts = [...names].sort().flatMap((name) => {
    const [was, is] = [expected.def[name], actual.def[name]];
    if (isSame(was, is) || (name === 'columns' && isSameOrder(was, is))) return [];
    const part = { name, ...(was !== undefined && { expected: was }), ...(is !== undefined && { actual: is }) };
    return [{ ...part, severity: severityOfPart(kind, part) }];
  });
  const [gravest] = [...driftSeverities].reverse().filter((severity) => parts.some((part) => part.severity === severity));
  return gravest === undefined ? [] : [{ ...named(expected), change: 'changed', severity: gravest, parts }];
}

function isSame(a: Part | undefined, b: Part | undefined): boolean {
  const line = (part: Part | undefined): string => canonicalLine({ kind: '', id: '', def: part === undefined ? {} : { part } });
  return line(a) === line(b);
}

/** Whether columns that both have stand in the same order; those that one lacks are differences of their own. */
function isSameOrder(was: Part | undefined, is: Part | undefined): boolean {
  const [before, after] = [was, is].map((part) => (Array.isArray(part) ? part.map(String) : []));
  if (before === undefined || after === undefined) return false;
  return isSame(
    before.filter((name) => after.includes(name)),
    after.filter((name) => before.includes(name)),
  );
}
