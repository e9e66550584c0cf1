import type { Target } from '../database/target';
import type { Copied } from '../database/throw-away';
import { versionWords } from '../database/versions';
import type { Migration, Source } from '../migrations/project';
import { brokeOff, type OnShadow, type Shadow, type ShadowTools } from './on-shadow';
import type { Rehearsal } from './rehearse';
import { limitRehearsal } from './rehearsal-limit';
import { replay } from './replay';
import { Surroundings } from './surroundings';

export type EmbeddedTarget = Extract<Target, { kind: 'embedded' }>;

/** What is to be tried on a copy of an embedded target. */
export interface CopiedTarget {
  readonly source: Source;
  readonly target: EmbeddedTarget;
  /** What is applied to the copy before, in order: pending ones that are not in question. */
  readonly first: readonly Migration[];
  /** Milliseconds for all of it. */
  readonly limitMs?: number;
}

export interface CopyTools extends Omit<ShadowTools, 'fresh'> {
  readonly copyOf: (target: EmbeddedTarget) => Promise<Copied>;
}

/** Does `work` on a copy of an embedded target's files, with its own rows. Nothing is provided there: a run would not have it. */
export async function onCopy<T>(
  { source, target, first, limitMs }: CopiedTarget,
  tools: CopyTools,
  work: (shadow: Shadow) => Promise<T>,
): Promise<OnShadow<T>> {
  const copied = await tools.copyOf(target);
  if (!copied.ok) return { ok: false, why: copied.failure.message, failure: copied.failure };
  const { database } = copied;
  const limit = limitRehearsal(database, tools, limitMs);
  try {
    const connected = await database.connect(tools.signal);
    if (!connected.ok) return { ok: false, why: connected.failure.message, failure: connected.failure };
    const { connection } = connected;
    limit.begin();
    const surroundings = new Surroundings({ connection, source, server: database });
    const rehearsal: Rehearsal = { connection, source, tools, run: { id: tools.newId() } };
    const fault = await replay(rehearsal, first, surroundings);
    if (fault !== undefined) return { ok: false, why: limit.why ?? fault };
    const engine = `${database.place}, ${versionWords(connection.version)}`;
    return { ok: true, value: await work({ rehearsal, surroundings, limit, engine }) };
  } catch (thrown) {
    return { ok: false, why: tools.signal.aborted ? 'Cancelled.' : (limit.why ?? brokeOff(database.place, thrown)) };
  } finally {
    limit.end();
    await database.dispose();
  }
}
