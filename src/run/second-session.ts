import type { Connection } from '../database/connection';
import type { Target } from '../database/target';
import type { RunTools } from './context';

/** A session beside another one, to look at it or to work for it; undefined where the server has no room for it. */
export async function secondSession(
  target: Target,
  tools: Pick<RunTools, 'connect'>,
  purpose: 'read' | 'write' = 'read',
): Promise<Connection | undefined> {
  const answer = await tools.connect(target, { purpose, connectTimeoutMs: 2000 });
  return answer.ok ? answer.connection : undefined;
}
