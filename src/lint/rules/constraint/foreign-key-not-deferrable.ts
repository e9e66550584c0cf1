import type { Span } from '../../../sql/span';
import type { Fix } from '../../finding';
import type { RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';
import { foreignKeyOpinion } from './foreign-key-opinion';

export const foreignKeyNotDeferrable = foreignKeyOpinion(
  { id: 'foreign-key-not-deferrable', title: 'Foreign key that cannot be deferred', also: ['migrationpilot:MP074'] },
  ({ constraint, to }, change, context) =>
    constraint.deferrable
      ? undefined
      : {
          message: `Rows of ${plainName(context.resolve(change.table))} must come after those of ${plainName(to)} that they reference, in every transaction`,
          help: 'DEFERRABLE INITIALLY IMMEDIATE lets a transaction that loads rows put the check off to its end.',
          fixes: defer(constraint.at, context),
        },
);

/** Behind all else that the constraint says but NOT VALID, unless that speaks of deferring itself. */
function defer(at: Span, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  if (findWords(text, ['deferrable'], at) !== undefined || findWords(text, ['initially'], at) !== undefined) return [];
  const deferrable = keywords(text, 'DEFERRABLE INITIALLY IMMEDIATE');
  const notValid = findWords(text, ['not', 'valid'], at)?.start;
  const edit =
    notValid === undefined
      ? context.replace({ start: at.end, end: at.end }, ` ${deferrable}`)
      : context.replace({ start: notValid, end: notValid }, `${deferrable} `);
  return [{ title: 'Make it DEFERRABLE', edits: [edit], preferred: false, safe: false }];
}
