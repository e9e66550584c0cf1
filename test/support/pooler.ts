/**
 * A pooler in transaction mode: a client has a session of the server from the first statement of a transaction to its
 * end, and another one then. `pgbouncer` is the real one, where it is installed; the stand-in is for everywhere.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync, chownSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { owner } from './binaries';

export interface Pooler {
  readonly port: number;
  close(): Promise<void>;
}

/** Whether this machine has the real one. */
export function hasPgbouncer(): boolean {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The real one, before the server at `port`. */
export async function pgbouncer(port: number, mode: 'transaction' | 'session'): Promise<Pooler> {
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-pgbouncer-'));
  const listens = await freePort();
  const users = join(home, 'users');
  const config = join(home, 'config');
  writeFileSync(users, '"postgres" ""\n');
  writeFileSync(
    config,
    `[databases]\n* = host=127.0.0.1 port=${port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${listens}\nunix_socket_dir =\nauth_type = trust\nauth_file = ${users}\npool_mode = ${mode}\ndefault_pool_size = 5\n`,
  );
  const { uid, gid } = owner();
  if (uid !== undefined && gid !== undefined) for (const path of [home, users, config]) chownSync(path, uid, gid);
  const child = spawn('pgbouncer', ['-q', config], { stdio: 'ignore', ...owner() });
  for (let tried = 0; tried < 100 && !(await answers(listens)); tried += 1) await sleep(50);
  return {
    port: listens,
    async close() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      rmSync(home, { recursive: true });
    },
  };
}

/** A session of the server, as far as the pool knows it. */
interface Backend {
  readonly socket: Socket;
  /** Gets the server's messages. */
  hear: (messages: readonly Message[]) => void;
}

interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The stand-in, before the server at `port`, which must trust everyone. The session used last is used next. */
export async function transactionPooler(port: number): Promise<Pooler> {
  const idle = new Map<string, Backend[]>();
  const sockets = new Set<Socket>();
  const open = async (startup: Buffer): Promise<{ readonly backend: Backend; readonly greeting: readonly Message[] }> => {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket.on('error', () => socket.destroy()));
    const backend: Backend = { socket, hear: () => undefined };
    const read = messagesOf();
    socket.on('data', (chunk: Buffer) => backend.hear(read(chunk)));
    const greeting: Message[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('close', () => reject(new Error('The server ended it.')));
      backend.hear = (messages) => {
        greeting.push(...messages);
        if (messages.some(({ type }) => type === 'Z')) resolve();
      };
      socket.write(startup);
    });
    return { backend, greeting };
  };
  const server = createServer((client) => {
    sockets.add(client.on('error', () => client.destroy()));
    let pool: Backend[] = [];
    let startup: Buffer | undefined;
    let ours: Backend | undefined;
    let work = Promise.resolve();
    const read = messagesOf();
    const take = async (first: Buffer): Promise<Backend> => {
      const backend = pool.pop() ?? (await open(first)).backend;
      ours = backend;
      backend.hear = (messages) => {
        client.write(Buffer.concat(messages.map(({ bytes }) => bytes)));
        const last = messages.at(-1);
        // «I»: between transactions.
        if (last?.type !== 'Z' || last.bytes[5] !== 73) return;
        ours = undefined;
        pool.push(backend);
      };
      return backend;
    };
    client.on('data', (chunk: Buffer) => {
      work = work
        .then(async () => {
          if (startup !== undefined) {
            const messages = read(chunk).filter(({ type }) => type !== 'X');
            if (messages.length === 0) return;
            const backend = ours ?? (await take(startup));
            backend.socket.write(Buffer.concat(messages.map(({ bytes }) => bytes)));
            return;
          }
          // What asks for TLS is told that there is none; the rest is the startup message.
          if (chunk.readInt32BE(4) === 80_877_103) return void client.write('N');
          startup = chunk;
          const key = chunk.subarray(8).toString('latin1');
          pool = idle.get(key) ?? [];
          idle.set(key, pool);
          const { backend, greeting } = await open(chunk);
          pool.push(backend);
          // The key for cancelling (K) is the pooler's own.
          const told = greeting.map(({ type, bytes }) =>
            type === 'K' ? Buffer.concat([bytes.subarray(0, 5), Buffer.alloc(bytes.length - 5, 7)]) : bytes,
          );
          client.write(Buffer.concat(told));
        })
        .catch(() => void client.destroy());
    });
    client.on('close', () => ours?.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port');
  return {
    port: address.port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      return Promise.resolve();
    },
  };
}

/** Cuts a stream into messages: a letter, the length that follows it, and the rest. */
function messagesOf(): (chunk: Buffer) => readonly Message[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const end = 1 + rest.readInt32BE(1);
      messages.push({ type: String.fromCharCode(rest[0] ?? 0), bytes: rest.subarray(0, end) });
      rest = rest.subarray(end);
    }
    return messages;
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No TCP port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('close', () => socket.destroy());
    socket.unref();
  });
}
