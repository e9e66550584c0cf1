import type { Migration, Problem, Source } from '../migrations/project';
import type { MigrationState, MissingRow } from '../run/status';
import type { StatusReport } from '../workspace/engine';

export type GroupKind = MigrationState['kind'] | 'unknown' | 'missing' | 'problems';

/** What a group of the tree holds; only one of the lists has members. */
export interface Group {
  readonly kind: GroupKind;
  readonly title: string;
  readonly migrations: readonly Migration[];
  readonly missing: readonly MissingRow[];
  readonly problems: readonly Problem[];
}

/** In the order of the tree: what waits to be done, what is wrong, what is done. */
const titles: readonly (readonly [GroupKind, string])[] = [
  ['pending', 'Pending'],
  ['changed', 'Changed after Apply'],
  ['out-of-order', 'Out of Order'],
  ['failed', 'Failed or Partly Applied'],
  ['blocked', 'Cannot Run'],
  ['unknown', 'Not Compared Yet'],
  ['missing', 'Applied without a File'],
  ['problems', 'Other Files'],
  ['applied', 'Applied'],
];

/**
 * A source's migrations by state, empty groups left out. Where its status is not known there is one group, `unknown`,
 * besides the files that are no migrations.
 */
export function groupsOf(
  source: Source,
  report: StatusReport | undefined,
  states: ReadonlyMap<string, MigrationState>,
): readonly Group[] {
  const byKind = new Map<GroupKind, Migration[]>();
  for (const migration of source.migrations) {
    const kind = groupOf(states.get(migration.id));
    const members = byKind.get(kind);
    if (members === undefined) byKind.set(kind, [migration]);
    else members.push(migration);
  }
  const missing = report?.ok === true ? report.status.missing : [];
  // A migration's own problems are shown with the migration.
  const known = new Set(source.migrations.flatMap(({ up, down }) => [up?.path, down?.path]));
  const problems = source.problems.filter(({ path }) => !known.has(path));
  return titles
    .map(([kind, title]) => ({
      kind,
      title,
      migrations: ordered(kind, byKind.get(kind) ?? []),
      missing: kind === 'missing' ? missing : [],
      problems: kind === 'problems' ? problems : [],
    }))
    .filter((group) => sizeOf(group) > 0);
}

/** The group that a state belongs to. */
export function groupOf(state: MigrationState | undefined): GroupKind {
  return state?.kind ?? 'unknown';
}

export function sizeOf({ migrations, missing, problems }: Group): number {
  return migrations.length + missing.length + problems.length;
}

/** What was applied last is what one looks for. */
function ordered(kind: GroupKind, migrations: readonly Migration[]): readonly Migration[] {
  return kind === 'applied' ? [...migrations].reverse() : migrations;
}
