import type { Rule } from '../../rule';

export const refusedFile: Rule = {
  id: 'refused-file',
  title: 'Migration that the runner refuses',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['refused'],
};
