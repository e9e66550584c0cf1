import type { Client } from 'pg';
import { failureOf } from './failure';

/** Opens another session on the same endpoint, by the same way. */
export type OpenProbe = () => Promise<Client>;

/** Sessions that are held open beside ours before a pooler is believed to keep each client on a session of its own. */
const probes = 2;

/** Milliseconds in which a probe must have its answer: a pool with no session left keeps it waiting. */
const patience = 2000;

/**
 * Whether a pooler stands between that gives each transaction another session of the server. `told` is the process id
 * that the connection was told at its start, `backend` the one of the session that answers. PostgreSQL itself tells the
 * same; a pooler, which takes cancel requests itself, tells one of its own. It may still keep each client on its own
 * session: it does not where a transaction beside ours has our session, drives us to another one, or leaves us its own.
 * Where that cannot be found out, it is taken to share, since a lock that others can lose for us is worse than none.
 */
export async function isPooled(
  client: Client,
  { told, backend }: { readonly told: number | undefined; readonly backend: number },
  open: OpenProbe,
): Promise<boolean> {
  if (told === backend) return false;
  const held: Client[] = [];
  try {
    for (let nth = 0; nth < probes; nth += 1) {
      const probe = await open();
      held.push(probe);
      if (!(await isOwn(client, backend, probe))) return true;
    }
    return false;
  } catch (error) {
    failureOf(error);
    return true;
  } finally {
    // A transaction that its client leaves is rolled back by the pooler.
    for (const probe of held) probe.connection.stream.destroy();
  }
}

/** Whether ours stays ours while the probe has a transaction open and once it has given its session back; they differ. */
async function isOwn(client: Client, backend: number, probe: Client): Promise<boolean> {
  await probe.query('BEGIN');
  const other = await backendOf(probe);
  if (other === undefined || other === backend || (await backendOf(client)) !== backend) return false;
  await probe.query('ROLLBACK');
  if ((await backendOf(client)) !== backend) return false;
  await probe.query('BEGIN');
  return (await backendOf(probe)) === other && (await backendOf(client)) === backend;
}

/** Undefined where no answer comes in time. */
async function backendOf(client: Client): Promise<number | undefined> {
  const asked = client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patience);
  });
  try {
    return (await Promise.race([asked, late]))?.rows[0]?.pid;
  } finally {
    clearTimeout(timer);
    // What failed in time has been thrown already; what fails later is met by whoever uses the session next.
    asked.catch(() => undefined);
  }
}
