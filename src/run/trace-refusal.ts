import type { Connection } from '../database/connection';
import { foreignTables } from '../database/foreign-tables';
import { reachedFunctions } from '../database/reached-functions';
import { relationSizes } from '../database/relation-sizes';
import { markedRole } from '../database/role';
import type { Target } from '../database/target';
import { sizeWords } from '../lint/wording';
import type { ReadyStep } from './context';
import type { RunError } from './events';
import type { Group } from './groups';
import { guardRole } from './guards';
import { namedIn } from './named-in';
import { sequenceBeyondKeeping } from './what-stayed';
import { isUntrusted, outsideEffect, outsideEffectOf } from './outside-effects';

/** What the user can do where a trace is not to be had. */
export const traceAdvice = 'Use --dry-run=shadow, which takes no locks on the target.';

const outsideAdvice = 'Use --dry-run=shadow, or take it into account with --allow-outside-effects.';
const sizeAdvice = 'Use --dry-run=shadow, which takes no locks on the target, or allow more with --limit-size.';

/** Why steps are not tried on the server itself; with the step and its error where a place in its file is to blame. */
export interface TraceRefusal {
  readonly reason: string;
  readonly advice: string;
  readonly step?: ReadyStep;
  readonly error?: RunError;
}

export interface TraceRequest {
  readonly target: Target;
  readonly confirmed?: string;
  /** Bytes that the tables which a trace touches may have together; 100 MB unless given. */
  readonly traceLimitBytes?: number;
  /** Also what no rollback takes back is carried out. */
  readonly allowOutsideEffects?: boolean;
}

const usualLimit = 100 * 1024 ** 2;

/** Undefined where the group may be carried out on the server and rolled back. */
export async function traceRefusal(
  connection: Connection,
  { steps }: Group,
  { target, confirmed, allowOutsideEffects, traceLimitBytes = usualLimit }: TraceRequest,
): Promise<TraceRefusal | undefined> {
  const refused = guardRole(target, (await markedRole(connection)) ?? target.role, {
    ...(confirmed !== undefined && { confirmed }),
  });
  if (refused !== undefined) {
    return { reason: `${refused.reason} A trace takes the locks for a moment.`, advice: traceAdvice };
  }
  if (connection.pooled) {
    const reason = 'A pooler stands before this server, behind which a trace could leave its settings and locks to others.';
    return { reason, advice: traceAdvice };
  }
  const names = namesOf(steps);
  if (allowOutsideEffects !== true) {
    const outside = outsideInScripts(steps) ?? (await outsideInDatabase(connection, names));
    if (outside !== undefined) return outside;
    const beyond = (await setsSequences(connection, steps)) ? await sequenceBeyondKeeping(connection) : undefined;
    if (beyond !== undefined) {
      const reason = `It may set the sequence ${beyond}, which belongs to somebody else: what setval writes there would stay.`;
      return { reason, advice: outsideAdvice };
    }
  }
  return tooLarge(connection, names, traceLimitBytes);
}

const namesOf = (steps: Group['steps']): readonly string[] => [...new Set(steps.flatMap(({ script }) => namedIn(script)))];

/** Whether steps may call `setval`, themselves or by a function of the database. */
export async function setsSequences(connection: Connection, steps: Group['steps']): Promise<boolean> {
  const isSetting = (text: string): boolean => /\bsetval\b/i.test(text);
  if (steps.some(({ script }) => script.statements.some(({ text }) => isSetting(text)))) return true;
  return (await reachedFunctions(connection, namesOf(steps))).some(({ body }) => isSetting(body));
}

const isOutside = (what: string): string => `${what} works outside the database, where no rollback reaches.`;

function outsideInScripts(steps: Group['steps']): TraceRefusal | undefined {
  for (const step of steps) {
    const { script } = step;
    const outside = outsideEffect(script);
    if (outside === undefined) continue;
    const reason = isOutside(outside.what);
    return {
      ...{ reason, step, advice: outsideAdvice },
      error: { message: reason, path: script.path, statement: outside.at, at: outside.at, advice: outsideAdvice },
    };
  }
  return undefined;
}

/** What the scripts may set off that stands in no file: bodies of functions and triggers, and tables of other servers. */
async function outsideInDatabase(connection: Connection, names: readonly string[]): Promise<TraceRefusal | undefined> {
  for (const { name, language, body } of await reachedFunctions(connection, names)) {
    const what = isUntrusted(language) ? language : outsideEffectOf(body);
    if (what === undefined) continue;
    return {
      reason: isOutside(`The function ${name}, which it may set off, is made with ${what}, which`),
      advice: outsideAdvice,
    };
  }
  const [foreign] = await foreignTables(connection, names);
  if (foreign === undefined) return undefined;
  return { reason: `It names ${foreign}, whose rows another server has.`, advice: outsideAdvice };
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
  return {
    advice: sizeAdvice,
    reason: `The tables that it names have ${sizeWords(total)}, of which ${largest.name} has ${sizeWords(largest.bytes)}; a trace works on at most ${sizeWords(limit)}, since what it writes costs time, log and disk also when it is rolled back.`,
  };
}
