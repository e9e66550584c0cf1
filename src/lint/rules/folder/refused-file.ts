import type { Rule } from '../../rule';

export const refusedFile: Rule = {
  id: 'refused-file',
  title: 'Migration that cannot run as it is written',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['refused'],
};
