/** Runs whole chains of scripts on a server, and holds what each statement does against what was foretold of it. */
import type { Connection } from '../../../src/database/connection';
import { universeOf } from '../../../src/database/observe';
import { type Traced, trace } from '../../../src/database/trace';
import type { Effect } from '../../../src/effects/effect';
import { compare, type Held } from '../../../src/effects/normal';
import { predictStatement } from '../../../src/effects/predict';
import { changesOf } from '../../../src/schema/changes';
import type { Change } from '../../../src/schema/change';
import { begin, commit, fold, type State } from '../../../src/schema/fold';
import { emptySchema, type Schema } from '../../../src/schema/schema';
import { newSession } from '../../../src/schema/session';
import type { ReadStatement } from '../../../src/sql/statement';
import type { Chain, Step } from '../folders';
import { type Major, type TestServer } from '../servers';
import { emptyTables, fillTables } from './fill';
import { connectTo, isOfRows, tableOf, type Trial } from './harness';

export interface ReplayOptions {
  /** Whether tables that are empty after a script get rows, as far as that can be done. */
  readonly fills: boolean;
  /** Called with each statement that was compared, and the script that it is of. */
  readonly tell: (trial: Trial, path: string) => void;
}

const start: State = { schema: emptySchema, session: { ...newSession, timeZone: 'UTC' } };

/** Replays a chain in a new database of the server. What the server refuses leaves no trace in either. */
export async function replay(server: TestServer, chain: Chain, options: ReplayOptions): Promise<void> {
  const connection = await connectTo(await server.createDatabase());
  try {
    let state = start;
    for (const step of chain.steps) {
      state = await new Script({ connection, major: server.major, step, options }).run(state);
      await connection.script('RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; DEALLOCATE ALL; UNLISTEN *');
      if (options.fills) await fillTables(connection);
    }
  } finally {
    await connection.close();
  }
}

/** A place in a script where no transaction is open. */
interface Point {
  readonly index: number;
  readonly state: State;
}

/**
 * One script. A statement that fails takes its transaction with it: that is then run again from its start without the
 * statement, for a savepoint before each would change what some of them do.
 */
class Script {
  readonly #connection: Connection;
  readonly #major: Major;
  readonly #step: Step;
  readonly #options: ReplayOptions;
  readonly #refused = new Set<number>();
  #pending: Trial[] = [];

  constructor(of: { connection: Connection; major: Major; step: Step; options: ReplayOptions }) {
    this.#connection = of.connection;
    this.#major = of.major;
    this.#step = of.step;
    this.#options = of.options;
  }

  async run(before: State): Promise<State> {
    const { statements, isWrapped } = this.#step;
    let state = settled({ schema: before.schema, session: { ...newSession, timeZone: 'UTC' } });
    let point: Point = { index: 0, state };
    let universe = await universeOf(this.#connection);
    if (isWrapped) {
      await this.#connection.script('BEGIN');
      state = begin(state);
    }
    for (let index = 0; index < statements.length; index += 1) {
      const statement = statements[index]!;
      if (statement.kind === 'psql' || this.#refused.has(index)) continue;
      const changes = changesOf(statement);
      const { trial, failed } = await this.#try(statement, changes, state, universe);
      if (failed) {
        this.#refused.add(index);
        this.#pending = [];
        if (trial !== undefined) this.#options.tell(trial, this.#step.path);
        if (!state.session.inTransaction) continue;
        await this.#connection.script('ROLLBACK');
        // Rows that were put into the tables may be what it stumbled over: it has another try without them.
        if (this.#options.fills && isRefusedByRows(trial) && (await emptyTables(this.#connection))) this.#refused.delete(index);
        state = point.state;
        index = point.index - 1;
        if (isWrapped && point.index === 0) {
          await this.#connection.script('BEGIN');
          state = begin(state);
        }
        continue;
      }
      if (trial !== undefined) this.#pending.push(trial);
      state = fold(state, statement, changes, undefined);
      if (state.session.inTransaction) continue;
      this.#flush();
      state = settled(state);
      universe = await universeOf(this.#connection);
      point = { index: index + 1, state };
    }
    if (state.session.inTransaction) await this.#connection.script('COMMIT');
    this.#flush();
    return commit(state);
  }

  #flush(): void {
    for (const trial of this.#pending) this.#options.tell(trial, this.#step.path);
    this.#pending = [];
  }

  /** Outside of a transaction a statement gets one of its own, to be measured in, unless it is refused there. */
  async #try(
    statement: ReadStatement,
    changes: readonly Change[],
    { schema, session }: State,
    universe: ReadonlySet<number>,
  ): Promise<{ readonly trial?: Trial; readonly failed: boolean }> {
    const world = { schema, session, postgres: this.#major, complete: true };
    const { effects: predicted } = predictStatement(changes, world);
    const isControl = changes.some(({ kind }) => kind === 'transaction');
    const isOwn = !session.inTransaction && !isControl && !changes.some(({ kind }) => kind === 'lock-table');
    const isAlone = isOwn && (!statement.parsed.ok || predicted.some(({ kind }) => kind === 'no-transaction'));
    const { data } = statement;
    const request = {
      text: statement.text,
      universe,
      ...(data !== undefined && { data: this.#step.text.slice(data.start, data.end) }),
    };
    if (isOwn && !isAlone) await this.#connection.script('BEGIN');
    const traced = await trace(this.#connection, request);
    if (isOwn && !isAlone) await this.#connection.script(traced.error === undefined ? 'COMMIT' : 'ROLLBACK');
    const failed = traced.error !== undefined;
    if (!statement.parsed.ok && statement.parsed.unread !== 'size') return { failed };
    return { trial: this.#trialOf({ sql: statement.text, changes, predicted, traced, isAlone, schema }), failed };
  }

  #trialOf(of: {
    readonly sql: string;
    readonly changes: readonly Change[];
    readonly predicted: readonly Effect[];
    readonly traced: Traced;
    readonly isAlone: boolean;
    readonly schema: Schema;
  }): Trial {
    const { sql, changes, traced, isAlone, schema } = of;
    // The locks of a transaction that is over cannot be seen.
    const seen = (effects: readonly Effect[]): readonly Effect[] =>
      isAlone ? effects.filter(({ kind }) => kind !== 'lock') : effects;
    const held: Held = isAlone ? new Map() : traced.held.before;
    const [predicted, measured] = [seen(of.predicted), seen(traced.effects)];
    const comparison = compare(predicted, measured, { held, tableOf: tableOf(schema) });
    return { major: this.#major, sql, predicted, measured, comparison, held, isOfRows: isOfRows(changes) };
  }
}

/** What is committed counts as filled: whether it has rows changes nothing that is measured. */
function settled(state: State): State {
  return { ...state, session: { ...state.session, fresh: new Set() } };
}

/** Errors of integrity and of data. */
function isRefusedByRows(trial: Trial | undefined): boolean {
  return trial?.measured.some((effect) => effect.kind === 'error' && /^2[23]/.test(effect.sqlstate)) === true;
}
