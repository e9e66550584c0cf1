import { failureOf } from '../database/failure';
import { provideHistory, record, recordAlone, rollBack } from '../database/history';
import type { Migration } from '../migrations/project';
import { errorAt, errorOf } from './errors';
import type { RunError } from './events';
import { inTurns } from './in-turns';
import { nameOf, type Step } from './plan';
import type { Rehearsal } from './rehearse';
import { prepareScript } from './script';
import { sentences } from './sentences';
import type { Surroundings } from './surroundings';

/** What a prelude would have to make. */
const nothingThere: ReadonlySet<string | undefined> = new Set(['42P01', '42704', '42883', '3F000']);

/** Carries out what the target has already; undefined, or why it cannot be. */
export async function replay(
  rehearsal: Rehearsal,
  applied: readonly Migration[],
  surroundings: Surroundings,
): Promise<string | undefined> {
  const { connection, source, tools } = rehearsal;
  const isKept = await provideHistory(connection, source.convention.history, source.migrations);
  for (const migration of applied) {
    tools.on({ kind: 'waiting', for: `the replay of ${nameOf(migration)}` });
    const error = await carryOut(rehearsal, { migration, direction: 'up' }, isKept);
    if (error === undefined) continue;
    const words = surroundings.wordsFor(error);
    const advice = nothingThere.has(error.sqlstate)
      ? 'What the chain expects from outside is made by a prelude: “shadow” in lockkeeper.json.'
      : undefined;
    const why = words ?? sentences(error.message, advice);
    return `${nameOf(migration)}, which the target has already, cannot be replayed here: ${why}`;
  }
  return undefined;
}

/** Carries out one step for good, unmeasured; what it expected to be there is provided, and it is tried again. */
export async function carryOut(rehearsal: Rehearsal, step: Step, isKept: boolean): Promise<RunError | undefined> {
  let error = await carryOutOnce(rehearsal, step, isKept);
  while (error !== undefined && (await rehearsal.mend?.(error)) === true) error = await carryOutOnce(rehearsal, step, isKept);
  return error;
}

async function carryOutOnce(
  { connection, source, run }: Rehearsal,
  { migration, direction }: Step,
  isKept: boolean,
): Promise<RunError | undefined> {
  const file = migration[direction];
  if (file === undefined) return { message: 'Its file is not here.' };
  const prepared = await inTurns(prepareScript(file, source.convention));
  if (!prepared.ok) return prepared.error;
  const { script } = prepared;
  const { history } = source.convention;
  const { migrations } = source;
  // What was applied with others is committed by now, so that each can be replayed by itself.
  const isWhole = script.mode !== 'none';
  if (isWhole) await connection.query({ text: script.begin ?? 'BEGIN' });
  else if (isKept) await recordAlone(connection, history, { event: { run, kind: 'started', direction }, migration, migrations });
  for (const statement of script.statements) {
    try {
      await connection.execute(statement.text, statement.data);
    } catch (thrown) {
      await rollBack(connection);
      return errorAt(failureOf(thrown), script.path, statement);
    }
  }
  const kind = direction === 'up' ? 'applied' : 'rolled-back';
  try {
    await connection.reset('settings');
    if (isKept) await record(connection, history, { event: { run, kind, durationMs: 0 }, migration, migrations });
    if (isWhole) await connection.script('COMMIT');
  } catch (thrown) {
    // A deferred constraint speaks up at the end only.
    await rollBack(connection);
    return { ...errorOf(failureOf(thrown)), path: script.path };
  }
  await connection.reset('session');
  return undefined;
}
