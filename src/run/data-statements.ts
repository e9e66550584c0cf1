import { lex } from '../sql/lexer';
import { isWord, type Token, tokenText } from '../sql/token';
import type { RunnableStatement } from './script-statements';

/** Statements that make, change or read a schema's objects, and no rows. */
const schemaWords = new Set(
  (
    'alter analyze begin checkpoint close cluster comment commit create deallocate discard drop end grant import listen lock ' +
    'notify reassign reindex release reset revoke rollback savepoint security set show start unlisten vacuum'
  ).split(' '),
);

/**
 * What a script does to rows, statement by statement, in one spelling: of that, the schema which it leaves behind tells
 * nothing. Besides what writes rows or calls functions, these are what drops rows together with their table or column,
 * what computes them, and what fills them with a default that the same script changes again.
 */
export function dataStatements(statements: Iterable<RunnableStatement>): readonly string[] {
  const all = Array.from(statements, ({ text, data = '' }) => ({
    text,
    data,
    tokens: lex(text).filter(({ kind }) => kind !== 'comment'),
  }));
  const changesDefaults = all.some(
    ({ text, tokens }) => has(text, tokens, 'set', 'default') || has(text, tokens, 'drop', 'default'),
  );
  return all.flatMap(({ text, data, tokens }) => {
    const [first] = tokens;
    if (first === undefined) return [];
    const isSchemas = schemaWords.has(tokenText(text, first).toLowerCase());
    if (isSchemas && !touchesRows(text, tokens, changesDefaults)) return [];
    return [`${spelled(text, tokens, isSchemas)}${data}`];
  });
}

function touchesRows(text: string, tokens: readonly Token[], changesDefaults: boolean): boolean {
  const is = (index: number, ...words: readonly string[]): boolean => words.some((word) => isWord(text, tokens[index], word));
  const isDropping = tokens.some(
    (_, index) => is(index, 'drop') && is(index + 1, 'table', 'column', 'schema', 'owned', 'type', 'extension'),
  );
  if (is(0, 'drop')) return isDropping;
  if (is(0, 'create')) {
    const table = tokens.findIndex((_, index) => is(index, 'table'));
    // What stands in parentheses is a column or a constraint of a table that is made without rows.
    return table > 0 && table < 4 && outside(text, tokens).some((token) => isWord(text, token, 'as'));
  }
  if (!is(0, 'alter')) return false;
  const computes = tokens.some((_, index) => is(index, 'using') && !is(index + 1, 'index') && !is(index - 1, 'exclude'));
  // DROP without a word for what is dropped means a column, too.
  const others = ['constraint', 'default', 'not', 'expression', 'identity', 'attribute', 'value', 'mapping', 'if', 'table'];
  const dropsColumn = is(1, 'table') && tokens.some((_, index) => is(index, 'drop') && !is(index + 1, ...others));
  const dropsIfThere = is(1, 'table') && tokens.some((_, index) => is(index, 'drop') && is(index + 1, 'if'));
  const fills = changesDefaults && has(text, tokens, 'default') && tokens.some((_, index) => is(index, 'add'));
  return isDropping || computes || dropsColumn || dropsIfThere || fills;
}

/** Tokens outside of all parentheses. */
function outside(text: string, tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  return tokens.filter((token) => {
    const what = tokenText(text, token);
    if (what === '(') depth += 1;
    if (what === ')') depth -= 1;
    return depth === 0;
  });
}

function has(text: string, tokens: readonly Token[], ...words: readonly string[]): boolean {
  return tokens.some((_, index) => words.every((word, nth) => isWord(text, tokens[index + nth], word)));
}

/** A statement without comments and blanks; of what only makes sure that it can be carried out, nothing is kept either. */
function spelled(text: string, tokens: readonly Token[], isSchemas: boolean): string {
  const words = tokens.map((token) => (token.kind === 'word' ? tokenText(text, token).toLowerCase() : tokenText(text, token)));
  const said = words.filter((word, index) => {
    if (word === ';') return false;
    if (!isSchemas) return true;
    const isGuard = word === 'if' || (word === 'exists' && /^(if|not)$/.test(words[index - 1] ?? ''));
    const isNot = word === 'not' && words[index - 1] === 'if';
    return !(isGuard || isNot || word === 'cascade' || word === 'restrict' || word === 'column');
  });
  return said.join(' ');
}
