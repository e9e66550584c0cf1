import { failureOf } from '../database/failure';
import type { Fresh } from '../database/throw-away';
import type { Migration, Source } from '../migrations/project';
import type { RunTools } from './context';
import type { Rehearsal } from './rehearse';
import { limitRehearsal, type RehearsalLimit } from './rehearsal-limit';
import { chainKeys } from './chain-keys';
import { provideRole, replay } from './replay';

/** A chain to be replayed on an empty throw-away database. */
export interface ReplayedChain {
  readonly source: Source;
  /** In order. */
  readonly applied: readonly Migration[];
  /** Milliseconds for all of it; `longestRehearsal` unless given. */
  readonly limitMs?: number;
}

/** What a shadow needs of the world. */
export interface ShadowTools extends Pick<RunTools, 'now' | 'on' | 'signal' | 'newId'> {
  readonly fresh: () => Fresh;
}

/** A replayed chain's database. */
export interface Shadow {
  readonly rehearsal: Rehearsal;
  /** Roles that the chain expected from outside, and that were made for it. */
  readonly provided: readonly string[];
  readonly limit: RehearsalLimit;
}

export type OnShadow<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** So many migrations take longer to replay than to keep. */
const worthKeeping = 10;

/** Replays a chain and does `work` behind it; answers why the chain cannot be replayed, where it cannot, which is no fault of it. */
export async function onShadow<T>(
  { source, applied, limitMs }: ReplayedChain,
  tools: ShadowTools,
  work: (shadow: Shadow) => Promise<T>,
): Promise<OnShadow<T>> {
  const shadow = tools.fresh();
  const limit = limitRehearsal(shadow, tools, limitMs);
  try {
    const keys = chainKeys(source, applied);
    const connected = await shadow.connectBehind(keys, tools.signal);
    if (!connected.ok) return { ok: false, why: connected.failure.message };
    const { connection, behind } = connected;
    limit.begin();
    const provided: string[] = behind === undefined ? [] : (JSON.parse(behind.note) as string[]);
    const rehearsal: Rehearsal = {
      ...{ connection, source, tools },
      run: { id: tools.newId() },
      mend: (error) => provideRole(connection, error, provided),
    };
    const left = applied.slice(behind?.count ?? 0);
    const fault = await replay(rehearsal, left);
    if (fault !== undefined) return { ok: false, why: limit.why ?? fault };
    const key = keys.at(-1);
    if (key !== undefined && left.length >= worthKeeping) {
      // What is kept are the files, and they do not hold yet what is in the server's memory.
      await connection.script('CHECKPOINT');
      await shadow.keep(key, JSON.stringify(provided));
    }
    return { ok: true, value: await work({ rehearsal, provided, limit }) };
  } catch (thrown) {
    return { ok: false, why: tools.signal.aborted ? 'Cancelled.' : (limit.why ?? failureOf(thrown).message) };
  } finally {
    limit.end();
    await shadow.dispose();
  }
}
