import type { Rule } from '../../rule';

export const impossibleVersion: Rule = {
  id: 'impossible-version',
  title: 'Version that the runner cannot take',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['impossible-version'],
};
