import { lex } from '../../../sql/lexer';
import type { Span } from '../../../sql/span';
import { isWord } from '../../../sql/token';
import { changeRule } from '../../rule';

/** https://www.postgresql.org/docs/current/subxacts.html: each session shares 64 of them, and the rest is looked up. */
export const savepointInMigration = changeRule({
  id: 'savepoint-in-migration',
  title: 'Subtransactions in a migration',
  category: 'transaction',
  severity: 'information',
  preset: 'strict',
  also: ['migrationpilot:MP076'],
  on: ['transaction', 'write', 'read', 'do'],
  once: true,
  concerns: (change) =>
    change.kind === 'transaction' ? change.what === 'savepoint' : change.inBlock !== undefined || change.kind === 'do',
  check(change, { statement: { text } }) {
    const at = change.kind === 'transaction' ? change.at : handlerInLoop(text);
    if (at === undefined) return undefined;
    const each = change.kind === 'transaction' ? 'What follows a savepoint' : 'Each round of the loop';
    return {
      message: `${each} is a subtransaction with a transaction ID of its own once it writes, and more than 64 in one transaction slow down every query here and on replicas until it ends`,
      help:
        change.kind === 'transaction'
          ? 'Put what may be undone by itself into a migration of its own.'
          : 'Keep what would fail out by a condition, such as ON CONFLICT or WHERE, instead of catching the error.',
      at,
    };
  },
});

/** EXCEPTION of a block that a loop runs each time round. */
function handlerInLoop(text: string): Span | undefined {
  const body = lex(text).find(({ kind }) => kind === 'dollar')?.at;
  if (body === undefined) return undefined;
  const tag = text.indexOf('$', body.start + 1) + 1 - body.start;
  const tokens = lex(text, { body: { start: body.start + tag, end: body.end - tag } }).filter(({ kind }) => kind !== 'comment');
  let loops = 0;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (isWord(text, token, 'loop')) loops += isWord(text, before, 'end') ? -1 : 1;
    else if (loops > 0 && isWord(text, token, 'exception') && !isWord(text, before, 'raise')) return token.at;
  }
  return undefined;
}
