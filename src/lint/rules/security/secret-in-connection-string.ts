import { lex } from '../../../sql/lexer';
import { tokenText, type Token } from '../../../sql/token';
import type { Span } from '../../../sql/span';
import { changeRule } from '../../rule';

export const secretInConnectionString = changeRule({
  id: 'secret-in-connection-string',
  title: 'Password in a connection string',
  category: 'security',
  severity: 'error',
  also: [],
  on: ['create-object', 'no-transaction', 'other', 'read'],
  check(_change, { statement: { text } }) {
    const at = connects.test(text) ? secretIn(text) : undefined;
    if (at === undefined) return undefined;
    return {
      message: 'Whoever can read this file, its history or the server’s log has this password',
      help: 'Leave it out, and let the server find it in its password file or a service file.',
      at,
    };
  },
});

/** Statements that say how to reach another server. */
const connects =
  /^(?:create|alter)\s+(?:subscription|server|user\s+mapping)\b|^(?:select|with)\b[^]*\bdblink(?:_connect|_exec|_send_query)?(?:_u)?\s*\(/i;

/** The literal that has a password in it, as a keyword of libpq, as a part of a URL, or as an option. */
function secretIn(text: string): Span | undefined {
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  const isSecret = (token: Token, before: Token | undefined): boolean => {
    if (token.kind !== 'string') return false;
    const literal = tokenText(text, token);
    if (/\bpassword\s*=\s*[^\s'&]/i.test(literal) || /:\/\/[^\s/:@']*:[^\s/@']+@/.test(literal)) return true;
    return before?.kind === 'word' && tokenText(text, before).toLowerCase() === 'password' && literal !== "''";
  };
  return tokens.find((token, index) => isSecret(token, tokens[index - 1]))?.at;
}
