import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const createRule = changeRule({
  id: 'create-rule',
  title: 'CREATE RULE',
  category: 'trigger',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['pgrubic:create-rule'],
  on: ['create-rule'],
  check({ table }, context) {
    // Of a view that cannot be written otherwise, rules were long the only way.
    if (context.table(table) === undefined) return undefined;
    return {
      message: `Statements on ${plainName(context.resolve(table))} are rewritten before they run: volatile expressions may run twice, and COPY passes the rule by`,
      help: 'A trigger does the same once a row, for COPY too.',
    };
  },
});
