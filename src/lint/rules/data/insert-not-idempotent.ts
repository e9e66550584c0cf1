import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const insertNotIdempotent = changeRule({
  id: 'insert-not-idempotent',
  title: 'INSERT that cannot run twice',
  category: 'data',
  severity: 'information',
  preset: 'all',
  also: [],
  on: ['write'],
  concerns: ({ rows }) => rows?.from === 'values' && !rows.hasConflictClause,
  check({ table }, context) {
    if (context.createdHere(table)) return undefined;
    return {
      message: `Where it runs a second time, ${plainName(context.resolve(table))} gets the rows twice, or it fails with 23505`,
      help: 'Add ON CONFLICT DO NOTHING, with a unique key that tells the rows apart.',
    };
  },
});
