import type { HistoryLease } from '../migrations/history';
import type { Connection } from './connection';
import { failureOf } from './failure';
import { type LockWait, untilTaken } from './lock';
import { pause } from './pause';

/** A lease that is held, on a session of its own. */
export interface HeldLease {
  /** Moves its end on now; false where it is not this holder's any more. */
  moveOn(): Promise<boolean>;
  /** Gives it back, and ends the session. */
  end(): Promise<void>;
}

export type LeaseAnswer =
  | { readonly ok: true; readonly lease: HeldLease }
  | { readonly ok: false; readonly why: 'taken' | 'cancelled'; readonly holder: string };

/** Takes a lease on a session that does nothing else, and moves its end on from then on. */
export async function takeLease(session: Connection, lease: HistoryLease, wait: LockWait): Promise<LeaseAnswer> {
  const answer = await untilTaken(wait, async () => {
    const token = await tryLease(session, lease);
    return token === undefined ? { ok: false, holder: await holderOf(session, lease) } : { ok: true, value: token };
  });
  return answer.ok ? { ok: true, lease: new Lease(session, lease, answer.value) } : answer;
}

class Lease implements HeldLease {
  readonly #session: Connection;
  readonly #lease: HistoryLease;
  readonly #over = new AbortController();
  readonly #keeping: Promise<void>;
  /** Undefined from the moment that it was found lost. */
  #token: string | undefined;
  /** The last of those who move its end on: each needs the token that the one before it got. */
  #turn: Promise<boolean> = Promise.resolve(true);

  constructor(session: Connection, lease: HistoryLease, token: string) {
    this.#session = session;
    this.#lease = lease;
    this.#token = token;
    this.#keeping = this.#keep();
  }

  moveOn(): Promise<boolean> {
    this.#turn = this.#turn.then(() => this.#refresh());
    return this.#turn;
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#keeping;
    try {
      if (this.#token !== undefined) await this.#session.query(this.#lease.release(this.#token));
    } catch (thrown) {
      // It runs out by itself.
      failureOf(thrown);
    }
    await this.#session.close();
  }

  async #keep(): Promise<void> {
    do await pause(this.#lease.refreshMs, this.#over.signal);
    while (!this.#over.signal.aborted && (await this.moveOn()));
  }

  async #refresh(): Promise<boolean> {
    if (this.#token === undefined) return false;
    try {
      this.#token = tokenOf(await this.#session.query(this.#lease.refresh(this.#token)));
    } catch (thrown) {
      // Who cannot move its end on will lose it, and must not rely on it.
      failureOf(thrown);
      this.#token = undefined;
    }
    return this.#token !== undefined;
  }
}

/** The token, or undefined where somebody else has the lease. */
async function tryLease(session: Connection, { take, setup }: HistoryLease): Promise<string | undefined> {
  try {
    return tokenOf(await session.query(take));
  } catch (thrown) {
    if (failureOf(thrown).sqlstate !== '42P01') throw thrown;
    for (const query of setup) await session.query(query);
    return tokenOf(await session.query(take));
  }
}

function tokenOf({ rows }: Awaited<ReturnType<Connection['query']>>): string | undefined {
  const token = rows[0]?.['token'];
  return typeof token === 'string' ? token : undefined;
}

async function holderOf(session: Connection, { holder, table }: HistoryLease): Promise<string> {
  const { rows } = await session.query(holder);
  const words = rows[0]?.['holder'];
  return typeof words === 'string' ? words : `a row of ${table} that has just gone`;
}
