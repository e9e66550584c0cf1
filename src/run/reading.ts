import type { Connect, Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import type { Target } from '../database/target';
import { errorOf } from './errors';
import type { RunError } from './events';
import { secretsOfTarget } from './signals';

/** Why a target could not be read. */
export type Unreadable = { readonly ok: false; readonly why: 'locked' | 'no-connection' | 'failed'; readonly error: RunError };

/** Reads something of a target through a session that cannot write. */
export async function reading<T>(
  target: Target,
  { connect, signal }: { readonly connect: Connect; readonly signal: AbortSignal },
  work: (connection: Connection) => Promise<T>,
): Promise<T | Unreadable> {
  const answer = await connect(target, { purpose: 'read', signal });
  if (!answer.ok) {
    return { ok: false, why: answer.failure.kind === 'locked' ? 'locked' : 'no-connection', error: errorOf(answer.failure) };
  }
  try {
    return await work(answer.connection);
  } catch (thrown) {
    const failure = failureOf(thrown, secretsOfTarget({ target }));
    return { ok: false, why: failure.kind === 'connection' ? 'no-connection' : 'failed', error: errorOf(failure) };
  } finally {
    await answer.connection.close();
  }
}
