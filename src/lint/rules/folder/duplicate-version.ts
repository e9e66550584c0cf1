import type { Rule } from '../../rule';

export const duplicateVersion: Rule = {
  id: 'duplicate-version',
  title: 'Two migrations of one version',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['duplicate-version'],
};
