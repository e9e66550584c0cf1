import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const rlsEnabledWithoutPolicy = changeRule({
  id: 'rls-enabled-without-policy',
  title: 'Row security switched on without a policy',
  category: 'security',
  severity: 'error',
  upOnly: true,
  also: ['migrationpilot:MP057', 'splinter:rls_enabled_no_policy'],
  on: ['set-row-security'],
  check({ enabled, table }, context) {
    const known = context.table(table);
    if (!enabled || known === undefined || known.rowSecurity || known.partlyKnown || context.createdHere(table)) return undefined;
    const after = context.leaves.relations.get(known.key);
    if (context.leaves.partlyKnown || after?.kind !== 'table' || after.policies.length > 0) return undefined;
    const name = plainName(known.key);
    return {
      message: `${name} seems to have no rows from now on, and takes none, for everyone but its owner: no policy lets anyone through`,
      help: 'Create its policies in the same transaction.',
      related: context.origin(known, `${name} was created here`),
    };
  },
});
