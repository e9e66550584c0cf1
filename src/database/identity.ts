import type { Connection } from './connection';
import { failureOf } from './failure';

/**
 * By which a database is known again, whatever its address looks like: what the server was given when it was made, the
 * address that it has on its own side of a tunnel, and the database's name. The address is part of it because a physical
 * copy of production keeps the identifier.
 */
export async function identityOf(connection: Connection): Promise<string> {
  const { rows } = await connection.query({
    text: 'SELECT host(inet_server_addr()) AS address, inet_server_port() AS port',
  });
  const [place] = rows;
  return JSON.stringify([await systemIdentifier(connection), place?.['address'], place?.['port'], connection.database]);
}

/** Everybody may read it unless somebody has forbidden it. */
async function systemIdentifier(connection: Connection): Promise<unknown> {
  try {
    const { rows } = await connection.query({ text: 'SELECT system_identifier::text AS id FROM pg_control_system()' });
    return rows[0]?.['id'];
  } catch (error) {
    if (failureOf(error).sqlstate !== '42501') throw error;
    return undefined;
  }
}
