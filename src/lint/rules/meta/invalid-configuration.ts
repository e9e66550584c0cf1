import type { Rule } from '../../rule';

export const invalidConfiguration: Rule = {
  id: 'invalid-configuration',
  title: 'Entry of lockkeeper.json that means nothing',
  category: 'meta',
  severity: 'error',
  also: [],
  scope: 'linter',
};
