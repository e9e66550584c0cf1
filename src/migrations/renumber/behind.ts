import { relativeTo } from '../paths';
import { type Renumbered, type RenumberInput, renumber } from './renumber';
import { PlannedFolder } from './planned-folder';

/** Absolute paths of what a base branch had where this one left it, and of what it has now. */
export interface BaseFiles {
  readonly since: ReadonlySet<string>;
  readonly base: ReadonlySet<string>;
}

/**
 * Gives the migrations that this branch added since it left another versions behind all that the other one has, whether
 * that was merged already or not. Nothing changes where they stand there already.
 */
export function renumberBehind(input: RenumberInput, { since, base }: BaseFiles): Renumbered {
  const { source, existing } = input;
  const added = source.migrations.filter(({ up, isRepeatable }) => up !== undefined && !isRepeatable && !since.has(up.path));
  // What both have added under one name is the other's, too.
  const both = added.find(({ id }) => base.has(id) && !since.has(id));
  if (both !== undefined) {
    return { ok: false, reason: `The base branch has ${both.id} as well: merge it first, and keep both files.` };
  }
  if (added.length === 0) return { ok: true, edits: [], renamed: [] };
  const foreign = [...base].flatMap((path) => relativeTo(source.path, path) ?? []);
  const { migrations } = PlannedFolder.of(source, existing, { foreign }).read();
  const ids = new Set(added.map(({ id }) => id));
  const places = migrations.flatMap(({ id, isRepeatable }, at) => (isRepeatable || !ids.has(id) ? [] : [at]));
  const behind = migrations.findLastIndex(({ id, isRepeatable }) => !isRepeatable && !ids.has(id));
  const isRight = (places[0] ?? 0) > behind && added.every(({ problems }) => problems.length === 0);
  if (isRight && isUnshared(migrations)) return { ok: true, edits: [], renamed: [] };
  return renumber({ ...input, foreign }, added, { kind: 'newest' });
}

/** Whether no two migrations have one version. */
function isUnshared(migrations: RenumberInput['source']['migrations']): boolean {
  const versions = migrations.filter(({ isRepeatable }) => !isRepeatable).map(({ version }) => version);
  return new Set(versions).size === versions.length;
}
