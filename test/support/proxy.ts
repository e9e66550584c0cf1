/** A proxy before a server that drops a connection at a chosen moment, as a network does. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

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
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port');
  return {
    port: address.port,
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
