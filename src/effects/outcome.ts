import type { Key } from '../schema/schema';
import type { Effect, LockMode } from './effect';

/** Short ways to write effects down. */
export function lock(on: Key, mode: LockMode, via?: string): Effect {
  return via === undefined ? { kind: 'lock', on, mode } : { kind: 'lock', on, mode, via };
}

export function fails(sqlstate: string, why: string): Effect {
  return { kind: 'error', sqlstate, when: 'always', why };
}

export function mayFail(sqlstate: string, why: string): Effect {
  return { kind: 'error', sqlstate, when: 'rows', why };
}

/** Stands for every SQLSTATE of its class: an expression over rows may meet a value that it cannot take. */
export const dataException = '22000';

export function unknown(aspect: 'locks' | 'work' | 'outcome', why: string): Effect {
  return { kind: 'unknown', aspect, why };
}

/** Nothing can be said. */
export function unknownAll(why: string): readonly Effect[] {
  return [unknown('locks', why), unknown('work', why), unknown('outcome', why)];
}

/** Refused in a transaction block; outside one it is merely said. */
export function noTransaction(inTransaction: boolean, what: string): readonly Effect[] {
  const said: Effect = { kind: 'no-transaction' };
  return inTransaction ? [said, fails('25001', `${what} cannot run inside a transaction block`)] : [said];
}

/** Whether the statement is certain to fail: its locks and its work are not worth telling then. */
export function willFail(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.kind === 'error' && effect.when === 'always');
}
