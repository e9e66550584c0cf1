import { changeRule } from '../../rule';

export const domainWithConstraint = changeRule({
  id: 'domain-with-constraint',
  title: 'Domain with a constraint',
  category: 'type',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['squawk:ban-create-domain-with-constraint', 'pgfence:ban-create-domain-with-constraint', 'migrationpilot:MP043'],
  on: ['create-domain'],
  check({ type, notNull, checks }) {
    if (!notNull && checks.length === 0) return undefined;
    return {
      message: `Every column of ${type.name} that is added to a table rewrites it, and every later constraint of ${type.name} reads all tables that use it`,
      help: 'CHECKs of the tables can be added NOT VALID and validated while writes go on.',
    };
  },
});
