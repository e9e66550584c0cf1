import { needsQuotes, quoteIdentifier } from '../../../sql/quote';
import { namingKinds, newNames } from '../../new-names';
import { changeRule } from '../../rule';

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS */
export const mixedCaseOrReservedIdentifier = changeRule({
  id: 'mixed-case-or-reserved-identifier',
  title: 'Name that must be quoted',
  category: 'style',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['pg-migration-lint:PGM509'],
  on: namingKinds,
  check(change, context) {
    if (change.kind === 'create-table' && change.persistence === 'temporary') return undefined;
    // Nobody writes the name of a policy or trigger in a query.
    return newNames(change, context.statement.text)
      .filter(({ kind }) => kind !== 'policy' && kind !== 'trigger')
      .flatMap(({ name, at }) => {
        const message = messageOf(name);
        return message === undefined ? [] : [{ message, help: 'Lower-case letters, digits and underscores need no quotes.', at }];
      });
  },
});

function messageOf(name: string): string | undefined {
  if (name.startsWith('pg_'))
    return `Looks like PostgreSQL’s own: names that begin with pg_ are kept for it, and a later version may take ${name}`;
  if (!needsQuotes(name)) return undefined;
  const quoted = quoteIdentifier(name);
  const isCase = /^[a-z_][a-z0-9_]*$/.test(name.toLowerCase()) && name !== name.toLowerCase();
  if (isCase) return `Must be written ${quoted} for ever: without quotes PostgreSQL looks for ${name.toLowerCase()}`;
  return `Must be written ${quoted} for ever: without quotes PostgreSQL does not read it as a name`;
}
