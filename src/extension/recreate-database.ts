import type { RunReport } from '../run/events';
import type { RecreateReport } from '../run/recreate';
import { askForWord } from './consent';
import { commandIds } from './ids';
import type { SourceModel } from './model';
import { isOwn } from './policy';
import type { RunParts } from './run';
import { isSaved, mayBegin, refuse } from './run-begin';
import { doingWords } from './run-kinds';
import { underProgress } from './run-progress';
import { migrationsWords, placeWords } from './words';

/**
 * Drops a local or the embedded database, makes it anew and applies everything, once its name was typed. Whether that can
 * be done at all is looked at before anyone is asked.
 */
export async function recreateDatabase(parts: RunParts, model: SourceModel): Promise<void> {
  const { store, log } = parts;
  if (!mayBegin(parts) || !isSaved(parts, model, (saved) => recreateDatabase(parts, saved))) return;
  const { engine, source, target } = model;
  if (!isOwn(model)) {
    refuse(
      `${target.name} is a ${target.role} database: only a local or the embedded one is dropped.`,
      'Choose Target Database…',
      commandIds.chooseTarget,
    );
    return;
  }
  await store.quiet();
  const looked = await engine.recreate({ source, target, dryRun: true }, () => undefined, new AbortController().signal);
  if (looked.outcome !== 'done') {
    log.error(`Recreating ${target.name}: ${looked.message ?? looked.outcome}`);
    refuse(`${target.name} cannot be recreated: ${looked.message ?? looked.outcome}`, 'Show Log', commandIds.showLog);
    return;
  }
  const what = `This drops ${looked.database === undefined ? 'the embedded database' : `${placeWords(target)} with everything in it`}, creates it anew and applies ${migrationsWords(looked.migrations)}.`;
  const agreed = await askForWord({ title: `Recreate the database of ${target.name} (${target.role})`, what, word: target.name });
  if (agreed === undefined || !mayBegin(parts)) return;
  const title = doingWords('recreate', looked.migrations, target.name);
  await underProgress(parts, { model, kind: 'recreate', title, broken: { direction: 'up' } }, async (on, signal) =>
    asRun(await engine.recreate({ source, target, ...agreed }, on, signal)),
  );
}

/** With the run that came after where it came to one. */
function asRun({ run, target, outcome, message, page }: RecreateReport): RunReport {
  return {
    ...(run ?? { direction: 'up', target, steps: [], ms: 0 }),
    outcome,
    ...(message !== undefined && { message }),
    ...(page !== undefined && { page }),
  };
}
