import type { Aspect } from '../database/snapshot/snapshot';
import type { Migration, Source } from '../migrations/project';
import type { RunReport } from './events';
import type { ShadowTools } from './on-shadow';
import type { Step } from './plan';
import { proveRollbacks, type RollbackProof } from './rollback-proof';
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
  /** `failed` where one that has a down script is not proven. */
  readonly outcome: Extract<RunReport['outcome'], 'done' | 'nothing-to-do' | 'failed' | 'cancelled' | 'refused' | 'disagreement'>;
  /** Why nothing was tried, in a sentence. */
  readonly message?: string;
  readonly results: readonly TestedDown[];
  readonly ms: number;
}

export interface TestedDown {
  readonly migration: Migration;
  readonly proof: RollbackProof;
}

/** Tries a source's migrations up, down and up again on embedded databases, from an empty one on. */
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
  const proofs = await proveRollbacks({ source, applied: [], chain: migrations, isMeant, ignore, without, limitMs }, tools);
  const results = migrations.flatMap((migration) => {
    const proof = proofs.get(migration.id);
    return proof === undefined ? [] : [{ migration, proof }];
  });
  if (tools.signal.aborted) return { outcome: 'cancelled', message: 'Cancelled.', results, ...took() };
  if (results.length === 0) return { outcome: 'nothing-to-do', results, ...took() };
  return { outcome: results.every(({ proof }) => isGood(proof)) ? 'done' : 'failed', results, ...took() };
}

/** Where nothing could be tried nothing is proven: a green light would be a lie. Without a down script there is nothing to prove. */
export function isGood({ kind }: RollbackProof): boolean {
  return kind === 'proven' || kind === 'none';
}
