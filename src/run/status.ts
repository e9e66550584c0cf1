import { difference, type Difference, differenceByChecksum } from '../migrations/difference';
import type { History, HistoryRow } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import { renamedSince } from './renamed';
import type { Unfinished } from './unfinished';

/** Where a migration stands on a target. */
export type MigrationState =
  | {
      readonly kind: 'applied';
      readonly row: HistoryRow;
      /** How its statements differ from those that the history keeps, where the runner itself does not compare them. */
      readonly difference?: Difference;
    }
  /**
   * `before` is the row of a repeatable one that has changed since it ran, and so is to run again; `renamedFrom` that of a
   * version without a file, as which the same file seems to have been applied.
   */
  | { readonly kind: 'pending'; readonly before?: HistoryRow; readonly renamedFrom?: HistoryRow }
  /** Pending although a later one is applied; `refused` where the runner itself would not run it. */
  | { readonly kind: 'out-of-order'; readonly after: string; readonly refused: boolean; readonly renamedFrom?: HistoryRow }
  | { readonly kind: 'changed'; readonly row: HistoryRow; readonly difference: Difference }
  /** A script outside a transaction broke off, as the history says or the journal on this machine, which knows how far it came. */
  | { readonly kind: 'failed'; readonly row: HistoryRow; readonly reached?: Unfinished }
  /** It cannot run: see its problems. */
  | { readonly kind: 'blocked'; readonly why: string };

/** What a history has that no file here stands for. */
export interface MissingRow extends HistoryRow {
  /** The migration that the file seems to be now. */
  readonly renamedTo?: Migration;
}

/** How far the script of a state came that broke off; undefined where none did, or nobody here knows. */
export function reachedOf(state: MigrationState | undefined): Unfinished | undefined {
  return state?.kind === 'failed' ? state.reached : undefined;
}

export interface MigrationStatus {
  readonly migration: Migration;
  readonly state: MigrationState;
}

/** A source held against the history of a target. */
export interface SourceStatus {
  readonly migrations: readonly MigrationStatus[];
  /** Rows of the history without a file here. */
  readonly missing: readonly MissingRow[];
  /** Whether the history table exists. */
  readonly hasHistory: boolean;
}

/**
 * Holds files against a history, each version by itself: that a later one is applied says nothing about an earlier
 * one. Repeatable migrations are found by their names.
 */
export function statusOf(
  source: Source,
  history: { readonly exists: boolean; readonly rows: readonly HistoryRow[] },
): SourceStatus {
  const byVersion = new Map(history.rows.filter(({ version }) => version !== '').map((row) => [row.version, row]));
  const byName = new Map(history.rows.filter(({ version }) => version === '').map((row) => [row.name, row]));
  const claimed = new Set<HistoryRow>();
  const found = source.migrations.map((migration) => {
    const row = migration.isRepeatable ? byName.get(migration.name) : byVersion.get(migration.version);
    const own = row !== undefined && isOf(row, migration, source) ? row : undefined;
    if (own !== undefined) claimed.add(own);
    return { migration, row: own };
  });
  const last = found.findLastIndex(({ migration, row }) => row !== undefined && !migration.isRepeatable);
  const lastVersion = found[last]?.migration.version ?? '';
  const missing = history.rows.filter((row) => !claimed.has(row));
  const open = found.flatMap(({ migration, row }) => (row === undefined ? migration : []));
  const renamed = renamedSince(missing, open, source.convention.history);
  const formerRows = new Map([...renamed].map(([row, migration]) => [migration, row]));
  return {
    migrations: found.map(({ migration, row }, index) => ({
      migration,
      state:
        row === undefined
          ? withoutRow(migration, {
              ...(index < last && !migration.isRepeatable && { after: lastVersion }),
              isRefused: !mayComeLate(migration, source.convention.history),
              renamedFrom: formerRows.get(migration),
            })
          : withRow(migration, row, source),
    })),
    missing: missing.map((row) => {
      const renamedTo = renamed.get(row);
      return renamedTo === undefined ? row : { ...row, renamedTo };
    }),
    hasHistory: history.exists,
  };
}

/** What has become of an applied version without a file: it is gone, or not here yet, as all that is here comes before it. */
export function missingPage({ migrations }: SourceStatus, row: MissingRow): 'missing-file' | 'database-ahead' {
  if (row.renamedTo !== undefined) return 'missing-file';
  const { compare } = new Intl.Collator('en', { numeric: true });
  const isLast = migrations.every(({ migration }) => compare(migration.version, row.version) < 0);
  return isLast ? 'database-ahead' : 'missing-file';
}

/** Whether the runner takes a migration although a later one is applied. */
export function mayComeLate(migration: Migration, history: History): boolean {
  return history.mayComeLate?.(migration) ?? history.can.outOfOrder;
}

/** Of two files with one version at most one is what was applied: the one whose content or else whose name agrees. */
function isOf(row: HistoryRow, migration: Migration, { migrations, convention }: Source): boolean {
  if (migration.isRepeatable) return true;
  const rivals = migrations.filter(({ version }) => version === migration.version);
  if (rivals.length < 2) return true;
  if (row.checksum !== undefined && convention.history.checksum !== undefined) {
    const same = rivals.filter((rival) => convention.history.matches(row, rival));
    if (same.length > 0) return same[0] === migration;
  }
  return row.name !== undefined && rivals.find(({ name }) => name === row.name) === migration;
}

interface Unapplied {
  /** The last version that is applied, where it comes after this one. */
  readonly after?: string;
  readonly isRefused: boolean;
  readonly renamedFrom: HistoryRow | undefined;
}

function withoutRow(migration: Migration, { after, isRefused, renamedFrom }: Unapplied): MigrationState {
  const [problem] = migration.problems;
  if (problem !== undefined) return { kind: 'blocked', why: problem.message };
  if (migration.up === undefined) return { kind: 'blocked', why: 'There is only a down script for this version.' };
  const renamed = renamedFrom === undefined ? {} : { renamedFrom };
  return after === undefined ? { kind: 'pending', ...renamed } : { kind: 'out-of-order', after, refused: isRefused, ...renamed };
}

function withRow(migration: Migration, row: HistoryRow, { convention }: Source): MigrationState {
  if (row.failed) return { kind: 'failed', row };
  if (migration.up !== undefined && convention.history.matches(row, migration)) return { kind: 'applied', row };
  if (migration.isRepeatable) return { kind: 'pending', before: row };
  return { kind: 'changed', row, difference: differenceByChecksum(row, migration, convention.history) };
}

/** The status with the texts of changed migrations as they were applied, where somebody has them: they tell how each one differs. */
export function withAppliedTexts(status: SourceStatus, texts: ReadonlyMap<string, string>): SourceStatus {
  const migrations = status.migrations.map(({ migration, state }): MigrationStatus => {
    const [was, now] = [texts.get(migration.id), migration.up?.text];
    if ((state.kind !== 'changed' && state.kind !== 'applied') || was === undefined || now === undefined)
      return { migration, state };
    return { migration, state: { ...state, difference: difference(was, now) } };
  });
  return { ...status, migrations };
}
