import type { Target } from '../database/target';
import type { Migration, Source } from '../migrations/project';
import type { StepResult } from '../run/events';
import { shownUrl } from '../workspace/targets';
import type { CurrentRun, SourceModel } from './model';
import {
  dryRunVerdict,
  rollbackVerdict,
  scriptKey,
  shortHash,
  type DryRunVerdict,
  type RollbackVerdict,
  type Verdict,
} from './verdict';

/** An entry as it is kept: for what, and what was found. */
export type VerdictEntry = readonly [of: string, verdict: DryRunVerdict | RollbackVerdict];

/** So many entries are kept, the newest: a few hundred bytes each. */
const most = 500;

/**
 * What dry runs and tests of rollbacks have found, by migration: of a dry run also by target, for what is there decides what
 * it finds. A rollback is tried on a database of its own.
 */
export class VerdictBook {
  readonly #dryRuns = new Map<string, DryRunVerdict>();
  readonly #rollbacks = new Map<string, RollbackVerdict>();
  #latest = 0;

  constructor(entries: readonly VerdictEntry[] = []) {
    for (const [of, verdict] of entries) this.#keep(of, verdict);
  }

  /** All of it, the oldest first. */
  get entries(): readonly VerdictEntry[] {
    return [...this.#rollbacks, ...this.#dryRuns].sort(([, one], [, other]) => one.run - other.run);
  }

  /** Notes what a run has found; answers the ids of the migrations of which something else is said now. */
  note({ number, report, source, target }: CurrentRun, at: number): ReadonlySet<string> {
    if (report?.dryRun !== 'trace' && report?.dryRun !== 'shadow') return new Set();
    const noted = new Set<string>();
    const tried = asTried(source, report.steps);
    const latest = [...this.#tried()];
    for (const step of report.steps) {
      const { migration, direction, rollback } = step;
      const key = scriptKey(tried, migration);
      if (key === undefined) continue;
      const kept = { key, at, run: number };
      const dryRun = direction === 'up' ? dryRunVerdict(step, report, kept) : undefined;
      if (dryRun !== undefined) this.#keep(dryRunOf(target, migration), dryRun);
      if (rollback !== undefined) this.#keep(migration.id, rollbackVerdict(rollback, kept));
      if (dryRun !== undefined || rollback !== undefined) noted.add(migration.id);
    }
    this.#trim();
    return noted.size === 0 ? noted : new Set([...noted, ...latest]);
  }

  of({ source, target }: Pick<SourceModel, 'source' | 'target'>, migration: Migration): Verdict | undefined {
    const dryRun = this.#dryRuns.get(dryRunOf(target, migration));
    const rollback = this.#rollbacks.get(migration.id);
    if (dryRun === undefined && rollback === undefined) return undefined;
    const key = scriptKey(source, migration);
    return {
      ...(dryRun && { dryRun: { ...dryRun, isOutdated: dryRun.key !== key } }),
      ...(rollback && { rollback: { ...rollback, isOutdated: rollback.key !== key } }),
      isLatest: dryRun?.run === this.#latest || rollback?.run === this.#latest,
    };
  }

  /** The ids of the migrations that the last run tried. */
  *#tried(): Generator<string, void> {
    for (const [of, { run }] of [...this.#dryRuns, ...this.#rollbacks]) if (run === this.#latest) yield idOf(of);
  }

  /** The newest stand last. */
  #keep(of: string, verdict: DryRunVerdict | RollbackVerdict): void {
    this.#latest = Math.max(this.#latest, verdict.run);
    if ('outcome' in verdict) {
      this.#dryRuns.delete(of);
      this.#dryRuns.set(of, verdict);
    } else {
      this.#rollbacks.delete(of);
      this.#rollbacks.set(of, verdict);
    }
  }

  #trim(): void {
    for (const [of, verdict] of this.entries.slice(0, -most)) {
      if ('outcome' in verdict) this.#dryRuns.delete(of);
      else this.#rollbacks.delete(of);
    }
  }
}

/** What lay on the disk when the engine read it counts, which may be newer than what was known when the run began. */
function asTried(source: Source, steps: readonly StepResult[]): Source {
  const tried = new Map(steps.map(({ migration }) => [migration.id, migration]));
  return { ...source, migrations: source.migrations.map((each) => tried.get(each.id) ?? each) };
}

/** Hashes have no space in them, paths may. */
const dryRunOf = (target: Target, { id }: Migration): string => `${placeKey(target)} ${id}`;

const idOf = (of: string): string => of.replace(/^[\da-f]{16} /, '');

/** Stands for a database, its credentials aside. */
function placeKey(target: Target): string {
  return shortHash(`${target.name}\n${target.kind === 'embedded' ? target.directory : shownUrl(target.url)}`);
}
