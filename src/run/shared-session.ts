import type { Connection } from '../database/connection';
import { readHistory } from '../database/history';
import { pause } from '../database/pause';
import type { ReadyStep, RunContext } from './context';
import type { RunError } from './events';
import type { Group } from './groups';
import { nameOf, planDown, planUp } from './plan';
import { statusOf } from './status';

/** How often the lock is tried within one transaction, which waits idle meanwhile and holds nothing. */
const mostTries = 20;

/** Why a run cannot be carried out behind a pooler, where that is so: asked before anything runs. */
export function sharedSessionRefusal({ pooled }: Connection, steps: readonly ReadyStep[]): string | undefined {
  if (!pooled) return undefined;
  const alone = steps.find(({ script }) => script.mode === 'none');
  if (alone === undefined) return undefined;
  return `${nameOf(alone.migration)} runs without a transaction, and a pooler stands before this server that gives each statement another session: no lock would keep other runs out. Connect to the server itself, or to the pooler in session mode.`;
}

/**
 * Makes settings for the transaction that was just begun behind a pooler, and takes the lock, which lasts as long as
 * it does. Since others could have come between two of them, the history is read anew. Answers why it must not go on.
 */
export async function enterSharedSession(context: RunContext, { steps: [first] }: Group): Promise<RunError | undefined> {
  const { connection, lock, tools, source, target } = context;
  await connection.reset('settings');
  let holder = await lock.enter();
  for (let tried = 1; holder !== undefined && tried < mostTries && !tools.signal.aborted; tried += 1) {
    tools.on({ kind: 'waiting', for: `the lock that ${holder} holds` });
    await pause(250 * (0.5 + tools.random()), tools.signal);
    holder = await lock.enter();
  }
  const { path } = first.script;
  if (holder !== undefined) return { message: `Another run holds the lock: ${holder}.`, path };
  const status = statusOf(source, await readHistory(connection, source.convention.history, source.migrations));
  const request = { source, target, status };
  const plan = first.direction === 'up' ? planUp(request) : planDown(request);
  if (plan.refused === undefined && plan.steps[0]?.migration.id === first.migration.id) return undefined;
  return {
    message: 'Another run has applied or rolled back migrations meanwhile: behind a pooler the lock lasts for one migration.',
    advice: 'Look at the status, then run again.',
    path,
  };
}
