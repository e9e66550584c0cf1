import { join } from 'node:path';
import type { Files } from '../migrations/files';

/** How deep conventions nest their files below a source's folder. */
const depth = 2;

/** Every file below a directory, relative, with `/`: what a new file must not collide with. */
export async function filesBelow(directory: string, files: Files, level = depth): Promise<readonly string[]> {
  const entries = (await files.list(directory)) ?? [];
  const found = await Promise.all(
    entries.map(async ({ name, kind }) => {
      if (kind !== 'directory') return [name];
      if (level === 0) return [];
      return (await filesBelow(join(directory, name), files, level - 1)).map((below) => `${name}/${below}`);
    }),
  );
  return found.flat();
}
