import type { Rule } from '../../rule';

export const unknownIgnore: Rule = {
  id: 'unknown-ignore',
  title: 'Ignore comment that names no rule',
  category: 'meta',
  severity: 'warning',
  also: ['unused-or-unknown-ignore'],
  scope: 'linter',
};
