import type { ChangeOf } from '../../../schema/change';
import { quoteIdentifier, quoteLiteral } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { tableElsewhere } from '../../not-valid';
import { changeRule, type RuleContext } from '../../rule';
import { insertAfter } from '../../statement-edits';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

/** The identity's sequence is a new one, and knows nothing of the numbers that are there. */
export const addIdentityExistingColumn = changeRule({
  id: 'add-identity-existing-column',
  title: 'Identity that starts among the numbers that are there',
  category: 'column-change',
  severity: 'warning',
  also: [],
  on: ['set-identity'],
  check(change, context) {
    const { table, column, adds } = change;
    const isStarted = context.later().some(({ text }) => /\bsetval\b|\brestart\b/i.test(text));
    const isEmpty = context.createdHere(table) && !context.session.filled.has(context.resolve(table));
    if (adds?.startIsGiven !== false || isStarted || isEmpty) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Inserts into ${name} get 1, 2, 3 … as their ${column}, and fail with 23505 where such a row is there`,
      help: 'Give it a START above the highest number, or move it on with setval in the same transaction.',
      fixes: moveOn(change, context),
      related: context.origin(context.column(table, column), `${column} was added here`),
    };
  },
});

/** `setval` to the highest number; of an empty table that is NULL, which changes nothing. */
function moveOn({ table, column }: ChangeOf<'set-identity'>, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const name = tableElsewhere(table, context);
  // Only a transaction keeps others from taking a number before.
  if (name === undefined || !context.inTransaction) return [];
  const call = `setval(pg_get_serial_sequence(${quoteLiteral(name)}, ${quoteLiteral(column)}), (${keywords(text, 'SELECT')} max(${quoteIdentifier(column)}) ${keywords(text, 'FROM')} ${name}))`;
  return [
    {
      title: `Go on from the highest ${column}`,
      edits: [insertAfter(context, [`${keywords(text, 'SELECT')} ${call}`])],
      preferred: true,
      safe: false,
    },
  ];
}
