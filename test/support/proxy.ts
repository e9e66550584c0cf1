/** A proxy before a server that drops a connection at a chosen moment, as a network does. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** When the connection is cut, and whether the server still gets what the client was sending. */
export interface Cut {
  /** Asked of each piece that a client sends; the first one for which it is true ends that connection, once. */
  readonly when: (sent: Buffer) => boolean;
  readonly passOn: boolean;
}

export interface Proxy {
  readonly port: number;
  close(): void;
}

/** A proxy through which so many bytes have gone, as a client sends them and a server answers. */
export interface Meter extends Proxy {
  readonly sent: () => number;
  readonly answered: () => number;
  /** From now on nothing goes through any more, and nobody is told: connections stay, and new ones are taken. */
  swallow(): void;
}

export interface MeterOptions {
  /** Cuts the connection in which the byte after so many of one direction, all connections together, would be the next. */
  readonly cut?: { readonly of: 'sent' | 'answered'; readonly after: number };
  /** Told of each piece that a client sends, before it is passed on. */
  readonly hear?: (sent: Buffer) => void;
}

/** Counts what goes through. */
export async function meter(port: number, { cut, hear }: MeterOptions = {}): Promise<Meter> {
  const sockets = new Set<Socket>();
  const gone = { sent: 0, answered: 0 };
  let isSwallowing = false;
  let hasCut = false;
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => !isSwallowing && end());
    }
    const pass = (of: keyof typeof gone, to: Socket) => (chunk: Buffer) => {
      if (of === 'sent') hear?.(chunk);
      if (isSwallowing) return;
      const left = cut?.of === of && !hasCut ? cut.after - gone[of] : Infinity;
      const part = chunk.subarray(0, left);
      gone[of] += part.length;
      if (part.length === chunk.length) return void to.write(part);
      hasCut = true;
      // What came before has to arrive; nothing after it does.
      if (part.length === 0) end();
      else to.write(part, end);
    };
    client.on('data', pass('sent', upstream));
    upstream.on('data', pass('answered', client));
  });
  return {
    port: await listening(proxy),
    sent: () => gone.sent,
    answered: () => gone.answered,
    swallow() {
      isSwallowing = true;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

/** Listens before the server at `port` of this machine. */
export async function cuttingProxy(port: number, cut: Cut): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let hasCut = false;
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    upstream.pipe(client);
    client.on('close', () => upstream.destroy());
    client.on('data', (chunk) => {
      if (hasCut || !cut.when(chunk)) return void upstream.write(chunk);
      hasCut = true;
      if (cut.passOn) upstream.write(chunk);
      upstream.unpipe(client);
      client.removeAllListeners('close');
      client.destroy();
      setTimeout(() => upstream.destroy(), 500);
    });
  });
  return {
    port: await listening(proxy),
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

async function listening(proxy: Server): Promise<number> {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port');
  return address.port;
}
