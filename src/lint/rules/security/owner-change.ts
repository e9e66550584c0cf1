import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const ownerChange = changeRule({
  id: 'owner-change',
  title: 'Owner changed',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['bytebase:statement-object-owner-check'],
  on: ['set-table-owner'],
  check({ table, to }, context) {
    if (context.harmful('lock').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `From now on only ${to} may alter or drop ${name}: migrations that run as another role fail`,
      help: 'Let a role own it that all who migrate are members of.',
    };
  },
});
