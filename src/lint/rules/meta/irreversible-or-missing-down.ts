import type { Rule } from '../../rule';

export const irreversibleOrMissingDown: Rule = {
  id: 'irreversible-or-missing-down',
  title: 'Migration that its down script does not undo',
  category: 'meta',
  severity: 'information',
  preset: 'strict',
  also: ['django-migration-linter:RUNSQL_REVERSIBLE'],
  scope: 'linter',
};
