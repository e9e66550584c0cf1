import type { Connection } from '../database/connection';
import type { DatabaseTraits } from '../database/database-traits';
import { failureOf } from '../database/failure';
import { rollBack } from '../database/history';
import { quoteIdentifier } from '../sql/quote';
import { sentences } from './sentences';
import { sessionsIn } from './sessions-in';

/** Which database is to be replaced by an empty one. */
export interface Replacement {
  readonly database: string;
  /** A name that no database has. */
  readonly beside: string;
  /** Of the old one; absent where there is none. */
  readonly traits?: DatabaseTraits;
}

/**
 * Replaces a database by an empty one that is like it otherwise. Answers who or what uses it, where that stands in the way:
 * then all is as it was, as it is where anything else fails.
 */
export async function replaceDatabase(connection: Connection, replacement: Replacement): Promise<string | undefined> {
  try {
    await replace(connection, replacement);
    return undefined;
  } catch (error) {
    const { sqlstate, message, detail } = failureOf(error);
    // object_in_use: by sessions, prepared transactions, replication slots, subscriptions, or the template by whoever copies it as well.
    if (sqlstate !== '55006') throw error;
    return (await sessionsIn(connection, replacement.database)) ?? sentences(message, detail);
  }
}

/**
 * The new one is made beside, so that whoever may not make one loses nothing; then they exchange their names in one
 * transaction, and the old one is dropped.
 */
async function replace(connection: Connection, replacement: Replacement): Promise<void> {
  const { database, beside, traits } = replacement;
  const send = async (text: string): Promise<void> => {
    await connection.query({ text });
  };
  if (traits === undefined) return send(`CREATE DATABASE ${quoteIdentifier(database)}`);
  const dropBeside = `DROP DATABASE ${quoteIdentifier(beside)}`;
  await send(`CREATE DATABASE ${quoteIdentifier(beside)} ${traits.made}`);
  try {
    await inOneTransaction(connection, async () => {
      for (const query of traits.said(beside)) await connection.query(query);
    });
    await exchange(connection, replacement);
  } catch (error) {
    await send(dropBeside);
    throw error;
  }
  try {
    await send(dropBeside);
  } catch (error) {
    // A replication slot or a subscription keeps a database from being dropped, and not from being renamed.
    await exchange(connection, replacement);
    await send(dropBeside);
    throw error;
  }
}

/** Each one takes the other's name. The server waits some seconds for sessions in them to end, then refuses. */
async function exchange(connection: Connection, { database, beside }: Replacement): Promise<void> {
  const rename = async (from: string, to: string): Promise<void> => {
    await connection.query({ text: `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)}` });
  };
  await inOneTransaction(connection, async () => {
    await rename(database, `${beside}_`);
    await rename(beside, database);
    await rename(`${beside}_`, beside);
  });
}

async function inOneTransaction(connection: Connection, work: () => Promise<void>): Promise<void> {
  await connection.script('BEGIN');
  try {
    await work();
    await connection.script('COMMIT');
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}
