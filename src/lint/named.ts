import { nearestOf } from '../sql/distance';
import type { Rule } from './rule';
import { rules } from './rules/index';
import type { Ignore } from './suppressions';

/** The rules that a name in a comment stands for: our ids and aliases, or another linter's names for them. */
export function meaningOf(name: string, of: Ignore['of']): readonly string[] {
  if (of === 'squawk') {
    const isMeant = (other: string): boolean => (name === '' ? other.startsWith('squawk:') : other === `squawk:${name}`);
    return rules.filter(({ also }) => also.some(isMeant)).map(({ id }) => id);
  }
  return rules.filter(({ id, also }) => id === name || also.includes(name)).map(({ id }) => id);
}

/** The rule whose id is a slip of the pen away. */
export function nearestRule(name: string): string | undefined {
  return nearestOf(
    name,
    rules.map(({ id }) => id),
  );
}

/** The rules that somebody means who names one: by its id, by what others call it, or by that without the tool's name. */
export function rulesNamed(name: string): readonly Rule[] {
  const exact = rules.filter(({ id, also }) => id === name || also.includes(name));
  if (exact.length > 0) return exact;
  return rules.filter(({ also }) => also.some((other) => other.slice(other.indexOf(':') + 1) === name));
}

/** What to say to somebody who names no rule. */
export function noSuchRule(name: string): string {
  const nearest = nearestRule(name);
  return `There is no rule ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`;
}
