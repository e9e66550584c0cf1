import type { Client } from 'pg';
import { Frames, NotPostgres } from './frames';

/** The part of a stream that is used here; of it the driver’s parser uses `on`. */
interface Source {
  on(event: string, listener: (chunk: Buffer) => void): unknown;
  destroy(error: Error): unknown;
}

/** What the types of the driver’s connection leave out. */
interface Wired {
  attachListeners: (stream: Source) => void;
}

/**
 * Has everything that a server sends looked at before the driver reads it, from a client that has not connected yet. Where
 * it is no PostgreSQL, the connection breaks with `NotPostgres`, and nothing is thrown where nobody could catch it.
 */
export function lookAt(client: Client): Frames {
  const frames = new Frames();
  const connection = client.connection as unknown as Wired;
  const attach = connection.attachListeners.bind(connection);
  // Called with the socket, or with the encrypted stream above it.
  connection.attachListeners = (stream: Source) => {
    let isBroken = false;
    const hear = (chunk: Buffer, listener: (chunk: Buffer) => void): void => {
      if (isBroken) return;
      try {
        for (const piece of frames.pass(chunk)) listener(piece);
      } catch (error) {
        if (!isForeign(error)) throw error;
        isBroken = true;
        stream.destroy(error instanceof NotPostgres ? error : new NotPostgres('A row.', { cause: error }));
      }
    };
    attach({
      on: (event, listener) => stream.on(event, event === 'data' ? (chunk) => hear(chunk, listener) : listener),
      destroy: (error) => stream.destroy(error),
    });
  };
  return frames;
}

/** What reading a row throws that is not made as one, or has more than fits into a string. */
function isForeign(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return error instanceof NotPostgres || error instanceof RangeError || code === 'ERR_STRING_TOO_LONG';
}
