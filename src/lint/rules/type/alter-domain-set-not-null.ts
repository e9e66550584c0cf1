import { changeRule } from '../../rule';
import { scannedTables } from './domain-users';

export const alterDomainSetNotNull = changeRule({
  id: 'alter-domain-set-not-null',
  title: 'NOT NULL of a domain that every table with it is read for',
  category: 'type',
  severity: 'warning',
  also: ['pgsafe:add-domain-not-null'],
  on: ['alter-domain'],
  check({ type, action }, context) {
    const tables = action.kind === 'set-not-null' ? scannedTables(context) : undefined;
    if (tables === undefined) return undefined;
    return {
      message: `Blocks all writes to ${tables} while every row is checked for a NULL, and there is no NOT VALID form of it`,
      help: 'Set the columns NOT NULL one by one, each with a validated CHECK.',
      related: context.origin(context.type(type), `${type.name} was created here`),
    };
  },
});
