import type { Connection } from './connection';

/** Sessions that keep the session `pid` waiting for a lock, in words; empty where it waits for none. */
export function blockersOf(connection: Connection, pid: number): Promise<readonly string[]> {
  return sessions(connection, pid, 'a.pid = ANY (pg_catalog.pg_blocking_pids($1))');
}

/** Sessions that wait for a lock which the session `pid` holds, or waits for before them, in words. */
export function waitersFor(connection: Connection, pid: number): Promise<readonly string[]> {
  return sessions(connection, pid, `a.wait_event_type = 'Lock' AND $1 = ANY (pg_catalog.pg_blocking_pids(a.pid))`);
}

async function sessions(connection: Connection, pid: number, which: string): Promise<readonly string[]> {
  const { rows } = await connection.query({
    text: `SELECT a.pid, nullif(a.application_name, '') AS application, a.usename AS username, a.state,
                  extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start))::int AS seconds
             FROM pg_catalog.pg_stat_activity a WHERE ${which} ORDER BY a.pid`,
    values: [pid],
  });
  return rows.map(({ pid: other, application, username, state, seconds }) => {
    const who = typeof application === 'string' ? application : 'a session';
    // What other users do is hidden from those who may not see it.
    const age = typeof seconds === 'number' ? `, in its transaction for ${seconds} s` : '';
    return `${who} of ${String(username)}, pid ${String(other)}${age}${state === 'idle in transaction' ? ', idle' : ''}`;
  });
}
