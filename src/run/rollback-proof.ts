import { provideHistory } from '../database/history';
import { withoutIgnored } from '../database/snapshot/ignored';
import { type Aspect, leaveOut, type Snapshot } from '../database/snapshot/snapshot';
import type { Migration, Source } from '../migrations/project';
import type { RunError } from './events';
import { onShadow, type OnShadow, type Shadow, type ShadowTools } from './on-shadow';
import { nameOf } from './plan';
import { rehearsedSchema } from './rehearsed-schema';
import type { Rehearsal } from './rehearse';
import { carryOut } from './replay';
import { schemaDifferences, type SchemaDifference } from './schema-difference';
import { isAborted } from './signals';
import { withoutProvided } from './surroundings';

/** Whether a migration can be rolled back, as far as schemas tell: what becomes of rows is not compared. */
export type RollbackProof =
  /** Down leads to the schema before, and up again to the schema after. */
  | { readonly kind: 'proven' }
  | {
      readonly kind: 'differs';
      /** The script behind which the schema is not what it was. */
      readonly after: 'down' | 'up again';
      readonly differences: readonly SchemaDifference[];
    }
  | { readonly kind: 'fails'; readonly in: 'up' | 'down' | 'up again'; readonly error: RunError }
  /** There is no down script. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };

/** What is to be proven, and behind what. */
export interface RollbackRequest {
  readonly source: Source;
  /** What is there before the chain, in order. */
  readonly applied: readonly Migration[];
  /** What comes after it, in order: each is applied, and those that `isMeant` names are rolled back and applied again. */
  readonly chain: readonly Migration[];
  readonly isMeant: (migration: Migration) => boolean;
  /** Names of objects that do not count, and what does not count of the others. */
  readonly ignore?: readonly string[];
  readonly without?: readonly Aspect[];
  /** Milliseconds that one throw-away database may be at work. */
  readonly limitMs?: number;
  /** The target's `server_version_num`, where there is a target. */
  readonly targetVersion?: number;
}

/** Proofs by the ids of the migrations that were meant. */
export type RollbackProofs = ReadonlyMap<string, RollbackProof>;

/** Makes a database that has what `first` names and all that the target has, and does `work` there. */
export type OpenBehind = <T>(first: readonly Migration[], work: (shadow: Shadow) => Promise<T>) => Promise<OnShadow<T>>;

/**
 * Tries up, down and up again for each migration on a throw-away database, with commits, and compares the schemas. One that
 * leaves something else behind must not spoil the next: those are tried on another database.
 */
export async function proveRollbacks(
  request: Omit<RollbackRequest, 'applied'>,
  tools: TrialTools,
  open: OpenBehind,
): Promise<RollbackProofs> {
  const { isMeant } = request;
  const proofs = new Map<string, RollbackProof>();
  const isTried = (it: Migration): boolean => isMeant(it) && it.down !== undefined;
  for (const migration of request.chain)
    if (isMeant(migration) && !isTried(migration)) proofs.set(migration.id, { kind: 'none' });
  const chain = request.chain.slice(0, request.chain.findLastIndex(isTried) + 1);
  let next = 0;
  let why: string | undefined;
  while (next < chain.length && why === undefined) {
    const answer = await open(chain.slice(0, next), async (shadow) => {
      const trial = new Trial(shadow, request, tools);
      await trial.begin();
      for (const migration of chain.slice(next)) {
        const { proof, end } = isTried(migration) ? await trial.prove(migration) : await trial.pass(migration);
        // What fails behind others may fail by what they left in tables: a database of its own decides.
        if (end === 'stuck' && trial.hasTried) return undefined;
        if (proof !== undefined && isMeant(migration)) proofs.set(migration.id, proof);
        next += 1;
        if (end === 'stuck') return `${nameOf(migration)}, which comes before it, cannot be carried out here: ${wordsOf(proof)}`;
        if (end === 'spoilt') return undefined;
      }
      return undefined;
    });
    why = answer.ok ? answer.value : answer.why;
  }
  if (why !== undefined)
    for (const it of chain) if (isTried(it) && !proofs.has(it.id)) proofs.set(it.id, { kind: 'unknown', why });
  return proofs;
}

/** The same on empty databases, behind a replay of what is there already. */
export function proveOnShadow({ applied, ...request }: RollbackRequest, tools: ShadowTools): Promise<RollbackProofs> {
  const { source, limitMs, targetVersion } = request;
  const chain = { source, ...(limitMs !== undefined && { limitMs }), ...(targetVersion !== undefined && { targetVersion }) };
  return proveRollbacks(request, tools, (first, work) => onShadow({ ...chain, applied: [...applied, ...first] }, tools, work));
}

type TrialTools = Pick<ShadowTools, 'on' | 'signal'>;

const wordsOf = (proof: RollbackProof | undefined): string =>
  proof?.kind === 'fails' ? proof.error.message : proof?.kind === 'unknown' ? proof.why : '';

interface Tried {
  readonly proof?: RollbackProof;
  /**
   * `spoilt`: what is there now may not be what the migration leaves; `stuck`: its up script failed, so that nothing can be
   * tried behind it.
   */
  readonly end: 'clean' | 'spoilt' | 'stuck';
}

/** Migrations one after the other on one throw-away database. */
class Trial {
  readonly #rehearsal: Rehearsal;
  readonly #shadow: Shadow;
  readonly #request: Omit<RollbackRequest, 'applied'>;
  readonly #tools: TrialTools;
  #isKept = false;
  /** The schema now, where it is known. */
  #schema: Snapshot | undefined;
  /** Whether a migration has been rolled back here before the one in hand. */
  hasTried = false;

  constructor(shadow: Shadow, request: Omit<RollbackRequest, 'applied'>, tools: TrialTools) {
    this.#shadow = shadow;
    this.#rehearsal = shadow.rehearsal;
    this.#request = request;
    this.#tools = tools;
  }

  async begin(): Promise<void> {
    const { connection, source } = this.#rehearsal;
    this.#isKept = await provideHistory(connection, source.convention.history, source.migrations);
  }

  /** Applies one that is not to be rolled back. */
  async pass(migration: Migration): Promise<Tried> {
    this.#tools.on({ kind: 'waiting', for: `the replay of ${nameOf(migration)}` });
    this.#schema = undefined;
    const error = await this.#carryOut(migration, 'up');
    return error === undefined ? { end: 'clean' } : { proof: this.#failing('up', error), end: 'stuck' };
  }

  /** Applies one, rolls it back, and applies it again. */
  async prove(migration: Migration): Promise<Tried> {
    this.#tools.on({ kind: 'waiting', for: `the proof that ${nameOf(migration)} can be rolled back` });
    const before = this.#schema ?? (await this.#read());
    const upFailed = await this.#carryOut(migration, 'up');
    if (upFailed !== undefined) return { proof: this.#failing('up', upFailed), end: 'stuck' };
    const after = await this.#read();
    this.hasTried = true;
    const downFailed = await this.#carryOut(migration, 'down');
    if (downFailed !== undefined) {
      const left = await this.#read();
      return { proof: this.#failing('down', downFailed), end: endOf(schemaDifferences(after, left)) };
    }
    const between = await this.#read();
    const leftBehind = withoutProvided(schemaDifferences(before, between), this.#shadow.surroundings.provided);
    const againFailed = await this.#carryOut(migration, 'up');
    // An object that down left behind is what the second up fails for, and says more than that failure.
    if (leftBehind.length > 0) {
      const end = againFailed === undefined ? endOf(schemaDifferences(after, await this.#read())) : 'spoilt';
      return { proof: { kind: 'differs', after: 'down', differences: leftBehind }, end };
    }
    if (againFailed !== undefined) return { proof: this.#failing('up again', againFailed), end: 'spoilt' };
    const differences = schemaDifferences(after, await this.#read());
    if (differences.length > 0) return { proof: { kind: 'differs', after: 'up again', differences }, end: 'spoilt' };
    return { proof: { kind: 'proven' }, end: 'clean' };
  }

  async #carryOut(migration: Migration, direction: 'up' | 'down'): Promise<RunError | undefined> {
    const error = await carryOut(this.#rehearsal, { migration, direction }, this.#isKept);
    // Then it is the rehearsal that was ended, and nothing is known of the migration.
    if (error !== undefined && (this.#shadow.limit.why !== undefined || isAborted(this.#tools.signal) || error.lost === true))
      throw new Error(this.#shadow.surroundings.wordsFor(error) ?? error.message);
    return error;
  }

  /** A failure; for want of an extension, which is no fault of the migration, nothing is known. */
  #failing(where: 'up' | 'down' | 'up again', error: RunError): RollbackProof {
    const words = this.#shadow.surroundings.wordsFor(error);
    return words === undefined ? { kind: 'fails', in: where, error } : { kind: 'unknown', why: words };
  }

  async #read(): Promise<Snapshot> {
    const { ignore = [], without = [] } = this.#request;
    this.#schema = leaveOut(withoutIgnored(await rehearsedSchema(this.#rehearsal), ignore), without);
    return this.#schema;
  }
}

const endOf = (differences: readonly SchemaDifference[]): Tried['end'] => (differences.length === 0 ? 'clean' : 'spoilt');
