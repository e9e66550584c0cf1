import type { Query } from 'pg';
import type { Duplex } from 'node:stream';

/** The driver's hooks for COPY, which its types leave out. */
interface CopyQuery {
  handleCopyInResponse(connection: CopyConnection): void;
}
interface CopyConnection {
  readonly stream: Duplex;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sync(): void;
}

/** UTF-16 units sent at once. */
const chunkSize = 64 * 1024;

/**
 * Makes a query answer the server's call for COPY data with `data`. In the extended protocol the server ignores the
 * Sync that it reads while it copies, so another one ends the exchange (the manual, «COPY Operations»).
 */
export function copyData(query: Query, data: string): void {
  const hooks = query as unknown as CopyQuery;
  hooks.handleCopyInResponse = (connection) => {
    let sent = 0;
    const send = (): void => {
      while (sent < data.length) {
        let end = Math.min(sent + chunkSize, data.length);
        // A pair of surrogates is one character and must not be torn.
        if (end < data.length && isHighSurrogate(data.charCodeAt(end - 1))) end -= 1;
        connection.sendCopyFromChunk(Buffer.from(data.slice(sent, end)));
        sent = end;
        if (connection.stream.writableNeedDrain) {
          connection.stream.once('drain', send);
          return;
        }
      }
      connection.endCopyFrom();
      connection.sync();
    };
    send();
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
