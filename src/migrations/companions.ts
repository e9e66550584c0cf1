import type { Convention } from './convention';
import { baseName } from './paths';
import type { SourceFile } from './source-file';

/** Whether a file is one of a convention's companions, by its base name or by its ending. */
export function companionTest(companions: readonly string[]): (path: string) => boolean {
  const names = new Set(companions.filter((name) => !name.startsWith('*')));
  const endings = companions.flatMap((name) => (name.startsWith('*') ? [name.slice(1)] : []));
  return (path) => names.has(baseName(path)) || endings.some((ending) => path.endsWith(ending));
}

/** Those of a convention's files that are its companions. */
export function companionsOf({ companions = [] }: Convention, files: readonly SourceFile[]): readonly SourceFile[] {
  const isCompanion = companionTest(companions);
  return files.filter(({ path }) => isCompanion(path));
}
