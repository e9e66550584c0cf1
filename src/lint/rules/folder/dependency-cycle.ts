import type { Rule } from '../../rule';

export const dependencyCycle: Rule = {
  id: 'dependency-cycle',
  title: 'Migrations that depend on each other',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['dependency-cycle'],
};
