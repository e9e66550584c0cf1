import type { Rule } from '../../rule';

export const syntaxNewerThanTarget: Rule = {
  id: 'syntax-newer-than-target',
  title: 'Syntax that the target’s version does not know',
  category: 'meta',
  severity: 'error',
  also: [],
  scope: 'linter',
};
