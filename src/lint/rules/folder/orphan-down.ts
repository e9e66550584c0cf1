import type { Rule } from '../../rule';

export const orphanDown: Rule = {
  id: 'orphan-down',
  title: 'Down script without its migration',
  category: 'folder',
  severity: 'warning',
  also: [],
  scope: 'folder',
  problems: ['orphan-down'],
};
