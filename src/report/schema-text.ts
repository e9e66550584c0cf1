import type { Part, Snapshot, SnapshotObject } from '../database/snapshot/snapshot';

/**
 * A schema to be read and compared: one object after the other, those of a table behind it, each part on lines of its own
 * and by name. Nothing is left out, so that two texts are the same where the schemas are.
 */
export function schemaText({ objects }: Pick<Snapshot, 'objects'>): string {
  const blocks = [...objects].sort(inTables).map(({ kind, id, def }) => [`${kind} ${id}`, ...memberLines(def)].join('\n'));
  return blocks.map((block) => `${block}\n`).join('\n');
}

function inTables(one: SnapshotObject, other: SnapshotObject): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const placeOf = ({ kind, id, def: { table } }: SnapshotObject): string =>
  (typeof table === 'string' ? [table, kind, id] : [id, '', kind]).join('\0');

const memberLines = (members: Readonly<Record<string, Part>>): readonly string[] =>
  Object.keys(members)
    .sort()
    .flatMap((name) => namedLines(name, members[name] ?? ''));

function namedLines(name: string, part: Part): readonly string[] {
  const lines = partLines(part);
  const [first = ''] = lines;
  return lines.length === 1 && typeof part !== 'object'
    ? [`  ${name}: ${first}`]
    : [`  ${name}:`, ...lines.map((line) => `    ${line}`)];
}

function partLines(part: Part): readonly string[] {
  if (typeof part === 'string') return part.split('\n');
  if (Array.isArray(part)) return part.flatMap(partLines);
  if (typeof part !== 'object') return [part === true ? 'yes' : part === false ? 'no' : String(part)];
  return memberLines(part as Readonly<Record<string, Part>>).map((line) => line.slice(2));
}
