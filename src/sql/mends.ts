import { distance } from './distance';
import type { Stumble } from './hints';
import { commentDash, isCurly, lookalike } from './lookalike-mends';
import type { Guess, Mend, TextEdit } from './mend';
import { openParens } from './ranges';
import { beginsLine } from './resync';
import { isWord, tokenText, type Token } from './token';

/** What is often wrong and can be mended in one way only; guesses of one group exclude each other. */
export const guesses: readonly (readonly Guess[])[] = [
  [lookalike('Replace invisible characters', ({ kind }) => kind === 'blank' || kind === 'nothing')],
  [lookalike('Replace typographic quotes', isCurly)],
  [lookalike('Replace full-width marks', ({ kind }) => kind === 'mark')],
  [
    lookalike(
      'Replace characters that only look like SQL',
      (each) => each.kind !== 'dash' && (each.kind !== 'quote' || isCurly(each)),
    ),
  ],
  [commentDash, lookalike('Replace dashes by minus signs', ({ kind }) => kind === 'dash')],
  [commentHash],
  [exists],
  [backticks],
  [trailingComma],
  [missingComma, missingSemicolon],
  [reservedName],
  [markedNotValid],
];

function commentHash({ text, tokens }: Stumble): readonly Mend[] {
  const edits = tokens.flatMap((token): readonly TextEdit[] => {
    const isHash = token.kind === 'operator' && text[token.at.start] === '#' && beginsLine(text, token.at.start);
    return isHash ? [{ at: { start: token.at.start, end: token.at.start + 1 }, text: '--' }] : [];
  });
  return edits.length === 0
    ? []
    : [{ title: 'Begin comments with --', hint: 'A comment begins with --: # is an operator.', edits }];
}

function exists({ text, tokens, index }: Stumble): readonly Mend[] {
  const token = [index, index - 1, index + 1].map((at) => tokens[at]).find((each) => isMisspelt(text, each));
  if (token === undefined) return [];
  const word = tokenText(text, token) === tokenText(text, token).toUpperCase() ? 'EXISTS' : 'exists';
  return [{ title: `Write ${word}`, hint: 'The word is EXISTS.', edits: [{ at: token.at, text: word }] }];
}

function isMisspelt(text: string, token: Token | undefined): boolean {
  return ['exist', 'exits', 'exsist', 'exsits'].some((word) => isWord(text, token, word));
}

function backticks({ text, tokens }: Stumble): readonly Mend[] {
  const edits = tokens.flatMap((token): readonly TextEdit[] => {
    if (token.kind !== 'operator') return [];
    const found = [...tokenText(text, token).matchAll(/`/g)].map(({ index }) => token.at.start + index);
    return found.map((start) => ({ at: { start, end: start + 1 }, text: '"' }));
  });
  const hint = 'Backticks are MySQL’s: PostgreSQL quotes identifiers with ".';
  return edits.length === 0 ? [] : [{ title: 'Replace backticks by double quotes', hint, edits }];
}

/** A comma before what cannot follow one: a parenthesis, another comma, the next clause, or nothing. */
function trailingComma({ text, tokens, index, message }: Stumble): readonly Mend[] {
  const comma = tokens[message.endsWith('at end of input') ? index : index - 1];
  if (comma === undefined || tokenText(text, comma) !== ',') return [];
  const next = tokens[index];
  const isParen = next !== undefined && tokenText(text, next) === ')';
  const hint = `There is a comma too many${isParen ? ' before the parenthesis' : ''}.`;
  return [{ title: 'Remove trailing commas', hint, edits: [{ at: comma.at, text: '' }] }];
}

/** Between columns, rows and clauses. */
function missingComma(stumble: Stumble): readonly Mend[] {
  const { text, tokens, index } = stumble;
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (token === undefined || before === undefined || !isElement(stumble, before, token)) return [];
  const hint = `A comma is missing before ${tokenText(text, token)}.`;
  return [{ title: 'Insert missing commas', hint, edits: [insertion(before, ',')] }];
}

function isElement({ text, tokens, index }: Stumble, before: Token, token: Token): boolean {
  const start = headOf(text, tokens, index);
  const depth = openParens(text, tokens.slice(start, index));
  const first = tokens[start];
  const isTable = [1, 2, 3].some((by) => isWord(text, tokens[start + by], 'table'));
  const startsLine = beginsLine(text, token.at.start);
  const word = tokenText(text, token);
  if (isWord(text, first, 'create') && isTable) {
    if (depth !== 1 || !isName(token)) return false;
    const type = tokens[index + 1];
    return (type !== undefined && types.has(tokenText(text, type).toLowerCase())) || (startsLine && !isNearKeyword(word));
  }
  if (isWord(text, first, 'alter') && isTable) return startsLine && depth === 0 && clauses.has(word.toLowerCase());
  return isWord(text, first, 'insert') && depth === 0 && word === '(' && tokenText(text, before) === ')';
}

const clauses: ReadonlySet<string> = new Set('add alter drop validate enable disable set reset attach detach owner'.split(' '));

/** Behind a word, they show that it is a column. */
const types: ReadonlySet<string> = new Set(
  (
    'bigint bigserial bool boolean bytea char character date decimal double inet int integer interval json jsonb numeric real ' +
    'serial smallint text time timestamp timestamptz uuid varchar'
  ).split(' '),
);

function isName({ kind }: Token): boolean {
  return kind === 'word' || kind === 'quoted';
}

/** A misspelt REFERENCES in a line of its own reads like a column of that name. */
function isNearKeyword(word: string): boolean {
  return longKeywords.some((keyword) => distance(word.toLowerCase(), keyword) <= 2);
}

const longKeywords = ['references', 'primary', 'unique', 'check', 'default', 'constraint', 'generated', 'collate', 'foreign'];

const statementWords: ReadonlySet<string> = new Set(
  'create alter drop insert update delete select grant revoke truncate comment begin commit with do set'.split(' '),
);

const blockWords: ReadonlySet<string> = new Set([
  ...statementWords,
  ...'assert call case close else elsif end execute exit fetch for foreach get if loop merge open perform raise return when while'.split(
    ' ',
  ),
]);

/** So many lines are tried: each is parsed once more. */
const mostLines = 12;

/**
 * In SQL before a word that begins statements. In PL/pgSQL, whose messages name no place, before any line of the statement
 * that begins as another could.
 */
function missingSemicolon({ text, tokens, index, isBody }: Stumble): readonly Mend[] {
  const first = isBody === true ? headOf(text, tokens, index) + 1 : index;
  const mends: Mend[] = [];
  for (let at = first; at < tokens.length; at++) {
    const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
    if (token === undefined || (at > index && (isBody !== true || tokenText(text, token) === ';'))) break;
    if (before === undefined || token.kind !== 'word' || !beginsLine(text, token.at.start)) continue;
    const word = tokenText(text, token);
    const isAssignment = isBody === true && next !== undefined && tokenText(text, next) === ':=';
    if (!isAssignment && !(isBody === true ? blockWords : statementWords).has(word.toLowerCase())) continue;
    const hint = `A semicolon is missing before ${word.toUpperCase()}.`;
    mends.push({ title: 'Insert the missing semicolon', hint, edits: [insertion(before, ';')] });
  }
  return mends.length > mostLines ? [] : mends;
}

/** A word that is reserved, and that tables and columns are often called, where only a name can stand. */
function reservedName({ text, tokens, index }: Stumble): readonly Mend[] {
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (before === undefined || token?.kind !== 'word') return [];
  const word = tokenText(text, token).toLowerCase();
  if (!likelyNames.has(word) || !namedAfter.has(tokenText(text, before).toLowerCase())) return [];
  const hint = `${word.toUpperCase()} is a reserved word: as a name it stands in double quotes.`;
  return [{ title: `Write "${word}"`, hint, edits: [{ at: token.at, text: `"${word}"` }] }];
}

const namedAfter: ReadonlySet<string> = new Set(['table', 'column', 'exists', 'into', 'update', 'from', '(', ',', '.']);
const likelyNames: ReadonlySet<string> = new Set(
  'all analyze array asc binary check column default desc end grant group limit offset only order primary references table unique user when window'.split(
    ' ',
  ),
);

/** NOT VALID is for what checks rows one by one; an index holds all of them or none. */
function markedNotValid({ text, tokens, index, message }: Stumble): readonly Mend[] {
  const kind = /^(UNIQUE|PRIMARY KEY|EXCLUDE) constraints cannot be marked NOT VALID$/.exec(message)?.[1];
  if (kind === undefined) return [];
  const at = tokens.findIndex((token, i) => i >= index && isWord(text, token, 'not') && isWord(text, tokens[i + 1], 'valid'));
  const [before, last] = [tokens[at - 1], tokens[at + 1]];
  if (before === undefined || last === undefined) return [];
  const hint =
    kind === 'EXCLUDE'
      ? 'An index holds all rows or none: EXCLUDE has no light form.'
      : 'An index holds all rows or none: build it with CONCURRENTLY first, and add the constraint USING INDEX.';
  return [{ title: 'Remove NOT VALID', hint, edits: [{ at: { start: before.at.end, end: last.at.end }, text: '' }] }];
}

function insertion({ at }: Token, text: string): TextEdit {
  return { at: { start: at.end, end: at.end }, text };
}

/** The index of the token that begins the statement which token `index` stands in; in a block, not before its keyword. */
function headOf(text: string, tokens: readonly Token[], index: number): number {
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token !== undefined && openers.has(tokenText(text, token).toLowerCase())) return at + 1;
  }
  return 0;
}

const openers: ReadonlySet<string> = new Set([';', 'begin', 'then', 'else', 'loop', 'declare']);
