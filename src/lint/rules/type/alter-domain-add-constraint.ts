import { changeRule } from '../../rule';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';
import { scannedTables } from './domain-users';

/** SHARE on every table with a column of the domain, for ADD and for VALIDATE alike. */
export const alterDomainAddConstraint = changeRule({
  id: 'alter-domain-add-constraint',
  title: 'Constraint of a domain that every table with it is read for',
  category: 'type',
  severity: 'warning',
  also: [
    'squawk:ban-alter-domain-with-add-constraint',
    'pgfence:ban-alter-domain-add-constraint',
    'migrationpilot:MP043',
    'pgsafe:add-domain-constraint-without-not-valid',
    'diesel-guard:AddDomainCheck',
  ],
  on: ['alter-domain'],
  check({ type, action, at }, context) {
    if (action.kind !== 'add-check' && action.kind !== 'validate-constraint') return undefined;
    const tables = scannedTables(context);
    if (tables === undefined) return undefined;
    const known = context.type(type);
    const isAdded = action.kind === 'add-check';
    return {
      message: `Blocks all writes to ${tables} while every row is checked: ${tables.includes(' and ') ? 'they have' : 'it has'} columns of ${known === undefined ? type.name : plainName(known.key)}`,
      help: isAdded
        ? 'NOT VALID is instant and holds for new values; to validate it blocks writers again. A CHECK of each table can be validated without.'
        : 'Give each table a CHECK of its own instead, which can be validated while writes go on.',
      related: context.origin(known, `${type.name} was created here`),
      fixes: isAdded
        ? [
            {
              title: 'Add NOT VALID: only new values are checked',
              edits: [context.replace({ start: at.end, end: at.end }, keywords(context.statement.text, ' NOT VALID'))],
              preferred: false,
              safe: false,
            },
          ]
        : [],
    };
  },
});
