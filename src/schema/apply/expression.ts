import type { Node } from '@pgsql/types';
import { identifierOf } from '../../sql/identifier';
import { lex } from '../../sql/lexer';
import { quoteIdentifier } from '../../sql/quote';
import { tokenText, type Token } from '../../sql/token';
import type { Expression } from '../schema';

/** The text of an expression after a column that it names has got another name, as the server would show it. */
export function textWithColumn(text: string, from: string, to: string): string {
  if (!text.toLowerCase().includes(from.toLowerCase())) return text;
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  let result = '';
  let done = 0;
  for (const [index, token] of tokens.entries()) {
    if (!isColumn(text, from, token, { before: tokens[index - 1], after: tokens[index + 1] })) continue;
    result += text.slice(done, token.at.start) + quoteIdentifier(to);
    done = token.at.end;
  }
  return result + text.slice(done);
}

/** Not a function, a type that is cast to, or the table before a dot. */
function isColumn(
  text: string,
  name: string,
  token: Token,
  { before, after }: { readonly before: Token | undefined; readonly after: Token | undefined },
): boolean {
  if ((token.kind !== 'word' && token.kind !== 'quoted') || identifierOf(text, token) !== name) return false;
  if (before !== undefined && tokenText(text, before) === '::') return false;
  return after === undefined || !['(', '.'].includes(tokenText(text, after));
}

/** The same of an expression with its tree. */
export function withColumn(expression: Expression, from: string, to: string): Expression {
  const text = textWithColumn(expression.text, from, to);
  return text === expression.text ? expression : { text, tree: renamedIn(expression.tree, from, to) as Node };
}

function renamedIn(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamedIn(each, from, to));
  if (typeof value !== 'object' || value === null) return value;
  if ('ColumnRef' in value) return { ColumnRef: withLastName(value.ColumnRef as ColumnRef, from, to) };
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, renamedIn(each, from, to)]));
}

type ColumnRef = Extract<Node, { readonly ColumnRef: unknown }>['ColumnRef'];

function withLastName(reference: ColumnRef, from: string, to: string): ColumnRef {
  const last = reference.fields?.at(-1);
  if (reference.fields === undefined || last === undefined || !('String' in last) || last.String.sval !== from) return reference;
  return { ...reference, fields: [...reference.fields.slice(0, -1), { String: { sval: to } }] };
}
