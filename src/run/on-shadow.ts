import { failureOf } from '../database/failure';
import type { ThrowAway } from '../database/throw-away';
import type { Migration, Source } from '../migrations/project';
import type { RunTools } from './context';
import type { Rehearsal } from './rehearse';
import { provideRole, replay } from './replay';

/** A chain to be replayed on an empty throw-away database. */
export interface ReplayedChain {
  readonly source: Source;
  /** In order. */
  readonly applied: readonly Migration[];
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
}

export type OnShadow<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Replays a chain and does `work` behind it; answers why the chain cannot be replayed, where it cannot, which is no fault of it. */
export async function onShadow<T>(
  { source, applied }: ReplayedChain,
  tools: ShadowTools,
  work: (shadow: Shadow) => Promise<T>,
): Promise<OnShadow<T>> {
  const shadow = tools.fresh();
  const end = (): void => void shadow.dispose();
  tools.signal.addEventListener('abort', end, { once: true });
  try {
    const connected = await shadow.connect(tools.signal);
    if (!connected.ok) return { ok: false, why: connected.failure.message };
    const { connection } = connected;
    const provided: string[] = [];
    const rehearsal: Rehearsal = {
      ...{ connection, source, tools },
      run: { id: tools.newId() },
      mend: (error) => provideRole(connection, error, provided),
    };
    const fault = await replay(rehearsal, applied);
    if (fault !== undefined) return { ok: false, why: fault };
    return { ok: true, value: await work({ rehearsal, provided }) };
  } catch (thrown) {
    return { ok: false, why: tools.signal.aborted ? 'Cancelled.' : failureOf(thrown).message };
  } finally {
    tools.signal.removeEventListener('abort', end);
    await shadow.dispose();
  }
}
