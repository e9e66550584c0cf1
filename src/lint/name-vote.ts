import { nameIn } from '../migrations/paths';
import type { Source } from '../migrations/project';
import { perObject } from '../sql/per-object';

/** How most files of a folder are named, where that is clear: told with those that are named otherwise. */
export const nameVote = perObject(({ path: source, migrations, problems }: Source): string | undefined => {
  const ups = migrations.flatMap(({ up }) => up ?? []);
  const others = new Set(problems.flatMap(({ kind, path }) => (kind === 'unmanaged' ? path : [])));
  const last = ups.at(-1);
  if (last === undefined || ups.length <= others.size) return undefined;
  return `${String(ups.length)} of the ${String(ups.length + others.size)} files here are named as ${nameIn(source, last.path)} is.`;
});
