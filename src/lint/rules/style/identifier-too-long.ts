import type { Span } from '../../../sql/span';
import { firstBytes, identifierOf, longestName } from '../../../sql/identifier';
import { lex } from '../../../sql/lexer';
import { byteLength } from '../../../sql/positions';
import { quoteIdentifier } from '../../../sql/quote';
import type { Token } from '../../../sql/token';
import { newNames, namingKinds } from '../../new-names';
import { changeRule, type Report, type RuleContext } from '../../rule';

/** https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS: cut with a mere NOTICE (42622). */
export const identifierTooLong = changeRule({
  id: 'identifier-too-long',
  title: 'Name of more than 63 bytes',
  category: 'style',
  severity: 'warning',
  upOnly: true,
  also: ['squawk:identifier-too-long', 'pgsafe:identifier-too-long'],
  on: namingKinds,
  check(change, context) {
    const { text } = context.statement;
    if (!mayBeTooLong.test(text)) return undefined;
    return newNames(change, text).flatMap(({ at, name }) => {
      const full = identifierOf(text, tokenAt(text, at));
      return byteLength(full) > longestName ? [report({ full, name, at }, context)] : [];
    });
  },
});

/** Characters beyond ASCII take several bytes each. */
const mayBeTooLong = /[\w$]{64}|"[^"]{64}|[^\0-\x7F]/;

function report({ full, name, at }: { full: string; name: string; at: Span }, context: RuleContext): Report {
  const others = sameWhenCut(full, name, context.script.text);
  const same = others === undefined ? '' : `, and ${others} as well: these are one name`;
  return {
    message: `PostgreSQL keeps 63 bytes of this name, ${name}${same}: whoever looks for the whole of it in the catalog or in an error does not find it`,
    help: 'Choose a shorter name.',
    at,
    fixes: [
      {
        title: 'Write the name as PostgreSQL keeps it',
        edits: [context.replace(at, quoteIdentifier(name))],
        preferred: false,
        // Where another name comes to the same, cutting this one would only hide it.
        safe: others === undefined,
      },
    ],
  };
}

/** Another name of the script of which PostgreSQL keeps the same. */
function sameWhenCut(full: string, name: string, text: string): string | undefined {
  const names = lex(text)
    .filter((token) => (token.kind === 'word' || token.kind === 'quoted') && token.at.end - token.at.start >= longestName / 4)
    .map((token) => identifierOf(text, token));
  return names.find((other) => other !== full && other !== name && firstBytes(other, longestName) === name);
}

function tokenAt(text: string, at: Span): Token {
  return { kind: text[at.start] === '"' ? 'quoted' : 'word', at };
}
