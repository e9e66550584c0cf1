import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { provideHistory, record, recordAlone, rollBack } from '../database/history';
import type { Migration } from '../migrations/project';
import { errorAt, missingExtension } from './errors';
import type { RunError } from './events';
import { inTurns } from './in-turns';
import { nameOf } from './plan';
import type { Rehearsal } from './rehearse';
import { prepareScript } from './script';

/** Carries out what the target has already; undefined, or why it cannot be. */
export async function replay(rehearsal: Rehearsal, applied: readonly Migration[]): Promise<string | undefined> {
  const { connection, source, tools } = rehearsal;
  const isKept = await provideHistory(connection, source.convention.history, source.migrations);
  for (const migration of applied) {
    tools.on({ kind: 'waiting', for: `the replay of ${nameOf(migration)}` });
    let error = await replayOne(rehearsal, migration, isKept);
    while (error !== undefined && (await rehearsal.mend?.(error)) === true) error = await replayOne(rehearsal, migration, isKept);
    if (error === undefined) continue;
    return `${nameOf(migration)}, which the target has already, cannot be replayed here: ${extensionWords(error) ?? error.message}`;
  }
  return undefined;
}

async function replayOne(
  { connection, source, run }: Rehearsal,
  migration: Migration,
  isKept: boolean,
): Promise<RunError | undefined> {
  if (migration.up === undefined) return { message: 'Its file is not here.' };
  const prepared = await inTurns(prepareScript(migration.up, source.convention));
  if (!prepared.ok) return prepared.error;
  const { script } = prepared;
  const { history } = source.convention;
  const { migrations } = source;
  // What was applied with others is committed by now, so that each can be replayed by itself.
  const isWhole = script.mode !== 'none';
  if (isWhole) await connection.query({ text: script.begin ?? 'BEGIN' });
  else if (isKept)
    await recordAlone(connection, history, { event: { run, kind: 'started', direction: 'up' }, migration, migrations });
  for (const statement of script.statements) {
    try {
      await connection.execute(statement.text, statement.data);
    } catch (thrown) {
      await rollBack(connection);
      return errorAt(failureOf(thrown), script.path, statement);
    }
  }
  await connection.reset('settings');
  if (isKept) await record(connection, history, { event: { run, kind: 'applied', durationMs: 0 }, migration, migrations });
  if (isWhole) await connection.script('COMMIT');
  await connection.reset('session');
  return undefined;
}

/** A role that the chain expects from outside; roles belong to a server, not to a database. */
export async function provideRole(connection: Connection, { sqlstate, message }: RunError, provided: string[]): Promise<boolean> {
  const name = sqlstate === '42704' ? /^role "(.*)" does not exist$/.exec(message)?.[1] : undefined;
  if (name === undefined || provided.includes(name)) return false;
  provided.push(name);
  await connection.script(`CREATE ROLE "${name.replaceAll('"', '""')}"`);
  return true;
}

/** Words for an error that only the want of an extension caused. */
export function extensionWords(error: RunError): string | undefined {
  const name = missingExtension(error);
  return name === undefined ? undefined : `the embedded server does not have the extension ${name}.`;
}
