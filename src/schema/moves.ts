import { partsOf } from './names';
import type { Key } from './schema';

/** Old keys with their new ones: a relation moves alone, or several move to a schema and keep their names. */
export function pairs(gone: readonly Key[], come: readonly Key[]): ReadonlyMap<Key, Key> {
  const [from, to] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && from !== undefined && to !== undefined) return new Map([[from, to]]);
  const byName = new Map(come.map((key) => [partsOf(key).name, key]));
  return new Map(
    gone.flatMap((key): (readonly [Key, Key])[] => {
      const target = byName.get(partsOf(key).name);
      return target === undefined ? [] : [[key, target]];
    }),
  );
}
