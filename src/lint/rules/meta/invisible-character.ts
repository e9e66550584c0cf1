import type { Rule } from '../../rule';

export const invisibleCharacter: Rule = {
  id: 'invisible-character',
  title: 'Name with an invisible character in it',
  category: 'meta',
  severity: 'error',
  also: [],
  scope: 'linter',
};
