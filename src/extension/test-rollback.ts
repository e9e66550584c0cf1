import type { Target } from '../database/target';
import { rollbackWords } from '../report/rollback';
import type { RunReport, StepResult } from '../run/events';
import { nameOf } from '../run/plan';
import type { TestDownReport, TestedDown } from '../run/test-down';
import type { MigrationTarget } from './arguments';
import type { RunParts } from './run';
import { isSaved, mayBegin } from './run-begin';
import { underProgress } from './run-progress';

/** Where it is tried, for whoever asks where a run is at work: nobody connects by it. */
const shadow: Target = { name: 'the shadow', role: 'embedded', kind: 'embedded', from: 'built in', directory: '' };

/**
 * Tries one migration up, down and up again behind all that comes before it, on an empty throw-away database, and compares
 * the schemas. The target is not connected to.
 */
export async function testRollback(parts: RunParts, { model: given, migration }: MigrationTarget): Promise<void> {
  if (!mayBegin(parts)) return;
  if (!isSaved(parts, given, (saved) => testRollback(parts, { model: saved, migration }))) return;
  const { store } = parts;
  // What lies on the disk now, also where no watcher has told of it yet.
  await store.changed(given.source.migrations.flatMap(({ up, down }) => [up, down].flatMap((script) => script?.path ?? [])));
  const model = store.source(given.source.id);
  if (model === undefined || store.isRunning) return;
  const { engine, source } = model;
  const { version } = migration;
  const about = { direction: 'down', dryRun: 'shadow', target: shadow.name } as const;
  const title = `Testing the rollback of ${nameOf(migration)}`;
  const work = { model: { ...model, target: shadow }, kind: 'test-rollback', only: version, title, broken: about } as const;
  await underProgress(parts, work, async (on, signal) => {
    const request = { source, versions: [version], ignore: [], without: [] };
    return { ...about, ...asRun(await engine.testDown(request, on, signal)) };
  });
}

type TestedRun = Pick<RunReport, 'outcome' | 'message' | 'steps' | 'shadow' | 'ms'>;

/** The proof as the report of a run that everyone knows how to show. */
function asRun({ outcome, message, results, shadow: server, ms }: TestDownReport): TestedRun {
  const said = message ?? results.map(({ proof }) => sentence(rollbackWords(proof))).join(' ');
  const steps = results.map((result) => stepOf(result, ms));
  return { outcome, message: said, steps, ...(server !== undefined && { shadow: server }), ms };
}

const outcomes = { proven: 'done', none: 'done', differs: 'failed', fails: 'failed', unknown: 'not-run' } as const;

function stepOf({ migration, proof }: TestedDown, ms: number): StepResult {
  return {
    ...{ migration, direction: 'down', ms, statements: [], rollback: proof, notes: [] },
    outcome: outcomes[proof.kind],
    ...(proof.kind === 'fails' && { error: proof.error }),
  };
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
