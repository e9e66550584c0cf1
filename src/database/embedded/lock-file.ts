import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';

/** Who has the directory open. */
export interface Holder {
  readonly pid: number;
  readonly holder: string;
  /** Where it listens. */
  readonly socket: string;
}

/** Milliseconds in which an opener that holds the lock must have begun to listen. */
const startTime = 30_000;

/**
 * Takes the directory for this process, or says who has it. Two processes in one data directory would destroy it
 * without a word, so a lock counts until its owner is surely gone.
 */
export async function takeLock(directory: string, self: Holder): Promise<Holder | undefined> {
  const file = join(directory, 'lock');
  const own = join(directory, `lock.${self.pid}`);
  writeFileSync(own, JSON.stringify(self));
  try {
    for (;;) {
      try {
        // Unlike creating and then writing, a link appears whole or not at all.
        linkSync(own, file);
        return undefined;
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      const other = readHolder(file);
      if (other === undefined) continue;
      if (await isAlive(other, file)) return other;
      setAside(file, other, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Gives the directory back, if it is this process that has it. */
export function releaseLock(directory: string, pid: number): void {
  const file = join(directory, 'lock');
  if (readHolder(file)?.pid === pid) rmSync(file, { force: true });
}

/** Removes a dead process's lock; if another opener was faster and the file is already its own, puts it back. */
function setAside(file: string, dead: Holder, aside: string): void {
  try {
    renameSync(file, aside);
    const found = readHolder(aside);
    if (found !== undefined && found.pid !== dead.pid) linkSync(aside, file);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  }
  rmSync(aside, { force: true });
}

/** Undefined where there is no file; a file that nobody can read counts as a dead process's. */
function readHolder(file: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const { pid, holder, socket } = JSON.parse(text) as Partial<Holder>;
    return { pid: Number(pid), holder: String(holder), socket: String(socket) };
  } catch {
    return { pid: Number.NaN, holder: 'nobody', socket: '' };
  }
}

/** A number may have passed on to another process, so one that should be listening by now is asked. */
async function isAlive(other: Holder, file: string): Promise<boolean> {
  if (!Number.isInteger(other.pid) || other.pid <= 0) return false;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (isCode(error, 'ESRCH')) return false;
  }
  if (age(file) < startTime) return true;
  return answers(other.socket);
}

function age(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

/** A process that is busy still has its connections accepted by the system. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(socket);
    const done = (answer: boolean): void => {
      probe.destroy();
      resolve(answer);
    };
    probe.once('connect', () => done(true)).once('error', () => done(false));
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
