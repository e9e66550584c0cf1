import type { Source } from '../../../migrations/project';

/** Every file of a source that is known, each once. */
export function pathsOf({ migrations, problems }: Source): readonly string[] {
  const scripts = migrations.flatMap(({ up, down }) => [up, down].flatMap((script) => script?.path ?? []));
  return [...new Set([...scripts, ...problems.map(({ path }) => path)])];
}
