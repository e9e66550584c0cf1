import type { Renumbering } from '../convention';
import { baseName } from '../paths';

/** Finds the version of a path by a pattern with the flag `d`, whose first group is the version. */
export function versionBy(pattern: RegExp): Renumbering['versionAt'] {
  return (path) => {
    const found = pattern.exec(path)?.indices?.[1];
    return found && { start: found[0], end: found[1] };
  };
}

/** Files that are called like a script up to the first dot of its name, and end in one of these ways. */
export function sameStem(ending: RegExp): NonNullable<Renumbering['along']> {
  return (path, existing) => {
    const stem = path.slice(0, path.length - baseName(path).length + baseName(path).indexOf('.') + 1);
    return existing.filter((other) => other !== path && other.startsWith(stem) && ending.test(other));
  };
}
