import type { Rule } from '../../rule';

export const typographicQuote: Rule = {
  id: 'typographic-quote',
  title: 'Name with a typographic quote in it',
  category: 'meta',
  severity: 'warning',
  also: [],
  scope: 'linter',
};
