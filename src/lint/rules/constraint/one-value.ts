import type { RuleContext } from '../../rule';

/** Whether every row that is there gets the same value in a column that is added, and two rows so break its key. */
export function getsOneValue({ effects }: RuleContext): boolean {
  const isUnsure = effects.some((effect) => effect.kind === 'rewrite' || (effect.kind === 'unknown' && effect.aspect === 'work'));
  return !isUnsure && effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '23505');
}
