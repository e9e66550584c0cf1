import { failureOf } from '../database/failure';
import type { ThrowAway } from '../database/throw-away';
import type { Migration, Source } from '../migrations/project';
import type { RunTools } from './context';
import type { Rehearsal } from './rehearse';
import { limitRehearsal, type RehearsalLimit } from './rehearsal-limit';
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
  readonly fresh: () => ThrowAway;
}

/** A replayed chain's database. */
export interface Shadow {
  readonly rehearsal: Rehearsal;
  /** Roles that the chain expected from outside, and that were made for it. */
  readonly provided: readonly string[];
  readonly limit: RehearsalLimit;
}

export type OnShadow<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Replays a chain and does `work` behind it; answers why the chain cannot be replayed, where it cannot, which is no fault of it. */
export async function onShadow<T>(
  { source, applied, limitMs }: ReplayedChain,
  tools: ShadowTools,
  work: (shadow: Shadow) => Promise<T>,
): Promise<OnShadow<T>> {
  const shadow = tools.fresh();
  const limit = limitRehearsal(shadow, tools, limitMs);
  try {
    const connected = await shadow.connect(tools.signal);
    if (!connected.ok) return { ok: false, why: connected.failure.message };
    const { connection } = connected;
    limit.begin();
    const provided: string[] = [];
    const rehearsal: Rehearsal = {
      ...{ connection, source, tools },
      run: { id: tools.newId() },
      mend: (error) => provideRole(connection, error, provided),
    };
    const fault = await replay(rehearsal, applied);
    if (fault !== undefined) return { ok: false, why: limit.why ?? fault };
    return { ok: true, value: await work({ rehearsal, provided, limit }) };
  } catch (thrown) {
    return { ok: false, why: tools.signal.aborted ? 'Cancelled.' : (limit.why ?? failureOf(thrown).message) };
  } finally {
    limit.end();
    await shadow.dispose();
  }
}
