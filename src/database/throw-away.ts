import { cp, mkdtemp, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connected, Failure } from './connection';
import { releaseLock, takeLock } from './embedded/lock-file';
import type { EmbeddedOptions } from './embedded/process';
import { EmbeddedServer, lockedBy } from './embedded/server';
import type { Target } from './target';

/** A database that may be wrecked: nothing of it outlives `dispose`. */
export interface ThrowAway {
  connect(signal?: AbortSignal): Promise<Connected>;
  dispose(): Promise<void>;
}

export type Copied = { readonly ok: true; readonly database: ThrowAway } | { readonly ok: false; readonly failure: Failure };

/** What a throw-away database calls itself. */
export const throwAwayTarget = {
  kind: 'embedded',
  name: 'a throw-away database',
  role: 'embedded',
  from: 'built in',
  directory: '',
} as const;

/** An empty database in memory. */
export function fresh(options: EmbeddedOptions): ThrowAway {
  return throwAway(new EmbeddedServer(options), () => Promise.resolve());
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
    return { ok: true, database: throwAway(new EmbeddedServer(options, copy), () => rm(home, { recursive: true, force: true })) };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  } finally {
    releaseLock(directory, process.pid);
  }
}

function throwAway(server: EmbeddedServer, clean: () => Promise<void>): ThrowAway {
  return {
    connect: (signal) => server.connect(throwAwayTarget, { purpose: 'write', ...(signal !== undefined && { signal }) }),
    async dispose() {
      await server.kill();
      await clean();
    },
  };
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
