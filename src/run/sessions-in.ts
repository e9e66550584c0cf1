import type { Connection } from '../database/connection';

/** Who else is connected to a database, in a sentence; undefined where nobody is. */
export async function sessionsIn(connection: Connection, database: string): Promise<string | undefined> {
  const { rows } = await connection.query({
    text: `SELECT pid, usename AS user, nullif(application_name, '') AS application, host(client_addr) AS host
      FROM pg_catalog.pg_stat_activity
      WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid() AND backend_type = 'client backend' ORDER BY backend_start, pid`,
    values: [database],
  });
  if (rows.length === 0) return undefined;
  const named = rows.map(({ pid, user, application, host }) => {
    const what = typeof application === 'string' ? application : 'a session';
    const from = typeof host === 'string' ? ` from ${host}` : '';
    return `${what} of ${String(user)}${from} (process ${String(pid)})`;
  });
  const [are, them] = named.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${named.join(', ')} ${are} connected to ${database}: close ${them} first.`;
}
