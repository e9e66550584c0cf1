import { lex } from '../../../sql/lexer';
import { tokenText } from '../../../sql/token';
import type { Span } from '../../../sql/span';
import { changeRule } from '../../rule';
import { withBlanksBefore } from '../../user-text';

export const plaintextPassword = changeRule({
  id: 'plaintext-password',
  title: 'Password of a role in plain text',
  category: 'security',
  severity: 'error',
  also: [],
  on: ['create-role', 'alter-role'],
  check({ role, at }, context) {
    const found = passwordIn(context.statement.text, at);
    if (found === undefined) return undefined;
    return {
      message: `Whoever can read this file, its history or the server’s log can log in as ${role}`,
      help: 'Set the password outside of migrations, or give the SCRAM verifier that psql’s \\password computes.',
      at: found.value,
      fixes: [
        {
          title: 'Take the password out',
          edits: [context.replace(withBlanksBefore(context.statement.text, found.clause), '')],
          preferred: true,
          safe: false,
        },
      ],
    };
  },
});

/** A verifier tells nobody the password: https://www.postgresql.org/docs/current/sql-createrole.html */
const verifier = /^'(?:SCRAM-SHA-256\$[^']+|md5[0-9a-f]{32})'$/;

/** PASSWORD with a literal that is the password itself; '' is none. */
function passwordIn(text: string, body: Span): { readonly clause: Span; readonly value: Span } | undefined {
  const tokens = lex(text, { body }).filter(({ kind }) => kind !== 'comment');
  const word = (index: number): string => {
    const token = tokens[index];
    return token?.kind === 'word' ? tokenText(text, token).toLowerCase() : '';
  };
  const index = tokens.findIndex((_, at) => word(at) === 'password' && tokens[at + 1]?.kind === 'string');
  const [name, value] = [tokens[index], tokens[index + 1]];
  if (name === undefined || value === undefined) return undefined;
  const literal = tokenText(text, value);
  if (literal === "''" || verifier.test(literal)) return undefined;
  const first = word(index - 1) === 'encrypted' ? (tokens[index - 1] ?? name) : name;
  return { clause: { start: first.at.start, end: value.at.end }, value: value.at };
}
