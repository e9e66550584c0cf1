import type { Rule } from '../../rule';

export const dependencyOutOfOrder: Rule = {
  id: 'dependency-out-of-order',
  title: 'Dependency on a later migration',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['dependency-out-of-order'],
};
