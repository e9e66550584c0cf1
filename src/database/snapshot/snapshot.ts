import { createHash } from 'node:crypto';

/** What a part of an object's definition is. */
export type Part = string | number | boolean | readonly Part[] | { readonly [name: string]: Part };

/** One object of a schema. */
export interface SnapshotObject {
  /** In PostgreSQL's own words: `table`, `column`, `materialized view`. */
  readonly kind: string;
  /** Its name with its schema, quoted where SQL needs it: `public.orders.id`. */
  readonly id: string;
  /** What it is made of, by name; what is as usual is left out. What belongs to a table has its name under `table`. */
  readonly def: Readonly<Record<string, Part>>;
}

/** What a snapshot may leave out, because two databases may differ in it and be the same schema all the same. */
export const aspects = ['owners', 'grants', 'comments', 'column-order'] as const;
export type Aspect = (typeof aspects)[number];

/** A schema as it was read from a catalog. */
export interface Snapshot {
  /** Where it was read: `PostgreSQL 16`, `embedded PostgreSQL 18`. */
  readonly engine: string;
  /** Of the rules by which different versions' texts were made alike: hashes compare only where it is the same. */
  readonly normaliser: number;
  readonly without: readonly Aspect[];
  /** By kind and then by name. */
  readonly objects: readonly SnapshotObject[];
}

/** The rules that snapshots are made by now. */
export const normaliser = 1;

/** One line an object, the same for the same schema. */
export function canonicalLine({ kind, id, def }: SnapshotObject): string {
  return JSON.stringify({ kind, id, def: inOrder(def) });
}

/** SHA-256 over the canonical lines, in hexadecimal. */
export function schemaHash({ objects }: Pick<Snapshot, 'objects'>): string {
  const hash = createHash('sha256');
  for (const object of objects) hash.update(`${canonicalLine(object)}\n`);
  return hash.digest('hex');
}

/** How many there are of each kind, by kind. */
export function countsOf({ objects }: Pick<Snapshot, 'objects'>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of objects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const partsOf: Readonly<Record<Aspect, readonly [kind: string | undefined, part: string]>> = {
  owners: [undefined, 'owner'],
  grants: [undefined, 'grants'],
  comments: [undefined, 'comment'],
  'column-order': ['table', 'columns'],
};

/** The same snapshot without some aspects. */
export function leaveOut(snapshot: Snapshot, without: readonly Aspect[]): Snapshot {
  const all = aspects.filter((aspect) => without.includes(aspect) || snapshot.without.includes(aspect));
  const gone = all.map((aspect) => partsOf[aspect]);
  const objects = snapshot.objects
    // They consist of grants alone.
    .filter(({ kind }) => kind !== 'default privileges' || !all.includes('grants'))
    .map(({ kind, id, def }) => {
      const kept = Object.entries(def).filter(([name]) =>
        gone.every(([of, part]) => part !== name || (of !== undefined && !kind.endsWith(of))),
      );
      return { kind, id, def: Object.fromEntries(kept) };
    });
  return { ...snapshot, without: all, objects };
}

/** Objects in the one order that they are kept in. */
export function sortObjects(objects: readonly SnapshotObject[]): readonly SnapshotObject[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...objects].sort((a, b) => compare(a.kind, b.kind) || compare(a.id, b.id));
}

function inOrder(part: Part): Part {
  if (Array.isArray(part)) return part.map(inOrder);
  if (typeof part !== 'object') return part;
  const entries = Object.entries(part as Readonly<Record<string, Part>>);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, inOrder(value)]));
}
