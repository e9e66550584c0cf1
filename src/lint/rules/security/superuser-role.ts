import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate } from '../../wording';

const powers = [
  { attribute: 'superuser', may: 'do anything, on every database of the server' },
  { attribute: 'bypassrls', may: 'see and change all rows, whatever row security says' },
  { attribute: 'replication', may: 'copy every database of the server' },
] as const;

export const superuserRole = changeRule({
  id: 'superuser-role',
  title: 'Role that no check holds for',
  category: 'security',
  severity: 'error',
  upOnly: true,
  also: ['migrationpilot:MP073'],
  on: ['create-role', 'alter-role'],
  check({ role, attributes, at }, context) {
    const given = powers.filter(({ attribute }) => attributes[attribute] === true);
    const first = given[0];
    if (first === undefined) return undefined;
    return {
      message: `${role} may from now on ${enumerate(given.map(({ may }) => may))}`,
      help: 'Grant what the role needs instead; give such rights by hand, to people.',
      at: findWords(context.statement.text, [first.attribute], at) ?? at,
    };
  },
});
