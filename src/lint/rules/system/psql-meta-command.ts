import type { Rule } from '../../rule';

export const psqlMetaCommand: Rule = {
  id: 'psql-meta-command',
  title: 'Command that only psql knows',
  category: 'system',
  severity: 'error',
  also: [],
  scope: 'linter',
};
