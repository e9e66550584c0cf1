import type { Connection } from '../database/connection';
import { relationSizes } from '../database/relation-sizes';
import { markedRole } from '../database/role';
import type { Target } from '../database/target';
import type { ReadyStep } from './context';
import type { RunError } from './events';
import type { Group } from './groups';
import { guardRole } from './guards';
import { namedIn } from './named-in';
import { outsideEffect } from './outside-effects';

/** What the user can do where a trace is not to be had. */
export const traceAdvice = 'Use --dry-run=shadow, which takes no locks on the target.';

/** Why steps are not tried on the server itself; with the step and its error where a place in its file is to blame. */
export interface TraceRefusal {
  readonly reason: string;
  readonly step?: ReadyStep;
  readonly error?: RunError;
}

export interface TraceRequest {
  readonly target: Target;
  readonly confirmed?: string;
  /** Bytes that the tables which a trace touches may have together; 100 MB unless given. */
  readonly traceLimitBytes?: number;
}

const usualLimit = 100_000_000;

/** Undefined where the group may be carried out on the server and rolled back. */
export async function traceRefusal(
  connection: Connection,
  { steps }: Group,
  { target, confirmed, traceLimitBytes = usualLimit }: TraceRequest,
): Promise<TraceRefusal | undefined> {
  const refused = guardRole(target, (await markedRole(connection)) ?? target.role, {
    ...(confirmed !== undefined && { confirmed }),
  });
  if (refused !== undefined) return { reason: `${refused.reason} A trace takes the locks for a moment.` };
  if (connection.pooled) {
    return { reason: 'A pooler stands before this server, behind which a trace could leave its settings and locks to others.' };
  }
  for (const step of steps) {
    const { script } = step;
    const outside = outsideEffect(script);
    if (outside === undefined) continue;
    const reason = `${outside.what} works outside the database, where no rollback reaches.`;
    return {
      ...{ reason, step },
      error: { message: reason, path: script.path, statement: outside.at, at: outside.at, advice: traceAdvice },
    };
  }
  return tooLarge(connection, [...new Set(steps.flatMap(({ script }) => namedIn(script)))], traceLimitBytes);
}

/** What a rewrite writes stays on the server as log and bloat, also after a rollback; so large tables are left alone. */
async function tooLarge(
  connection: Connection,
  names: ReturnType<typeof namedIn>,
  limit: number,
): Promise<TraceRefusal | undefined> {
  const sizes = await relationSizes(connection, names);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = sizes;
  if (largest === undefined || total <= limit) return undefined;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`;
  return {
    reason: `The tables that it names have ${megabytes(total)}, of which ${largest.name} has ${megabytes(largest.bytes)}; a trace works on at most ${megabytes(limit)}, since what it writes costs time, log and disk also when it is rolled back.`,
  };
}
