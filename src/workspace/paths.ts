import type { Project } from '../migrations/project';

/** Every file of the project that can have findings: scripts, and files that something is wrong with. Each once, in order. */
export function lintablePaths({ sources }: Pick<Project, 'sources'>): readonly string[] {
  const paths = sources.flatMap(({ migrations, problems }) => [
    ...migrations.flatMap(({ up, down }) => [up, down].flatMap((script) => script?.path ?? [])),
    ...problems.map(({ path }) => path),
  ]);
  return [...new Set(paths)];
}
