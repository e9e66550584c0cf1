import type { Connection } from '../database/connection';
import type { Target } from '../database/target';
import type { RunTools } from './context';

/** A session that looks at another one from outside; undefined where the server has no room for it. */
export async function secondSession(target: Target, tools: Pick<RunTools, 'connect'>): Promise<Connection | undefined> {
  const answer = await tools.connect(target, { purpose: 'read', connectTimeoutMs: 2000 });
  return answer.ok ? answer.connection : undefined;
}
