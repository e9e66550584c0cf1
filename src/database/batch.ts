import type { Client, Connection, Query, QueryResult, Submittable } from 'pg';

/** What the driver calls of a query, which its types leave out. */
interface Handlers {
  submit(connection: Connection): void;
  handleRowDescription(message: object): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, connection: Connection): void;
  handleEmptyQuery(connection: Connection): void;
  handlePortalSuspended(connection: Connection): void;
  handleCopyInResponse(connection: Connection): void;
  handleCopyData(message: object, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}

/**
 * Who is told of each answer, and whether as soon as it is there and of its rows no more than their number, or with them when
 * all of them are.
 */
export interface Answers {
  readonly answered: (result: QueryResult) => void;
  readonly atOnce: boolean;
}

/**
 * Sends queries of the extended protocol one behind the other and waits once, as libpq does in its pipeline mode. The
 * server carries them out in turn, and after an error reads on to the one Sync at their end, so that none behind the error
 * runs. Rejects with the error of the first that was not answered.
 */
export function sendBatch(client: Client, queries: readonly Query[], answers: Answers): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new Batch(queries, answers, (error) => (error === undefined ? resolve() : reject(error))));
  });
}

/**
 * The same with a script of the simple protocol behind them, in the same round trip, whose results are the answer. It is
 * no part of what an error stops, so it may hold only what an aborted transaction refuses: then it changes nothing.
 */
export async function sendBatchThen(
  client: Client,
  queries: readonly Query[],
  { script, ...answers }: Answers & { readonly script: string },
): Promise<unknown> {
  const { Query } = await import('pg');
  const tail = new Query(script) as Query & { submit: () => null };
  // It has gone out with the batch by the time that the driver comes to it, which then only waits for its answers.
  tail.submit = () => null;
  const batch = new Promise<void>((resolve, reject) => {
    client.query(new Batch(queries, answers, (error) => (error === undefined ? resolve() : reject(error)), script));
  });
  const rest = new Promise<unknown>((resolve, reject) => {
    tail.on('end', resolve);
    tail.on('error', reject);
    client.query(tail);
  });
  const [first, second] = await Promise.allSettled([batch, rest]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return second.value;
}

/** Several queries that the driver takes for one. */
class Batch implements Submittable, Handlers {
  /** Those that are not answered yet; the first one is in hand. */
  readonly #left: Handlers[];
  readonly #queries: readonly Query[];
  readonly #atOnce: boolean;
  readonly #script: string | undefined;
  readonly #end: (error?: Error) => void;
  /** What a listener threw: a bug, which must not end up among the driver's events. */
  #bug: Error | undefined;

  constructor(queries: readonly Query[], { answered, atOnce }: Answers, end: (error?: Error) => void, script?: string) {
    this.#queries = queries;
    this.#script = script;
    this.#left = queries.map((query) => query as unknown as Handlers);
    this.#atOnce = atOnce;
    this.#end = end;
    for (const query of queries) {
      query.on('error', (error) => this.#end(error));
      query.on('end', (result) => {
        try {
          answered(result);
        } catch (error) {
          this.#bug ??= error instanceof Error ? error : new Error(String(error));
        }
      });
    }
  }

  submit(connection: Connection): void {
    // A query ends with its own Sync, which after an error would let the next one run. A Flush in its place has the
    // answer sent at once, which otherwise waits at the server for more. Rows that nobody reads need no description.
    const sync = this.#atOnce ? (): void => connection.flush() : (): void => undefined;
    const own = { sync: { value: sync }, ...(this.#atOnce && { describe: { value: () => undefined } }) };
    const withoutSync = Object.create(connection, own) as Connection;
    connection.stream.cork();
    for (const query of this.#queries) query.submit(withoutSync);
    connection.sync();
    if (this.#script !== undefined) connection.query(this.#script);
    connection.stream.uncork();
  }

  handleRowDescription(message: object): void {
    this.#left[0]?.handleRowDescription(message);
  }

  handleDataRow(message: object): void {
    if (!this.#atOnce) this.#left[0]?.handleDataRow(message);
  }

  handleCommandComplete(message: object, connection: Connection): void {
    this.#left[0]?.handleCommandComplete(message, connection);
    this.#next(connection);
  }

  handleEmptyQuery(connection: Connection): void {
    this.#next(connection);
  }

  handlePortalSuspended(connection: Connection): void {
    this.#left[0]?.handlePortalSuspended(connection);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#left[0]?.handleCopyInResponse(connection);
  }

  handleCopyData(message: object, connection: Connection): void {
    this.#left[0]?.handleCopyData(message, connection);
  }

  handleError(error: Error): void {
    this.#end(error);
  }

  handleReadyForQuery(): void {
    this.#end(this.#bug);
  }

  /** To the query, its own answer is all that it waited for. */
  #next(connection: Connection): void {
    this.#left.shift()?.handleReadyForQuery(connection);
  }
}
