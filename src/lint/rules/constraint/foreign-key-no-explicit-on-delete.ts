import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';
import { foreignKeyOpinion } from './foreign-key-opinion';

export const foreignKeyNoExplicitOnDelete = foreignKeyOpinion(
  {
    id: 'foreign-key-no-explicit-on-delete',
    title: 'Foreign key that does not say what a DELETE does',
    also: ['migrationpilot:MP086'],
  },
  ({ constraint, to }, _, context) => {
    const { text } = context.statement;
    if (findWords(text, ['on', 'delete'], constraint.at) !== undefined) return undefined;
    const end = referencesEnd(text, constraint.at);
    return {
      message: `A DELETE in ${plainName(to)} fails with 23503 while rows reference it: the foreign key does not say whether that is meant`,
      help: 'Say ON DELETE NO ACTION, RESTRICT, CASCADE or SET NULL.',
      fixes:
        end === undefined
          ? []
          : [
              {
                title: 'Add ON DELETE NO ACTION, which is what it does now',
                edits: [context.replace({ start: end, end }, keywords(text, ' ON DELETE NO ACTION'))],
                preferred: false,
                safe: true,
              },
            ],
    };
  },
);

/** Where the referenced table and its columns end, and what becomes of the other rows may be said. */
function referencesEnd(text: string, at: { readonly start: number; readonly end: number }): number | undefined {
  const word = findWords(text, ['references'], at);
  if (word === undefined) return undefined;
  const name = String.raw`(?:"(?:[^"]|"")*"|[\w$]+)`;
  const pattern = new RegExp(String.raw`^\s*${name}(?:\s*\.\s*${name})*(?:\s*\([^()]*\))?(?:\s+match\s+\w+)?`, 'iu');
  const rest = text.slice(word.end, at.end);
  const length = pattern.exec(rest)?.[0].length;
  // A comment may stand before the columns.
  return length === undefined || /^\s*[(/-]/.test(rest.slice(length)) ? undefined : word.end + length;
}
