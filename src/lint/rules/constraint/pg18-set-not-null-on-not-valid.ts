import { changeRule } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';
import { unvalidatedNotNull } from './unvalidated-not-null';

/** SET NOT NULL validates too, but under its own lock: https://www.postgresql.org/docs/18/sql-altertable.html */
export const pg18SetNotNullOnNotValid = changeRule({
  id: 'pg18-set-not-null-on-not-valid',
  title: 'SET NOT NULL where VALIDATE CONSTRAINT would do',
  category: 'constraint',
  severity: 'warning',
  since: 18,
  also: [],
  on: ['set-not-null'],
  check(change, context) {
    const waiting = unvalidatedNotNull(change, context);
    if (waiting === undefined || context.harmful('scan').length === 0) return undefined;
    const validate = `${keywords(context.statement.text, 'VALIDATE CONSTRAINT')} ${quoteIdentifier(waiting.name)}`;
    return {
      message: `Blocks all reads and writes of ${plainName(context.resolve(change.table))} while every row is checked for a NULL in ${change.column}, though ${waiting.name} only waits to be validated`,
      help: `VALIDATE CONSTRAINT ${waiting.name} does the same and lets reads and writes go on.`,
      related: context.origin(waiting, `${waiting.name} was added here`),
      fixes: [
        { title: 'Validate the constraint instead', edits: [context.replace(change.at, validate)], preferred: true, safe: true },
      ],
    };
  },
});
