/** Where PostgreSQL's own parser sees statements begin and end. */
import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import { lex } from '../../src/sql/lexer';
import { byteOffsets } from '../../src/sql/positions';
import type { Span } from '../../src/sql/span';

export { loadModule };

/** The spans of the statements without trailing blanks and comments, or `undefined` for what PostgreSQL cannot parse. */
export function boundaries(text: string): readonly Span[] | undefined {
  if (text === '') return [];
  try {
    const toUnits = byteOffsets(text);
    const tokens = lex(text).filter((token) => token.kind !== 'comment');
    return (parseSync(text).stmts ?? []).map(({ stmt_location: from = 0, stmt_len: length }) => {
      const start = toUnits(from);
      const limit = length === undefined || length === 0 ? text.length : toUnits(from + length);
      const last = tokens.findLast((token) => token.at.end <= limit && text[token.at.start] !== ';');
      return { start, end: last?.at.end ?? limit };
    });
  } catch (error) {
    if (hasSqlDetails(error)) return undefined;
    throw error;
  }
}
