import type { Begun } from './step-end';

/** What takes back locks before the transaction ends. */
const givesBack = /^\s*rollback\b/i;

/**
 * The same steps, which shared one transaction, with how long each statement's locks were held: until the last statement
 * of them all had ended. Where a statement rolls back to a savepoint, it is not told which locks that gave back.
 */
export function withLockTimes(begun: readonly Begun[]): readonly Begun[] {
  const all = begun.flatMap(({ statements }) => statements);
  if (all.some(({ text }) => givesBack.test(text))) return begun;
  let left = all.reduce((sum, { measured }) => sum + (measured?.ms ?? 0), 0);
  return begun.map((each) => ({
    ...each,
    statements: each.statements.map((result) => {
      const { measured } = result;
      if (measured === undefined) return result;
      const locksHeldMs = left;
      left -= measured.ms;
      return measured.effects.some(({ kind }) => kind === 'lock')
        ? { ...result, measured: { ...measured, locksHeldMs } }
        : result;
    }),
  }));
}
