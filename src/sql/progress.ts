import { LEFT_PAREN, RIGHT_PAREN } from './characters';
import type { Token } from './token';
import type { InHand } from './resync';

/** What has been seen of the statement in hand while a text is split; changed token by token. */
export interface Progress {
  /** Of its first token; -1 before that. */
  start: number;
  /** The end of its last token. */
  last: number;
  /** Tokens so far. */
  count: number;
  /** Its first words in lower case, enough to tell its kind. */
  readonly words: string[];
  parens: number;
  /** Within BEGIN ATOMIC … END. */
  atomic: boolean;
  sawWith: boolean;
  /** The token before, where it matters: a short word in lower case, or the first character of a mark or an operator. */
  previous: string;
  isCopyFromStdin: boolean;
  /** The parentheses around each list of SELECT whose FROM may still come, the innermost last. */
  readonly lists: number[];
}

export function newProgress(): Progress {
  return {
    start: -1,
    last: -1,
    count: 0,
    words: [],
    parens: 0,
    atomic: false,
    sawWith: false,
    previous: '',
    isCopyFromStdin: false,
    lists: [],
  };
}

/** `isOpen` where it is known that something was left open, so that parentheses prove nothing. */
export function inHand({ words, parens, sawWith, previous, lists }: Progress, isOpen: boolean): InHand {
  return { words, sawWith, previous, isInside: (parens > 0 && !isOpen) || lists.at(-1) === parens };
}

/** Goes on by one token. */
export function take(text: string, progress: Progress, token: Token): void {
  if (progress.start < 0) progress.start = token.at.start;
  progress.last = token.at.end;
  progress.count++;
  if (token.kind === 'punctuation') {
    takeMark(progress, text.charCodeAt(token.at.start));
  } else if (token.kind === 'operator') {
    progress.previous = text.charAt(token.at.start);
  } else if (token.kind === 'word' && token.at.end - token.at.start <= longestWord) {
    takeWord(progress, text.slice(token.at.start, token.at.end).toLowerCase());
  } else {
    progress.previous = '';
  }
}

/** No keyword that matters is longer. */
const longestWord = 12;

function takeMark(progress: Progress, code: number): void {
  if (code === LEFT_PAREN) progress.parens++;
  else if (code === RIGHT_PAREN && progress.parens > 0) leaveParens(progress);
  progress.previous = String.fromCharCode(code);
}

function leaveParens(progress: Progress): void {
  const { lists } = progress;
  if (lists.at(-1) === progress.parens) lists.pop();
  progress.parens--;
}

function takeWord(progress: Progress, word: string): void {
  const { words, previous, lists, parens } = progress;
  if (words.length < 5 && progress.count === words.length + 1) words.push(word);
  if (word === 'with') progress.sawWith = true;
  else if (word === 'select' && lists.at(-1) !== parens) lists.push(parens);
  // IS DISTINCT FROM is an operator.
  else if (word === 'from' && previous !== 'distinct' && lists.at(-1) === parens) lists.pop();
  if (parens === 0) {
    if (word === 'atomic' && previous === 'begin' && isCreate(words, ['function', 'procedure'])) progress.atomic = true;
    // The list of statements within is empty or ends with a semicolon, so this END closes it and no CASE.
    else if (word === 'end' && progress.atomic && (previous === ';' || previous === 'atomic')) progress.atomic = false;
    else if (word === 'stdin' && previous === 'from' && words[0] === 'copy') progress.isCopyFromStdin = true;
  }
  progress.previous = word;
}

/** Whether a semicolon ends the statement: only BEGIN ATOMIC and the parentheses of CREATE RULE hold some. */
export function endsAtSemicolon({ atomic, parens, words }: Progress): boolean {
  return !atomic && (parens === 0 || !isCreate(words, ['rule']));
}

function isCreate(words: readonly string[], kinds: readonly string[]): boolean {
  if (words[0] !== 'create') return false;
  const kind = words[1] === 'or' && words[2] === 'replace' ? words[3] : words[1];
  return kind !== undefined && kinds.includes(kind);
}
