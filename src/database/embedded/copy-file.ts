import { lex } from '../../sql/lexer';
import { isWord } from '../../sql/token';
import type { Connection, Result } from '../connection';

/** In the server's memory. With its quotes it is as long as `stdin`, so that every position in the statement stays. */
const file = '/in';

/**
 * Executes a statement, COPY data included. This server cannot wait for data in the middle of a statement, so they go
 * by a file: a large object made and exported, then removed, in whatever transaction is open.
 */
export async function executeWithFile(connection: Connection, text: string, data: string | undefined): Promise<Result> {
  if (data === undefined) return connection.execute(text);
  const { rows } = await connection.query({ text: 'SELECT lo_from_bytea(0, $1) AS oid', values: [Buffer.from(data)] });
  const oid = rows[0]?.['oid'];
  await connection.query({ text: 'SELECT lo_export($1, $2), lo_unlink($1)', values: [oid, file] });
  return connection.execute(fromFile(text));
}

/** `COPY … FROM stdin` as `COPY … FROM '/in'`. */
function fromFile(text: string): string {
  const tokens = lex(text).filter((token) => token.kind !== 'comment');
  const stdin = tokens.find((token, i) => isWord(text, token, 'stdin') && isWord(text, tokens[i - 1], 'from'));
  if (stdin === undefined) return text;
  return `${text.slice(0, stdin.at.start)}'${file}'${text.slice(stdin.at.end)}`;
}
