import type { Rule } from '../../rule';

export const missingDependency: Rule = {
  id: 'missing-dependency',
  title: 'Dependency on a migration that is not there',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['missing-dependency'],
};
