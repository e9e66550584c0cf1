import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { provideHistory, record, recordAlone, rollBack } from '../database/history';
import type { ThrowAway } from '../database/throw-away';
import type { Migration, Source } from '../migrations/project';
import type { ReadyStep, RunTools } from './context';
import { errorAt, missingExtension } from './errors';
import type { RunError, StepResult } from './events';
import { inTurns } from './in-turns';
import { nameOf } from './plan';
import { rehearse, type Rehearsal } from './rehearse';
import { limitRehearsal, type RehearsalLimit } from './rehearsal-limit';
import { prepareScript } from './script';
import { notRun, skippedStatements } from './skipped';

/** What to replay, and what to measure behind it. */
export interface ShadowRequest {
  readonly source: Source;
  /** Migrations that the target has, in order. */
  readonly applied: readonly Migration[];
  readonly steps: readonly ReadyStep[];
  /** Milliseconds for all of it; `longestRehearsal` unless given. */
  readonly limitMs?: number;
}

/** The steps' results; a message where the chain before them could not be replayed, so that nothing is known of them. */
export interface ShadowResult {
  readonly steps: readonly StepResult[];
  readonly unknown?: string;
}

/** Replays a chain on an empty throw-away database and measures the steps that follow, with their commits. */
export async function rehearseOnShadow(request: ShadowRequest, tools: RunTools, fresh: () => ThrowAway): Promise<ShadowResult> {
  const shadow = fresh();
  const limit = limitRehearsal(shadow, tools, request.limitMs);
  try {
    const connected = await shadow.connect(tools.signal);
    if (!connected.ok) return unknown(request, connected.failure.message);
    const { connection } = connected;
    limit.begin();
    const provided: string[] = [];
    const rehearsal: Rehearsal = {
      ...{ connection, source: request.source, tools },
      run: { id: tools.newId() },
      mend: (error) => provideRole(connection, error, provided),
    };
    const fault = await replay(rehearsal, request.applied);
    if (fault !== undefined) return unknown(request, limit.why ?? fault);
    const steps = await rehearse(rehearsal, request.steps);
    return {
      steps: steps.map((step, index) => {
        const meant = asMeant(step, request.steps[index], limit);
        return meant.outcome === 'not-run' ? meant : { ...meant, notes: [...meant.notes, ...notesOf(provided)] };
      }),
    };
  } catch (thrown) {
    const { message } = failureOf(thrown);
    return unknown(request, tools.signal.aborted ? 'Cancelled.' : (limit.why ?? message));
  } finally {
    limit.end();
    await shadow.dispose();
  }
}

/** Carries out what the target has already; undefined, or why it cannot be. */
async function replay(rehearsal: Rehearsal, applied: readonly Migration[]): Promise<string | undefined> {
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
async function provideRole(connection: Connection, { sqlstate, message }: RunError, provided: string[]): Promise<boolean> {
  const name = sqlstate === '42704' ? /^role "(.*)" does not exist$/.exec(message)?.[1] : undefined;
  if (name === undefined || provided.includes(name)) return false;
  provided.push(name);
  await connection.script(`CREATE ROLE "${name.replaceAll('"', '""')}"`);
  return true;
}

function notesOf(provided: readonly string[]): readonly string[] {
  const where = 'Measured on the embedded server, which is PostgreSQL 18 and holds none of your rows.';
  return provided.length === 0 ? [where] : [where, `Roles that the chain expects were made there: ${provided.join(', ')}.`];
}

/**
 * A step's result, with what happened to the rehearsal itself told apart: a migration that fails there only for want of
 * an extension says nothing about the target, and one whose time was up has not lost its connection.
 */
export function asMeant(result: StepResult, step: ReadyStep | undefined, { why }: RehearsalLimit): StepResult {
  const { error, statements } = result;
  if (error === undefined || step === undefined) return result;
  const words = extensionWords(error);
  if (words !== undefined) return notRun(step, skippedStatements(step, `unknown here: ${words}`), [words]);
  if (why === undefined || error.sqlstate !== undefined) return result;
  const { path, statement } = error;
  const given: RunError = {
    ...{ message: why, advice: 'See whether it ever ends.' },
    ...(path !== undefined && { path }),
    ...(statement !== undefined && { statement }),
  };
  return {
    ...result,
    error: given,
    statements: statements.map((it) =>
      it.measured?.error === undefined ? it : { ...it, measured: { ...it.measured, error: given } },
    ),
  };
}

/** Words for an error that only the want of an extension caused. */
function extensionWords(error: RunError): string | undefined {
  const name = missingExtension(error);
  return name === undefined ? undefined : `the embedded server does not have the extension ${name}.`;
}

function unknown({ steps }: ShadowRequest, why: string): ShadowResult {
  return { steps: steps.map((step) => notRun(step, skippedStatements(step, `unknown here: ${why}`))), unknown: why };
}
