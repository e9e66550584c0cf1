import type { Rule } from '../../rule';

export const unmanagedFile: Rule = {
  id: 'unmanaged-file',
  title: 'File that the runner passes over',
  category: 'folder',
  severity: 'information',
  also: [],
  scope: 'folder',
  problems: ['unmanaged', 'foreign'],
};
