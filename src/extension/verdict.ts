import { createHash } from 'node:crypto';
import { lockModes, type LockMode } from '../effects/effect';
import type { Migration, Source } from '../migrations/project';
import { chainKeys } from '../run/chain-keys';
import type { DryRunKind, RunReport, StatementResult, StepResult } from '../run/events';
import type { RollbackProof } from '../run/rollback-proof';

/** What every verdict is kept with. No SQL, no message of a server and no credential is in it. */
interface Kept {
  /** Of the scripts that were tried, and of those before them: `scriptKey`. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The number of the run. */
  readonly run: number;
}

/** How a migration fared in a dry run. */
export interface DryRunVerdict extends Kept {
  readonly kind: Extract<DryRunKind, 'trace' | 'shadow'>;
  /** `not-tried`: the run did not get to it, or nothing could be told of it. */
  readonly outcome: 'applies' | 'fails' | 'refused' | 'not-tried';
  /** All of it, in milliseconds. */
  readonly ms: number;
  /** Which statement failed, from 1. */
  readonly statement?: number;
  /** The error's, and what its condition is called. */
  readonly sqlstate?: string;
  readonly condition?: string;
  /** So many statements were not measured. */
  readonly unmeasured?: number;
  /** The heaviest lock. */
  readonly lock?: HeldLock;
}

export interface HeldLock {
  readonly mode: LockMode;
  readonly on: string;
  /** Until the end of its transaction, where that was measured. */
  readonly heldMs?: number;
}

/** Whether a migration can be rolled back, as last tried. */
export interface RollbackVerdict extends Kept {
  readonly proof: RollbackProof['kind'];
  /** Behind which script the schema differs, or which one fails. */
  readonly script?: 'up' | 'down' | 'up again';
  /** How many objects differ. */
  readonly differences?: number;
  readonly sqlstate?: string;
}

/** What is said of one migration on one target; outdated is what was found before its script, or one before it, changed. */
export interface Verdict {
  readonly dryRun?: DryRunVerdict & { readonly isOutdated: boolean };
  readonly rollback?: RollbackVerdict & { readonly isOutdated: boolean };
  /** The last run that tried anything tried it. */
  readonly isLatest: boolean;
}

const keysOf = new WeakMap<Source, ReadonlyMap<string, string>>();

/**
 * Stands for the scripts that a source has of a migration, and for everything before them in the chain, on which what they do
 * depends; undefined for one that the source does not have.
 */
export function scriptKey(source: Source, { id }: Pick<Migration, 'id'>): string | undefined {
  let keys = keysOf.get(source);
  if (keys === undefined) {
    const { migrations } = source;
    const chain = chainKeys(source, migrations);
    keys = new Map(
      migrations.map((each, index) => [each.id, shortHash(chain[index] ?? '', each.down?.bytes ?? '', each.down?.text ?? '')]),
    );
    keysOf.set(source, keys);
  }
  return keys.get(id);
}

/** Enough to know something again, and nothing that it could be told from. */
export function shortHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

/** What a step of a dry run says of its migration; undefined for one that was cut off. */
export function dryRunVerdict(
  { outcome, ms, statements, unlisted, error }: StepResult,
  report: Pick<RunReport, 'outcome' | 'dryRun'>,
  kept: Kept,
): DryRunVerdict | undefined {
  const kind = report.dryRun;
  if (outcome === 'cancelled' || (kind !== 'trace' && kind !== 'shadow')) return undefined;
  const own = statements.filter(({ check, isAhead }) => check === undefined && isAhead !== true);
  const failedAt = own.findIndex(({ measured }) => measured?.error !== undefined);
  const { sqlstate, condition } = own[failedAt]?.measured?.error ?? error ?? {};
  const unmeasured = own.filter(({ measured }) => measured === undefined).length;
  const lock = heaviestLock(statements);
  const said = { ...kept, kind, ms };
  switch (outcome) {
    case 'done':
      return { ...said, outcome: 'applies', ...(unmeasured > 0 && { unmeasured }), ...(lock !== undefined && { lock }) };
    case 'failed':
      return {
        ...said,
        outcome: report.outcome === 'refused' ? 'refused' : 'fails',
        // Where not every statement is listed, a place in the list is no number.
        ...(failedAt >= 0 && unlisted === undefined && { statement: failedAt + 1 }),
        ...(sqlstate !== undefined && { sqlstate }),
        ...(condition !== undefined && { condition }),
      };
    case 'undone':
    case 'not-run':
      return { ...said, outcome: 'not-tried' };
  }
}

export function rollbackVerdict(proof: RollbackProof, kept: Kept): RollbackVerdict {
  switch (proof.kind) {
    case 'differs':
      return { ...kept, proof: proof.kind, script: proof.after, differences: proof.differences.length };
    case 'fails': {
      const { sqlstate } = proof.error;
      return { ...kept, proof: proof.kind, script: proof.in, ...(sqlstate !== undefined && { sqlstate }) };
    }
    case 'proven':
    case 'none':
    case 'unknown':
      return { ...kept, proof: proof.kind };
  }
}

/** The strongest lock, and of several as strong the one that is held longest. */
function heaviestLock(statements: readonly Pick<StatementResult, 'measured'>[]): HeldLock | undefined {
  let heaviest: HeldLock | undefined;
  for (const { measured } of statements) {
    for (const effect of measured?.effects ?? []) {
      if (effect.kind !== 'lock') continue;
      const heldMs = measured?.locksHeldMs;
      const lock = { mode: effect.mode, on: effect.on, ...(heldMs !== undefined && { heldMs }) };
      if (heaviest === undefined || isHeavier(lock, heaviest)) heaviest = lock;
    }
  }
  return heaviest;
}

function isHeavier(one: HeldLock, other: HeldLock): boolean {
  const [strength, others] = [one, other].map(({ mode }) => lockModes.indexOf(mode)) as [number, number];
  return strength === others ? (one.heldMs ?? 0) > (other.heldMs ?? 0) : strength > others;
}
