import type { Connection } from '../../../src/database/connection';
import { connectServer } from '../../../src/database/server';
import { universeOf } from '../../../src/database/observe';
import { trace } from '../../../src/database/trace';
import type { Effect } from '../../../src/effects/effect';
import { type Comparison, compare, type Held } from '../../../src/effects/normal';
import { predictStatement } from '../../../src/effects/predict';
import { changesOf } from '../../../src/schema/changes';
import { fold, type State } from '../../../src/schema/fold';
import { emptySchema } from '../../../src/schema/schema';
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
        let held: Held = new Map();
        for (const sql of statements) {
          const [statement] = (await reader).read(sql);
          if (statement?.parsed.ok !== true) throw new Error(`Not SQL: ${sql}`);
          const changes = changesOf(statement);
          const world = { schema: here.schema, session: here.session, postgres: major, complete: true };
          const { effects: predicted } = predictStatement(changes, world);
          const traced = await trace(connection, { text: sql, universe });
          // The measurement lists what came; the comparison is of what is held then, for both.
          const comparison = compare(predicted, traced.effects, traced.held.before);
          trials.push({ major, sql, predicted, measured: traced.effects, comparison });
          if (traced.error !== undefined) break;
          held = traced.held.after ?? held;
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

/** Agreement by kind of effect, over many trials. */
export interface Tally {
  readonly kinds: Map<string, { agreed: number; missed: number; false: number }>;
  trials: number;
  unknown: number;
  readonly differences: string[];
}

export function newTally(): Tally {
  return { kinds: new Map(), trials: 0, unknown: 0, differences: [] };
}

export function count(tally: Tally, trial: Trial): void {
  tally.trials += 1;
  const { agreed, missed, unknown } = trial.comparison;
  const wrong = trial.comparison.false;
  if (unknown.length > 0) tally.unknown += 1;
  const kindOf = (line: string): string => line.split(' ')[0] ?? line;
  const at = (line: string) => {
    const kind = kindOf(line);
    const known = tally.kinds.get(kind) ?? { agreed: 0, missed: 0, false: 0 };
    tally.kinds.set(kind, known);
    return known;
  };
  for (const line of agreed) at(line).agreed += 1;
  for (const line of missed) at(line).missed += 1;
  for (const line of wrong) at(line).false += 1;
  if (missed.length + wrong.length > 0) {
    const parts = [...missed.map((line) => `missed ${line}`), ...wrong.map((line) => `false ${line}`)];
    tally.differences.push(`${trial.major}: ${trial.sql}\n    ${parts.join('\n    ')}`);
  }
}

export function summary(tally: Tally): string {
  const lines = [...tally.kinds].sort().map(([kind, { agreed, missed, false: wrong }]) => {
    const share = (100 * agreed) / Math.max(1, agreed + missed + wrong);
    return `  ${kind.padEnd(12)} ${String(agreed).padStart(6)} agreed ${String(missed).padStart(4)} missed ${String(wrong).padStart(4)} false  ${share.toFixed(1)} %`;
  });
  const unknown = ((100 * tally.unknown) / Math.max(1, tally.trials)).toFixed(1);
  return [`  ${tally.trials} statements, ${unknown} % with something unknown`, ...lines].join('\n');
}
