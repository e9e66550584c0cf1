import { failureOf } from '../database/failure';
import { describeTarget, secretsOf } from '../database/redact';
import { databaseOf } from '../database/server';
import type { Target } from '../database/target';
import { quoteIdentifier } from '../sql/quote';
import type { RunTools } from './context';
import { errorOf } from './errors';
import type { RunReport } from './events';
import { guardRole, type Wish } from './guards';
import { sentences } from './sentences';

/** The database that every server has, in which others are made. */
export const maintenance = 'postgres';

/** Which database to make. */
export interface CreateDatabaseInput extends Pick<Wish, 'confirmed'> {
  readonly target: Target;
  /** Tells whether it would be made, and makes nothing. */
  readonly isDryRun?: boolean;
}

/** What became of it: `nothing-to-do` where it is there already. */
export interface CreateDatabaseReport {
  readonly target: string;
  readonly dryRun: boolean;
  readonly outcome: RunReport['outcome'];
  /** Its name, where the target has one. */
  readonly database?: string;
  readonly message?: string;
}

/** Makes the database that a target names, by way of the server's database `postgres`. Never rejects for what a server says. */
export async function createDatabase(
  { target, isDryRun = false, confirmed }: CreateDatabaseInput,
  { connect, signal }: Pick<RunTools, 'connect' | 'signal'>,
): Promise<CreateDatabaseReport> {
  const about = { target: describeTarget(target), dryRun: isDryRun };
  if (target.kind === 'embedded') {
    return {
      ...about,
      outcome: 'nothing-to-do',
      message: 'The embedded database is made when something is first applied to it.',
    };
  }
  const answer = await connect(target, { purpose: isDryRun ? 'read' : 'write', database: maintenance, signal });
  if (!answer.ok) {
    const { message, advice } = answer.failure;
    const why = sentences(`There is no session in the database ${maintenance} of this server`, message, advice);
    return { ...about, outcome: signal.aborted ? 'cancelled' : 'no-connection', message: why };
  }
  const { connection } = answer;
  try {
    const database = await databaseOf(target);
    const { rows } = await connection.query({
      text: 'SELECT FROM pg_catalog.pg_database WHERE datname = $1',
      values: [database],
    });
    if (rows.length > 0)
      return { ...about, outcome: 'nothing-to-do', database, message: `The database ${database} is there already.` };
    if (isDryRun) return { ...about, outcome: 'done', database };
    const refused = guardRole(target, target.role, confirmed === undefined ? {} : { confirmed });
    if (refused !== undefined) return { ...about, outcome: 'refused', database, message: refused.reason };
    await connection.query({ text: `CREATE DATABASE ${quoteIdentifier(database)}` });
    return { ...about, outcome: 'done', database };
  } catch (thrown) {
    const failure = failureOf(thrown, secretsOf(target.url));
    const { message, advice } = errorOf(failure);
    // Somebody else has made it at the same moment.
    if (failure.sqlstate === '42P04') return { ...about, outcome: 'nothing-to-do', message: sentences(message) };
    return { ...about, outcome: failure.kind === 'connection' ? 'no-connection' : 'failed', message: sentences(message, advice) };
  } finally {
    await connection.close();
  }
}
