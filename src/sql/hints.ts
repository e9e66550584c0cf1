import { isWord, tokenText, type Token } from './token';

/** Where the parser stumbled: `index` is the token at fault among the statement's tokens without comments. */
export interface Stumble {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly message: string;
}

/** What the author probably meant, for the frequent mistakes; absent where there is nothing better than the message. */
export function hintFor(stumble: Stumble): string | undefined {
  for (const hint of hints) {
    const found = hint(stumble);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Hint = (stumble: Stumble) => string | undefined;

const invisible: Hint = ({ text, tokens }) => {
  for (const token of tokens) {
    if (token.kind !== 'word' && token.kind !== 'junk') continue;
    const found = /[\u00a0\u200b-\u200d\u2060\ufeff\u2000-\u200a\u202f\u3000]/.exec(tokenText(text, token));
    if (found) return `There is an invisible character (${codePoint(found[0])}) here, where a plain space is meant.`;
  }
  return undefined;
};

const curlyQuotes: Hint = ({ text, tokens }) => {
  for (const token of tokens) {
    if (token.kind !== 'word') continue;
    const found = /[\u2018\u2019\u201c\u201d\u00ab\u00bb]/.exec(tokenText(text, token));
    if (found) return `${found[0]} is a typographic quote: strings take ' and identifiers take ".`;
  }
  return undefined;
};

const notExist: Hint = ({ text, tokens, index }) => {
  const wrong = (at: number, word: string) => isWord(text, tokens[at], word);
  for (const at of [index, index - 1]) {
    if (wrong(at, 'exist')) return 'The word is EXISTS.';
    if (wrong(at, 'not') && wrong(at - 1, 'if') && wrong(at + 1, 'exist')) return 'The words are IF NOT EXISTS.';
  }
  return undefined;
};

const kinds: ReadonlySet<string> = new Set(
  'column constraint database domain extension function index policy role schema sequence table trigger type view'.split(' '),
);

/** `DROP IF EXISTS COLUMN a`: IF EXISTS stands behind what it is about. */
const misplacedIf: Hint = ({ text, tokens, index }) => {
  const at = [index - 1, index + 1, index + 2].find((each) => isWord(text, tokens[each], 'exists'));
  const word = at === undefined ? undefined : tokens[at + 1];
  if (at === undefined || word === undefined || !kinds.has(tokenText(text, word).toLowerCase())) return undefined;
  const isNot = isWord(text, tokens[at - 1], 'not');
  if (!isWord(text, tokens[at - (isNot ? 2 : 1)], 'if')) return undefined;
  return `${isNot ? 'IF NOT EXISTS' : 'IF EXISTS'} stands after ${tokenText(text, word).toUpperCase()}.`;
};

const backticks: Hint = ({ text, tokens }) =>
  tokens.some((token) => token.kind === 'operator' && tokenText(text, token).includes('`'))
    ? 'Backticks are MySQL’s: PostgreSQL quotes identifiers with ".'
    : undefined;

const foreign: ReadonlyMap<string, string> = new Map([
  ['auto_increment', 'AUTO_INCREMENT is MySQL’s: use GENERATED ALWAYS AS IDENTITY.'],
  ['autoincrement', 'AUTOINCREMENT is SQLite’s: use GENERATED ALWAYS AS IDENTITY.'],
  ['identity', 'IDENTITY(…) is SQL Server’s: use GENERATED ALWAYS AS IDENTITY.'],
  ['engine', 'ENGINE is MySQL’s: leave it out.'],
  ['unsigned', 'UNSIGNED is MySQL’s: take a wider type, or add a CHECK.'],
  ['modify', 'MODIFY is MySQL’s: use ALTER COLUMN … TYPE.'],
  ['change', 'CHANGE is MySQL’s: use RENAME COLUMN … TO and ALTER COLUMN … TYPE.'],
  ['charset', 'CHARSET is MySQL’s: the database has one encoding.'],
  ['go', 'GO is SQL Server’s: end statements with a semicolon.'],
]);

const foreignWords: Hint = ({ text, tokens, index }) => {
  for (const at of [index, index - 1]) {
    const token = tokens[at];
    const hint = token?.kind === 'word' ? foreign.get(tokenText(text, token).toLowerCase()) : undefined;
    if (hint !== undefined) return hint;
  }
  return undefined;
};

const unclosed: Hint = ({ message }) => {
  if (message.startsWith('unterminated quoted string')) return "The closing ' is missing.";
  if (message.startsWith('unterminated quoted identifier')) return 'The closing " is missing.';
  if (message.startsWith('unterminated dollar-quoted string')) return 'The closing dollar quote is missing.';
  if (message.startsWith('unterminated /* comment')) return 'The closing */ is missing.';
  return undefined;
};

const trailingComma: Hint = ({ text, tokens, index }) => {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined || before === undefined) return undefined;
  return tokenText(text, before) === ',' && tokenText(text, token) === ')'
    ? 'There is a comma too many before the parenthesis.'
    : undefined;
};

const openParen: Hint = ({ text, tokens, message }) => {
  if (!message.endsWith('at end of input')) return undefined;
  let depth = 0;
  for (const token of tokens) {
    if (token.kind !== 'punctuation') continue;
    const mark = tokenText(text, token);
    if (mark === '(') depth++;
    else if (mark === ')') depth--;
  }
  return depth > 0 ? 'A closing parenthesis is missing.' : undefined;
};

const statementWords: ReadonlySet<string> = new Set(
  'create alter drop insert update delete select grant revoke truncate comment begin commit with do set'.split(' '),
);

/** A new line begins where the last one should have ended in a comma or semicolon. */
const missingSeparator: Hint = ({ text, tokens, index }) => {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined || before === undefined || token.kind !== 'word') return undefined;
  if (!/[\r\n]/.test(text.slice(before.at.end, token.at.start))) return undefined;
  const word = tokenText(text, token).toLowerCase();
  if (statementWords.has(word)) return `A semicolon is missing before ${word.toUpperCase()}.`;
  const last = tokenText(text, before);
  return last === ',' || last === '(' ? undefined : `A comma or semicolon may be missing before ${tokenText(text, token)}.`;
};

const hints: readonly Hint[] = [
  unclosed,
  notExist,
  misplacedIf,
  backticks,
  foreignWords,
  trailingComma,
  invisible,
  curlyQuotes,
  missingSeparator,
  openParen,
];

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
