import { conventions } from '../../migrations/conventions/all';
import type { Snapshot, SnapshotObject } from './snapshot';

/**
 * The histories of all runners that are known, and schemas that hold nothing else. Not a `changelog`, which one runner keeps
 * and many an application, too.
 */
const histories: readonly string[] = [
  ...new Set(
    conventions.flatMap(({ history: { table } }) => {
      const [schema, name] = table.split('.');
      if (table === 'changelog') return [];
      if (name === undefined) return [`*.${table}`];
      return schema === undefined || schema === 'public' ? [table] : [schema, `${schema}.*`];
    }),
  ),
];

/** A test of whole names, in which `*` stands for any characters and `?` for one. */
function test(pattern: string): RegExp {
  const source = pattern.replace(/[*?]|[.+^${}()|[\]\\]/g, (part) => (part === '*' ? '.*' : part === '?' ? '.' : `\\${part}`));
  return new RegExp(`^(?:${source})$`, 'u');
}

/**
 * A snapshot without what nobody wants to hear of: the tables in which runners keep their histories, and what the patterns
 * cover. A pattern is a name, `audit.*`, or a kind and a name, `index:*.tmp_*`; with a table, all that belongs to it goes.
 */
export function withoutIgnored(snapshot: Snapshot, patterns: readonly string[] = []): Snapshot {
  const tests = [...histories, ...patterns].map((pattern) => {
    const [, kind, name = ''] = /^(?:([a-z ]+):)?(.*)$/su.exec(pattern) ?? [];
    return { kind: kind === undefined ? undefined : test(kind), name: test(name) };
  });
  const isCovered = (kind: string, id: string): boolean =>
    tests.some((each) => (each.kind === undefined || each.kind.test(kind)) && each.name.test(id));
  const tables = new Set(snapshot.objects.filter(({ kind, id }) => isCovered(kind, id)).map(({ id }) => id));
  const belongs = ({ def }: SnapshotObject): boolean => typeof def['table'] === 'string' && tables.has(def['table']);
  const objects = snapshot.objects.filter((object) => !belongs(object) && !isCovered(object.kind, object.id));
  return { ...snapshot, objects };
}
