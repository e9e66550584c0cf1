import type { Failure } from '../database/connection';
import { failureOf } from '../database/failure';
import type { Fresh } from '../database/throw-away';
import { majorOf, versionWords } from '../database/versions';
import type { Migration, Source } from '../migrations/project';
import type { RunTools } from './context';
import { type Prelude, runPrelude } from './prelude';
import type { Rehearsal } from './rehearse';
import { limitRehearsal, type RehearsalLimit } from './rehearsal-limit';
import { chainKeys } from './chain-keys';
import { isMadeBy } from './made-by-chain';
import { reachingOut, scriptsOf } from './reaches-out';
import { replay } from './replay';
import { type Provided, Surroundings } from './surroundings';

/** A chain to be replayed on an empty throw-away database. */
export interface ReplayedChain {
  readonly source: Source;
  /** In order. */
  readonly applied: readonly Migration[];
  /** Milliseconds for all of it; `longestRehearsal` unless given. */
  readonly limitMs?: number;
  /** The target's `server_version_num`, where there is a target. */
  readonly targetVersion?: number;
}

/** What a shadow needs of the world. */
export interface ShadowTools extends Pick<RunTools, 'now' | 'on' | 'signal' | 'newId'> {
  /** An empty database, of this major version where there is a choice. */
  readonly fresh: (major?: number) => Fresh;
  /** Run on every empty database before its chain. */
  readonly prelude?: Prelude;
}

/** A database behind a chain. */
export interface Shadow {
  readonly rehearsal: Rehearsal;
  readonly surroundings: Surroundings;
  readonly limit: RehearsalLimit;
  /** Where it is, and what: «the embedded server, PostgreSQL 18.3». */
  readonly engine: string;
}

/** What came of work on one; or why nothing did, and the failure where there was no database at all. */
export type OnShadow<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string; readonly failure?: Failure };

const aServerOfItsOwn = 'The embedded server is one of its own: --shadow embedded.';

/** So many migrations take longer to replay than to keep. */
const worthKeeping = 10;

/** Replays a chain and does `work` behind it; answers why the chain cannot be replayed, where it cannot, which is no fault of it. */
export async function onShadow<T>(
  { source, applied, limitMs, targetVersion }: ReplayedChain,
  tools: ShadowTools,
  work: (shadow: Shadow) => Promise<T>,
): Promise<OnShadow<T>> {
  const shadow = tools.fresh(targetVersion === undefined ? undefined : majorOf(targetVersion));
  const limit = limitRehearsal(shadow, tools, limitMs);
  const { place } = shadow;
  try {
    const keys = chainKeys(source, applied, tools.prelude);
    const provided: Provided[] = [];
    const scripts = [...scriptsOf(source), ...(tools.prelude === undefined ? [] : [tools.prelude.script])];
    const makesRole = (name: string): boolean =>
      provided.some((it) => it.kind === 'role' && it.name === name) || isMadeBy(scripts, 'role', name);
    const connected = await shadow.connectBehind({ keys, makesRole }, tools.signal);
    if (!connected.ok) return { ok: false, why: connected.failure.message, failure: connected.failure };
    const { connection, behind, roles } = connected;
    limit.begin();
    if (behind !== undefined) provided.push(...(JSON.parse(behind.note) as Provided[]));
    const surroundings = new Surroundings({ connection, source, server: shadow, provided, ...(roles && { roles }) });
    const out = roles === undefined ? undefined : reachingOut(source, tools.prelude, roles);
    if (out !== undefined) return { ok: false, why: `${out}, and ${place} outlives the shadow. ${aServerOfItsOwn}` };
    const rehearsal: Rehearsal = {
      ...{ connection, source, tools },
      run: { id: tools.newId() },
      mend: (error) => surroundings.provide(error),
    };
    if (behind === undefined && tools.prelude !== undefined) {
      const wrong = await runPrelude(tools.prelude, rehearsal, surroundings);
      if (wrong !== undefined) return { ok: false, why: limit.why ?? wrong };
    }
    const left = applied.slice(behind?.count ?? 0);
    const fault = await replay(rehearsal, left, surroundings);
    if (fault !== undefined) return { ok: false, why: limit.why ?? fault };
    const key = keys.at(-1);
    // Of a server that outlives the database nothing is kept, and not everyone may do a CHECKPOINT there.
    if (key !== undefined && roles === undefined && left.length >= worthKeeping) {
      // What is kept are the files, and they do not hold yet what is in the server's memory.
      await connection.script('CHECKPOINT');
      await shadow.keep(key, JSON.stringify(surroundings.provided));
    }
    const engine = `${place}, ${versionWords(connection.version)}`;
    return { ok: true, value: await work({ rehearsal, surroundings, limit, engine }) };
  } catch (thrown) {
    return { ok: false, why: tools.signal.aborted ? 'Cancelled.' : (limit.why ?? brokeOff(place, thrown)) };
  } finally {
    limit.end();
    await shadow.dispose();
  }
}

/** Words for what ended work on a throw-away database, where that was neither the user nor the clock. */
export function brokeOff(place: string, thrown: unknown): string {
  const { kind, message } = failureOf(thrown);
  return kind === 'connection' ? `The connection to ${place} broke: ${message}` : message;
}
