import { cp, mkdtemp, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connected, Failure } from './connection';
import { releaseLock, takeLock } from './embedded/lock-file';
import type { EmbeddedOptions } from './embedded/process';
import { EmbeddedServer, lockedBy } from './embedded/server';
import { type KeptChain, KeptChains } from './kept-chains';
import type { Target } from './target';

/** A database that may be wrecked: nothing of it outlives `dispose`. */
export interface ThrowAway {
  /** Where it is, as people call it: «the embedded server». */
  readonly place: string;
  /** What to write about a role so that it is known again as made for this database, where the server outlives it. */
  readonly mark?: string;
  connect(signal?: AbortSignal): Promise<Connected>;
  dispose(): Promise<void>;
}

/** What is known of a chain before it is replayed on an empty database. */
export interface ExpectedChain {
  /** A key for each of its migrations stands for it and all before it. */
  readonly keys: readonly string[];
  /** Whether it makes a role of this name, or has one made for it. */
  readonly makesRole: (name: string) => boolean;
}

/** An empty one, or one that begins behind the longest chain that was replayed and kept before. */
export interface Fresh extends ThrowAway {
  connectBehind(chain: ExpectedChain, signal?: AbortSignal): Promise<Behind>;
  /** Keeps what is there now for the next time, with a line of text. No transaction may be open; a failure is none of anybody's. */
  keep(key: string, note: string): Promise<void>;
}

export type Behind = Connected & {
  /** What it begins behind, if anything. */
  readonly behind?: Pick<KeptChain, 'count' | 'note'>;
  /** Where the server outlives the database: the roles that it has besides, which no chain may touch. */
  readonly roles?: ReadonlySet<string>;
};

export type Copied = { readonly ok: true; readonly database: ThrowAway } | { readonly ok: false; readonly failure: Failure };

/** What a throw-away database calls itself. */
export const throwAwayTarget = {
  kind: 'embedded',
  name: 'a throw-away database',
  role: 'embedded',
  from: 'built in',
  directory: '',
} as const;

const embedded = 'the embedded server';

/** An empty database in memory. */
export function fresh(options: EmbeddedOptions): Fresh {
  const kept = options.keptChains === undefined ? undefined : new KeptChains(options.keptChains, options.childScript);
  let server = new EmbeddedServer(options);
  let isOver = false;
  const connect: ThrowAway['connect'] = (signal) => connectTo(server, signal);
  return {
    place: embedded,
    connect,
    async connectBehind({ keys }, signal) {
      const found = kept?.find(keys);
      if (found === undefined) return connect(signal);
      const empty = server;
      server = new EmbeddedServer(options, { start: found.path });
      const answer = await connect(signal);
      if (answer.ok) return { ...answer, behind: found };
      kept?.forget(found.path);
      if (isOver) return answer;
      server = empty;
      return connect(signal);
    },
    async keep(key, note) {
      const path = kept?.pathFor(key);
      if (path !== undefined && (await server.keep(path, note))) kept?.sweep();
    },
    async dispose() {
      isOver = true;
      await server.kill();
    },
  };
}

/** A copy of an embedded database that this process does not have open; an empty one where there is none yet. */
export async function copyOf(original: Extract<Target, { kind: 'embedded' }>, options: EmbeddedOptions): Promise<Copied> {
  const { directory } = original;
  if (!(await isThere(join(directory, 'data')))) return { ok: true, database: fresh(options) };
  // Copied while somebody writes it, a data directory would be none.
  const self = { pid: process.pid, holder: options.holder, socket: '' };
  const other = await takeLock(directory, self);
  if (other !== undefined) return { ok: false, failure: lockedBy(other) };
  const home = await mkdtemp(join(tmpdir(), 'lockkeeper-copy-'));
  try {
    const copy = join(home, 'database');
    await mkdir(copy);
    await cp(join(directory, 'data'), join(copy, 'data'), { recursive: true });
    return {
      ok: true,
      database: throwAway(new EmbeddedServer(options, { directory: copy }), () => rm(home, { recursive: true, force: true })),
    };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  } finally {
    releaseLock(directory, process.pid);
  }
}

function throwAway(server: EmbeddedServer, clean: () => Promise<void>): ThrowAway {
  return {
    place: embedded,
    connect: (signal) => connectTo(server, signal),
    async dispose() {
      await server.kill();
      await clean();
    },
  };
}

function connectTo(server: EmbeddedServer, signal: AbortSignal | undefined): Promise<Connected> {
  return server.connect(throwAwayTarget, { purpose: 'write', ...(signal !== undefined && { signal }) });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
