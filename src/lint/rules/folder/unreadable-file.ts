import type { Rule } from '../../rule';

export const unreadableFile: Rule = {
  id: 'unreadable-file',
  title: 'Migration that cannot be read',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'folder',
  problems: ['unreadable', 'not-utf8', 'not-a-file', 'nul-byte', 'too-large'],
};
