import type { Rule } from '../../rule';

export const statementWillFail: Rule = {
  id: 'statement-will-fail',
  title: 'Statement that the server will refuse',
  category: 'failure',
  severity: 'error',
  also: [],
  scope: 'linter',
};
