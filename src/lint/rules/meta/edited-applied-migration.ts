import type { Rule } from '../../rule';

export const editedAppliedMigration: Rule = {
  id: 'edited-applied-migration',
  title: 'Migration edited after it was applied',
  category: 'meta',
  severity: 'error',
  also: [],
  scope: 'linter',
};
