import type { Rule } from '../../rule';

export const syntaxError: Rule = {
  id: 'syntax-error',
  title: 'Statement that PostgreSQL cannot parse',
  category: 'meta',
  severity: 'error',
  also: ['unique-index-cannot-be-not-valid'],
  scope: 'linter',
};
