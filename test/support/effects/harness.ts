import type { Connection } from '../../../src/database/connection';
import { connectServer } from '../../../src/database/server';
import { universeOf } from '../../../src/database/observe';
import { trace } from '../../../src/database/trace';
import type { Effect } from '../../../src/effects/effect';
import { type Comparison, compare, type Held } from '../../../src/effects/normal';
import { predictStatement } from '../../../src/effects/predict';
import type { Change } from '../../../src/schema/change';
import { changesOf } from '../../../src/schema/changes';
import { fold, type State } from '../../../src/schema/fold';
import { emptySchema, type Key, type Schema } from '../../../src/schema/schema';
import { newSession } from '../../../src/schema/session';
import { loadParser } from '../../../src/sql/parser';
import { SqlReader } from '../../../src/sql/reader';
import { type Major, sharedServer } from '../servers';

/** One statement on one server: what was said before, and what was seen. */
export interface Trial {
  readonly major: Major;
  readonly sql: string;
  readonly predicted: readonly Effect[];
  readonly measured: readonly Effect[];
  readonly comparison: Comparison;
  /** The locks of the statements before it. */
  readonly held: Held;
  /** Whether it only reads or writes rows: what comes of it is then theirs to say. */
  readonly isOfRows: boolean;
}

/** A database of one server with a schema that the engine knows too. */
export interface Bench {
  readonly connection: Connection;
  /** Statements on top of the set-up, each compared, in one transaction that is rolled back. */
  chain(statements: readonly string[]): Promise<readonly Trial[]>;
  close(): Promise<void>;
}

const start: State = { schema: emptySchema, session: { ...newSession, timeZone: 'UTC' } };

/** The reader of SQL that all tests share. */
export const reader: Promise<SqlReader> = loadParser().then((parser) => new SqlReader(parser));

export async function connectTo(url: string): Promise<Connection> {
  const target = { kind: 'server', name: 'test', role: 'local', from: 'test', url } as const;
  const connected = await connectServer(target, { purpose: 'write', lockTimeoutMs: 5000 });
  if (!connected.ok) throw new Error(connected.failure.message);
  return connected.connection;
}

/** The table of an index, as a comparison needs it. */
export function tableOf(schema: Schema): (index: Key) => Key | undefined {
  return (key) => {
    const found = schema.relations.get(key);
    return found?.kind === 'index' ? found.table : undefined;
  };
}

export function isOfRows(changes: readonly Change[]): boolean {
  return changes.length > 0 && changes.every(({ kind }) => kind === 'write' || kind === 'read');
}

/** The state of the engine after a script that succeeds, statement by statement. */
export async function foldScript(sql: string, from: State = start): Promise<State> {
  let state = from;
  for (const statement of (await reader).read(sql)) {
    if (!statement.parsed.ok) throw new Error(`Not SQL: ${statement.text}\n${JSON.stringify(statement.parsed)}`);
    state = fold(state, statement, changesOf(statement), undefined);
  }
  return state;
}

/** Makes a database with the set-up in it. */
export async function bench(major: Major, setup: string): Promise<Bench> {
  const server = await sharedServer(major);
  const connection = await connectTo(await server.createDatabase());
  try {
    await connection.script(setup);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const state = await foldScript(setup);
  return {
    connection,
    async chain(statements) {
      const universe = await universeOf(connection);
      await connection.script('BEGIN');
      try {
        const trials: Trial[] = [];
        let here = await foldScript('BEGIN', state);
        for (const sql of statements) {
          const [statement] = (await reader).read(sql);
          if (statement?.parsed.ok !== true) throw new Error(`Not SQL: ${sql}`);
          const changes = changesOf(statement);
          const world = { schema: here.schema, session: here.session, postgres: major, complete: true };
          const { effects: predicted } = predictStatement(changes, world);
          const traced = await trace(connection, { text: sql, universe });
          // The measurement lists what came; the comparison is of what is held then, for both.
          const comparison = compare(predicted, traced.effects, { held: traced.held.before, tableOf: tableOf(here.schema) });
          trials.push({
            major,
            sql,
            predicted,
            measured: traced.effects,
            comparison,
            held: traced.held.before,
            isOfRows: isOfRows(changes),
          });
          if (traced.error !== undefined) break;
          here = fold(here, statement, changes, undefined);
        }
        return trials;
      } finally {
        await connection.script('ROLLBACK');
      }
    },
    close: () => connection.close(),
  };
}
