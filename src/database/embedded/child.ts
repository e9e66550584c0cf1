/**
 * The embedded server's own process: PostgreSQL as WebAssembly behind a socket that speaks its protocol. It is a
 * process because it cannot be interrupted, only ended, and because its memory goes back when it ends.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { embeddedExtensions } from './extensions';
import { releaseLock, takeLock } from './lock-file';
import { readKept, unpackKept, writeKept } from './kept-file';
import type { FromChild, KeptAnswer, ToChild } from './messages';
import { unpack } from './prepared';

/** The major version whose files this server reads. */
const major = '18';

type Open = Extract<ToChild, { kind: 'open' }>;

let opened: PGlite | undefined;
let close = (): Promise<void> => Promise.resolve();

process.on('message', (message: ToChild) => {
  switch (message.kind) {
    case 'open':
      void open(message).then(
        (answer) => process.send?.(answer),
        (error: unknown) =>
          process.send?.({
            kind: 'failed',
            message: error instanceof Error ? error.message : String(error),
          } satisfies FromChild),
      );
      break;
    case 'keep':
      void keep(message).then(
        () => process.send?.({ kind: 'kept' } satisfies KeptAnswer),
        (error: unknown) =>
          process.send?.({ kind: 'kept', failed: error instanceof Error ? error.message : String(error) } satisfies KeptAnswer),
      );
      break;
    case 'close':
      void end();
      break;
  }
});
process.on('disconnect', () => void end());
// Ctrl+C in a terminal reaches this process, too; what becomes of the statement in hand is its parent's to say.
process.on('SIGINT', () => undefined);
watchParent();

async function open({ directory, start, socket, holder }: Open): Promise<FromChild> {
  const prepared = readFileSync(new URL('./embedded-data.tar.br', import.meta.url));
  const extensions = embeddedExtensions(import.meta.url);
  let db: PGlite;
  if (directory === undefined) {
    const tar = start === undefined ? await unpack(prepared) : await startFrom(start);
    db = await PGlite.create({ extensions, loadDataDir: new Blob([tar], { type: 'application/x-tar' }) });
  } else {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const other = await takeLock(directory, { pid: process.pid, holder, socket });
    if (other !== undefined) return { kind: 'locked', pid: other.pid, holder: other.holder };
    close = () => {
      releaseLock(directory, process.pid);
      return Promise.resolve();
    };
    db = await openDirectory(directory, extensions, prepared);
  }
  opened = db;
  const server = new PGLiteSocketServer({ db, path: socket });
  close = async () => {
    await server.stop();
    await db.close();
    if (directory !== undefined) releaseLock(directory, process.pid);
  };
  await server.start();
  return { kind: 'ready' };
}

async function startFrom(path: string): Promise<Uint8Array> {
  const kept = readKept(path);
  if (kept === undefined) throw new Error('What was kept of the database is damaged.');
  return unpackKept(kept);
}

async function keep({ path, note }: Extract<ToChild, { kind: 'keep' }>): Promise<void> {
  if (opened === undefined) throw new Error('No database is open.');
  const tar = await opened.dumpDataDir('none');
  await writeKept(path, note, new Uint8Array(await tar.arrayBuffer()));
}

async function openDirectory(
  directory: string,
  extensions: ReturnType<typeof embeddedExtensions>,
  prepared: Uint8Array,
): Promise<PGlite> {
  const data = join(directory, 'data');
  if (!existsSync(data)) {
    // Made beside and moved into place whole, so that a process killed meanwhile leaves no half of one.
    const making = `${data}.new`;
    rmSync(making, { recursive: true, force: true });
    await unpack(prepared, making);
    renameSync(making, data);
  }
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (found !== major) {
    throw new Error(
      `The embedded database in ${directory} was made by PostgreSQL ${found}, and this is ${major}: move the folder away to start anew.`,
    );
  }
  return PGlite.create({ dataDir: data, extensions });
}

async function end(): Promise<void> {
  await close();
  process.exit(0);
}

/**
 * A statement that never ends blocks this thread, and with it the news that nobody waits any more. Another thread looks
 * for the parent twice a second and ends the process when it has gone.
 */
function watchParent(): void {
  const script = `setInterval(() => {
    let gone = process.ppid !== ${process.ppid};
    try { process.kill(${process.ppid}, 0); } catch (error) { gone ||= error.code === 'ESRCH'; }
    if (gone) process.kill(process.pid, 'SIGKILL');
  }, 500)`;
  new Worker(script, { eval: true }).unref();
}
