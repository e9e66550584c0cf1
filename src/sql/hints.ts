import { foreignHint } from './foreign-hints';
import { lookalikeHint } from './lookalike-mends';
import { lookalikes } from './lookalikes';
import { openParens } from './ranges';
import { isWord, tokenText, type Token } from './token';

/** Where the parser stumbled: `index` is the token at fault among the statement's tokens without comments. */
export interface Stumble {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly message: string;
  /** It is in the body of a function or a block. */
  readonly isBody?: boolean;
}

/** What the author probably meant, for the frequent mistakes; absent where there is nothing better than the message. */
export function hintFor(stumble: Stumble): string | undefined {
  for (const hint of hints) {
    const found = hint(stumble);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type Hint = (stumble: Stumble) => string | undefined;

/** What else nothing could be made of: the first character that is not what it seems. */
const seeming: Hint = ({ text, tokens }) => {
  const found = lookalikes(text, tokens)[0];
  return found === undefined ? undefined : lookalikeHint(found);
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
  return openParens(text, tokens) > 0 ? 'A closing parenthesis is missing.' : undefined;
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
  foreignHint,
  trailingComma,
  seeming,
  missingSeparator,
  openParen,
];
