import { checksIn, inFile } from '../../../migrations/validation';
import { whyNoQuery } from '../../../sql/read-only-query';
import type { Rule } from '../../rule';

export const unusableCheck: Rule = {
  id: 'unusable-check',
  title: 'Check that is not one query with one value',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'script',
  check({ script, parse }) {
    if (parse === undefined) return undefined;
    return checksIn(script).flatMap((check) => {
      const wrong = whyNoQuery(parse(check.sql));
      if (wrong === undefined) return [];
      return {
        at: wrong.at === undefined ? check.at : inFile(check, wrong.at),
        message: `Lockkeeper refuses to apply this migration: its check ${wrong.message}`,
        help: 'Write one query that gives true where the check holds, such as SELECT NOT EXISTS (SELECT FROM orders WHERE total < 0).',
      };
    });
  },
};
