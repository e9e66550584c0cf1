import type { Aspect } from '../database/snapshot/snapshot';
import type { Migration, Source } from '../migrations/project';
import type { RunReport } from './events';
import { onShadow, type ShadowTools } from './on-shadow';
import type { Step } from './plan';
import { type OpenBehind, proveRollbacks, type RollbackProof } from './rollback-proof';
import { limitFor, wholeChain } from './whole-chain';

/** Which rollbacks to try. */
export interface TestDownInput {
  readonly source: Source;
  /** All migrations but repeatable ones where none is named. */
  readonly versions: readonly string[];
  /** Names of objects, as `withoutIgnored` takes them. */
  readonly ignore: readonly string[];
  readonly without: readonly Aspect[];
}

export interface TestDownReport {
  /** `failed` where a down script does not do what it should; `unknown` where one could not be tried. */
  readonly outcome: Extract<
    RunReport['outcome'],
    'done' | 'nothing-to-do' | 'failed' | 'unknown' | 'cancelled' | 'refused' | 'disagreement'
  >;
  /** Why nothing was tried, in a sentence. */
  readonly message?: string;
  readonly results: readonly TestedDown[];
  /** The server whose throw-away databases were used. */
  readonly shadow?: string;
  readonly ms: number;
}

export interface TestedDown {
  readonly migration: Migration;
  readonly proof: RollbackProof;
}

/** Tries a source's migrations up, down and up again in throw-away databases, from an empty one on. */
export async function testDown(
  { source, versions, ignore, without }: TestDownInput,
  tools: ShadowTools,
): Promise<TestDownReport> {
  const started = tools.now();
  const isMeant = ({ isRepeatable, version }: Migration): boolean =>
    versions.length === 0 ? isRepeatable !== true : versions.includes(version);
  const took = (): Pick<TestDownReport, 'ms'> => ({ ms: tools.now() - started });
  const chain = await wholeChain(source, ({ migration }: Step) => isMeant(migration));
  if (!chain.ok) {
    const { outcome, message = '' } = chain.ending;
    return { outcome: outcome === 'disagreement' ? outcome : 'refused', message, results: [], ...took() };
  }
  const migrations = chain.steps.map(({ migration }) => migration);
  const limitMs = limitFor(migrations.length);
  let shadow: Pick<TestDownReport, 'shadow'> = {};
  const open: OpenBehind = (first, work) =>
    onShadow({ source, applied: first, limitMs }, tools, (opened) => {
      shadow = { shadow: opened.engine };
      return work(opened);
    });
  const proofs = await proveRollbacks({ source, chain: migrations, isMeant, ignore, without, limitMs }, tools, open);
  const results = migrations.flatMap((migration) => {
    const proof = proofs.get(migration.id);
    return proof === undefined ? [] : [{ migration, proof }];
  });
  if (tools.signal.aborted) return { outcome: 'cancelled', message: 'Cancelled.', results, ...shadow, ...took() };
  if (results.length === 0) return { outcome: 'nothing-to-do', results, ...took() };
  return { outcome: outcomeOf(results), results, ...shadow, ...took() };
}

/** One that fails weighs more than any of which nothing is known. */
function outcomeOf(results: readonly TestedDown[]): 'done' | 'failed' | 'unknown' {
  const bad = results.filter(({ proof }) => !isGood(proof));
  if (bad.length === 0) return 'done';
  return bad.some(({ proof }) => proof.kind !== 'unknown') ? 'failed' : 'unknown';
}

/** Where nothing could be tried nothing is proven: a green light would be a lie. Without a down script there is nothing to prove. */
export function isGood({ kind }: RollbackProof): boolean {
  return kind === 'proven' || kind === 'none';
}
