import type { Rule } from '../../rule';

export const unusedIgnore: Rule = {
  id: 'unused-ignore',
  title: 'Ignore comment that silences nothing',
  category: 'meta',
  severity: 'information',
  also: ['unused-or-unknown-ignore', 'squawk:unused-ignore'],
  scope: 'linter',
};
