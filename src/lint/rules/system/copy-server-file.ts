import { lex } from '../../../sql/lexer';
import { tokenText } from '../../../sql/token';
import type { Span } from '../../../sql/span';
import { changeRule } from '../../rule';

/** https://www.postgresql.org/docs/current/sql-copy.html: the file is the server's, and reading it takes a role of its own. */
export const copyServerFile = changeRule({
  id: 'copy-server-file',
  title: 'COPY of a file on the server',
  category: 'system',
  severity: 'warning',
  also: [],
  on: ['write', 'read'],
  check(change, { statement: { text } }) {
    if (change.kind === 'write' && change.verb !== 'copy') return undefined;
    const found = /^copy\b/i.test(text) ? fileIn(text) : undefined;
    if (found === undefined) return undefined;
    return {
      message: found.isProgram
        ? 'Runs a program on the database server, as the user that the server runs as: only a superuser or a member of pg_execute_server_program may'
        : 'Names a file on the database server, not beside this one: it must be there on every server, and only a superuser or a member of pg_read_server_files or pg_write_server_files may',
      help: 'Put the rows into the migration, or load them by psql’s \\copy outside of migrations.',
      at: found.at,
    };
  },
});

/** FROM or TO a file or a program, which stand outside the parentheses of a query. */
function fileIn(text: string): { readonly at: Span; readonly isProgram: boolean } | undefined {
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const word = tokenText(text, token).toLowerCase();
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && (word === 'from' || word === 'to')) {
      const next = tokens[index + 1];
      const isProgram = next !== undefined && tokenText(text, next).toLowerCase() === 'program';
      const file = isProgram ? tokens[index + 2] : next;
      return file?.kind === 'string' ? { at: { start: (next ?? file).at.start, end: file.at.end }, isProgram } : undefined;
    }
  }
  return undefined;
}
