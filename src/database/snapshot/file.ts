import { aspects, canonicalLine, countsOf, normaliser, schemaHash, type Snapshot, type SnapshotObject } from './snapshot';

/** A snapshot as it is kept in a file: JSON with one line an object, so that version control shows what has changed. */
export function snapshotText(snapshot: Snapshot): string {
  const { engine, without, objects } = snapshot;
  const header = { version: 1, engine, normaliser: snapshot.normaliser, without };
  const members = Object.entries({ ...header, schemaHash: schemaHash(snapshot), counts: countsOf(snapshot) });
  const lines = members.map(([name, value]) => `"${name}":${JSON.stringify(value)},`);
  return `{\n${lines.join('\n')}\n"objects":[\n${objects.map(canonicalLine).join(',\n')}\n]\n}\n`;
}

export type ReadSnapshot = { readonly ok: true; readonly snapshot: Snapshot } | { readonly ok: false; readonly reason: string };

/** Reads what `snapshotText` wrote; answers in a sentence why a text is none, or one that cannot be relied on. */
export function readSnapshot(text: string): ReadSnapshot {
  const fail = (reason: string): ReadSnapshot => ({ ok: false, reason });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return fail('It is no snapshot: it is no JSON.');
  }
  if (!isDocument(document)) return fail('It is no snapshot: its members are not those that lockkeeper snapshot writes.');
  const { version, engine, normaliser: rules, without, objects, schemaHash: stated } = document;
  if (version !== 1) return fail(`It is a snapshot of version ${version}, which is not known here.`);
  if (rules !== normaliser) return fail('It was made by other rules than those of now: take it anew with lockkeeper snapshot.');
  const snapshot: Snapshot = {
    ...{ engine, normaliser: rules, objects },
    without: aspects.filter((aspect) => without.includes(aspect)),
  };
  if (schemaHash(snapshot) !== stated) {
    return fail(
      'Its objects are not those that its hash stands for: somebody has changed it. Take it anew with lockkeeper snapshot.',
    );
  }
  return { ok: true, snapshot };
}

interface SnapshotDocument {
  readonly version: number;
  readonly engine: string;
  readonly normaliser: number;
  readonly without: readonly unknown[];
  readonly schemaHash: string;
  readonly objects: readonly SnapshotObject[];
}

function isDocument(value: unknown): value is SnapshotDocument {
  if (typeof value !== 'object' || value === null) return false;
  const it = value as Partial<Record<keyof SnapshotDocument, unknown>>;
  return (
    typeof it.version === 'number' &&
    typeof it.engine === 'string' &&
    typeof it.normaliser === 'number' &&
    typeof it.schemaHash === 'string' &&
    Array.isArray(it.without) &&
    Array.isArray(it.objects) &&
    it.objects.every(isObject)
  );
}

function isObject(value: unknown): value is SnapshotObject {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, def } = value as Partial<Record<keyof SnapshotObject, unknown>>;
  return typeof kind === 'string' && typeof id === 'string' && typeof def === 'object' && def !== null;
}
