import { isLookedInto } from '../migrations/tree';

/** Read at the root of a workspace folder: what they say shapes the project and its targets. */
export const rootFiles = ['lockkeeper.json', '.env'];

/** That they are there, in a folder or above it, says whose migrations it holds. */
const markerFiles = ['sqlx.toml', 'Cargo.toml', 'go.mod'];

/**
 * What a path that came, changed or went can be to the project: a file that is read, a folder that may hold such files,
 * or nothing. `relative` is to the workspace folder, with `/`.
 */
export function kindOfTouched(relative: string): 'file' | 'folder' | 'nothing' {
  const parts = relative.split('/');
  const name = parts.pop() ?? '';
  if (!parts.every(isLookedInto)) return 'nothing';
  if (name.endsWith('.sql') || markerFiles.includes(name)) return 'file';
  if (rootFiles.includes(name)) return parts.length === 0 ? 'file' : 'nothing';
  return isLookedInto(name) && !hasFileType(name) ? 'folder' : 'nothing';
}

/** Spares a look at most of the files that tools write. A folder may have a dot in its name as well: `v1.2`, `db.migrations`. */
const hasFileType = (name: string): boolean => /\.[a-z][a-z\d]{0,4}$/i.test(name);
