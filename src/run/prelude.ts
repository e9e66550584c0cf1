import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { rollBack } from '../database/history';
import type { Convention } from '../migrations/convention';
import type { Problem, Script } from '../migrations/project';
import { LineMap } from '../sql/positions';
import { errorAt, errorOf } from './errors';
import type { RunError } from './events';
import { inTurns } from './in-turns';
import type { Rehearsal } from './rehearse';
import { prepareScript } from './script';
import type { Surroundings } from './surroundings';

/** A script of the repository that makes what a chain expects from outside. */
export interface Prelude {
  /** As people know it: relative to `lockkeeper.json`. */
  readonly label: string;
  readonly script: Script;
  /** What keeps it from being run, if anything. */
  readonly problem?: Problem;
}

/** Runs a prelude on an empty database; undefined, or why it cannot be, with its place in the file. */
export async function runPrelude(
  { label, script, problem }: Prelude,
  { connection, source }: Pick<Rehearsal, 'connection' | 'source'>,
  surroundings: Surroundings,
): Promise<string | undefined> {
  if (problem !== undefined) return `The prelude cannot be run: ${problem.message}`;
  const error = await carriedOut(script, connection, source.convention);
  if (error === undefined) return undefined;
  const span = error.at ?? error.statement;
  const { line, column } = new LineMap(script.text).position(span?.start ?? 0);
  const place = span === undefined ? label : `${label}:${line}:${column}`;
  const code = error.sqlstate === undefined ? '' : ` (${error.sqlstate})`;
  return `The prelude cannot be run here: ${place}: ${surroundings.wordsFor(error) ?? `${error.message}${code}`}`;
}

async function carriedOut(script: Script, connection: Connection, convention: Convention): Promise<RunError | undefined> {
  // Statement by statement, whatever the runner of the migrations does with its own files.
  const byItself = { ...convention, transaction: () => 'none' as const, sendsWholeFile: false };
  const prepared = await inTurns(prepareScript(script, byItself));
  if (!prepared.ok) return prepared.error;
  const { mode, begin, statements, path } = prepared.script;
  try {
    if (mode !== 'none') await connection.query({ text: begin ?? 'BEGIN' });
    for (const statement of statements) {
      try {
        await connection.execute(statement.text, statement.data);
      } catch (thrown) {
        await rollBack(connection);
        return errorAt(failureOf(thrown), path, statement);
      }
    }
    if (mode !== 'none') await connection.script('COMMIT');
    await connection.reset('session');
    return undefined;
  } catch (thrown) {
    await rollBack(connection);
    return errorOf(failureOf(thrown));
  }
}
