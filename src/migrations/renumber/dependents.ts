import { migrationNamed } from '../dependencies';
import type { Edit } from '../edit';
import { baseName, relativeTo } from '../paths';
import type { Migration } from '../project';
import { type NewNames, withDependencies } from './names';
import { replaceIn } from './planned-folder';
import type { RenumberInput } from './renumber';

/** What is to be changed in migrations that name renumbered ones as their dependencies. */
type Dependents =
  | {
      readonly ok: true;
      /** Of the same source: relative paths as they were. */
      readonly own: readonly { readonly path: string; readonly text: (text: string) => string }[];
      readonly others: readonly Edit[];
    }
  | { readonly ok: false; readonly reason: string };

/** Rewrites the names that headers use for migrations; refused where a migration that has run uses one. */
export function dependentEdits(
  {
    source,
    sources,
    edited,
    appliedOn,
    isForced = false,
  }: Pick<RenumberInput, 'source' | 'sources' | 'edited' | 'appliedOn' | 'isForced'>,
  renamed: ReadonlyMap<Migration, NewNames>,
): Dependents {
  const own: { path: string; text: (text: string) => string }[] = [];
  const others: Edit[] = [];
  for (const each of sources) {
    for (const migration of each.migrations) {
      const named = (name: string): string | undefined => {
        // Where a version is there twice, those that are renumbered together mean each other's.
        const together = renamed.has(migration) ? namesGiven(name, renamed) : [];
        if (together.length === 1) return together[0];
        const meant = migrationNamed(name, each, sources)?.migration;
        return meant && renamed.get(meant)?.get(name.toLowerCase());
      };
      const script = migration.up;
      if (script === undefined) continue;
      const text = edited?.get(script.path) ?? script.text;
      const now = withDependencies(text, named);
      if (now === text) continue;
      const where = appliedOn(migration);
      if (where !== undefined && !isForced) {
        const reason = `${baseName(script.path)}, which has run already by ${where}, names it as its dependency: its header would have to change.`;
        return { ok: false, reason };
      }
      const path = each.path === source.path ? relativeTo(source.path, script.path) : undefined;
      if (path === undefined) others.push(replaceIn(script.path, text, now));
      else own.push({ path, text: (current) => withDependencies(current, named) });
    }
  }
  return { ok: true, own, others };
}

/** What becomes of a name among renamed migrations. */
function namesGiven(name: string, renamed: ReadonlyMap<Migration, NewNames>): readonly string[] {
  return [...renamed.values()].flatMap((names) => names.get(name.toLowerCase()) ?? []);
}
