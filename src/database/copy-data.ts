import type { Query } from 'pg';
import type { Duplex } from 'node:stream';

/** The driver's hooks for COPY, which its types leave out. */
interface CopyQuery {
  readonly portal?: string;
  _getRows(connection: CopyConnection): void;
  handleCopyInResponse(connection: CopyConnection): void;
  handleCommandComplete(message: object, connection: CopyConnection): void;
  handleError(error: Error, connection: CopyConnection): void;
}
interface CopyConnection {
  readonly stream: Duplex;
  execute(portal: { readonly portal: string | undefined; readonly rows: number }): void;
  flush(): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sync(): void;
}

/** UTF-16 units sent at once. */
const chunkSize = 64 * 1024;

/**
 * Makes a query answer the server's call for COPY data with `data`. The driver's Sync right behind Execute is held back: the
 * server ignores one that it reads while it copies, but not where the copy fails between the call for data and the first
 * line, and a second one would then be answered as if it belonged to the next query. So one is sent, behind the data or
 * behind whatever ends the statement without asking for them (the manual, «COPY Operations»).
 */
export function copyData(query: Query, data: string): void {
  const hooks = query as unknown as CopyQuery;
  let isSynced = false;
  const sync = (connection: CopyConnection): void => {
    if (!isSynced) connection.sync();
    isSynced = true;
  };
  hooks._getRows = (connection) => {
    connection.execute({ portal: hooks.portal, rows: 0 });
    connection.flush();
  };
  const handleCommandComplete = hooks.handleCommandComplete.bind(query);
  const handleError = hooks.handleError.bind(query);
  hooks.handleCommandComplete = (message, connection) => {
    sync(connection);
    handleCommandComplete(message, connection);
  };
  let isAsked = false;
  hooks.handleError = (error, connection) => {
    // What it was asked for is still on its way otherwise, and the Sync behind it.
    if (!isAsked) sync(connection);
    handleError(error, connection);
  };
  hooks.handleCopyInResponse = (connection) => {
    isAsked = true;
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
      sync(connection);
    };
    send();
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
