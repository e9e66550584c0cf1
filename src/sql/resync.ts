/**
 * Where a statement plainly begins though the one before it never ended. PostgreSQL's parser gives up at the first
 * fault; an editor must not. What is called certain here can stand nowhere inside a statement that PostgreSQL takes.
 */

/** What is known of the statement in hand. */
export interface InHand {
  /** Its first words in lower case. */
  readonly words: readonly string[];
  /** WITH was seen: its queries may write, and so may what follows. */
  readonly sawWith: boolean;
  /** The token before: a short word in lower case, or the first character of a mark or an operator; or empty. */
  readonly previous: string;
  /** Where a column may stand before FROM: in parentheses, or in the list of a SELECT. */
  readonly isInside: boolean;
}

/** Whether the word at `offset` begins its line, blanks aside. */
export function beginsLine(text: string, offset: number): boolean {
  for (let at = offset - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return true;
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}

/** Whether the word at `offset`, which begins a line, certainly begins another statement than the one in hand. */
export function beginsAnother(text: string, offset: number, inHand: InHand): boolean {
  if (mustBeName(inHand)) return false;
  switch (text.charCodeAt(offset) | 32) {
    case 99: // c
      return beginsCreate(text, offset, inHand) || matchAt(commentOn, text, offset) !== null;
    case 97: // a
      return beginsAlter(text, offset);
    case 100: // d
      return beginsDrop(text, offset, inHand) || beginsDelete(text, offset, inHand);
    case 105: // i
    case 117: // u
      return isWrite(text, offset) && noWriteFits(inHand);
    default:
      return false;
  }
}

/** After a dot, and after the AS of INSERT, any keyword is a name: `insert into a as alter table b` copies a table. */
function mustBeName({ words, previous }: InHand): boolean {
  return previous === '.' || (previous === 'as' && words[0] === 'insert');
}

/**
 * The first line within the range, after its first one, that looks like the start of a statement: where an unclosed
 * quote or comment is cut. With `strictly` it must be one that would be odd in a function's body at the line's start.
 */
export function nextStart(text: string, from: number, end: number, strictly: boolean): number | undefined {
  // Cut out, so that the search ends with the range; one that holds a single line is not searched at all.
  const range = text.slice(from, end);
  const line = range.search(/[\r\n]/);
  if (line < 0) return undefined;
  const pattern = strictly ? definition : likely;
  pattern.lastIndex = line;
  const match = pattern.exec(range);
  return match === null ? undefined : from + match.index;
}

/** Whether a line of the text, after its first one, looks like the start of a statement to either search. */
export function lookLikeStarts(text: string): boolean {
  return nextStart(text, 0, text.length, false) !== undefined || nextStart(text, 0, text.length, true) !== undefined;
}

const objects =
  '(?:or\\s+replace|table|index|unique|view|materialized|function|procedure|type|domain|schema|extension|sequence|trigger|temp|temporary|' +
  'unlogged|foreign|event|policy|rule|role|user|database|publication|subscription|aggregate|operator|cast|collation|server|statistics|' +
  'constraint\\s+trigger|recursive|tablespace|access|language)';
const create = new RegExp(`create\\s+${objects}\\b`, 'iy');
const commentOn = /comment\s+on\s+(?:table|column|constraint)\b/iy;
/** What may follow a column with its label: `select drop table from t` names a column `drop` and calls it `table`. */
const afterLabel = 'from|where|group|having|order|limit|offset|fetch|for|union|intersect|except|window|into|on';
const name = '(?:["\\w]|[^\\x00-\\x7f])';
/** The third word: in ALTER TABLE … ALTER type SET …, `type` is a column. */
const alter = new RegExp(
  `alter\\s+(?:table\\s+(?!(?:${afterLabel})\\b)|${objects}\\s+(?!(?:set|drop|add|type|reset|restart|options|${afterLabel})\\b))${name}`,
  'iy',
);
const drop = new RegExp(
  `drop\\s+(?:table\\s+(?!(?:${afterLabel})\\b)|${objects}\\s+(?!(?:cascade|restrict|${afterLabel})\\b))${name}`,
  'iy',
);
/** INSERT INTO t alone may name a column before the INTO of SELECT; FOR UPDATE OF and triggers go on with OF. */
const write =
  /(?:insert\s+into\s+[\w".$]+\s*(?:\(|\b(?:as|default|overriding|select|table|values|with)\b)|delete\s+from\b|update\s+(?!(?:set|of)\b)[\w".$]+\s+set\b)/iy;
const definition = new RegExp(
  `^(?:create\\s+${objects}\\b|alter\\s+(?:table|type|index|function)\\b|drop\\s+(?:table|index|type|view|function|trigger)\\b|comment\\s+on\\b|grant\\b)`,
  'gim',
);
const likely =
  /^(?:(?:create|alter|drop|grant|revoke|select|truncate|refresh|reindex|vacuum)\s+[\w"*]|comment\s+on\b|insert\s+into\b|delete\s+from\b|update\s+[\w".]+\s+set\b|with\s+\w+\s+as\b|set\s+\w+|(?:begin|commit|rollback)\s*;|do\s+\$|copy\s+[\w"])/gim;

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/** CREATE is reserved; it stands elsewhere only in CREATE SCHEMA, and after EXPLAIN. */
function beginsCreate(text: string, offset: number, { words }: InHand): boolean {
  if (words[0] === 'explain' || (words[0] === 'create' && words[1] === 'schema')) return false;
  return matchAt(create, text, offset) !== null;
}

function beginsAlter(text: string, offset: number): boolean {
  return matchAt(alter, text, offset) !== null;
}

/** DROP TABLE is also a clause of ALTER EXTENSION and ALTER PUBLICATION, DROP FUNCTION one of ALTER OPERATOR FAMILY. */
function beginsDrop(text: string, offset: number, { words }: InHand): boolean {
  if (words[0] === 'alter' && (words[1] === 'extension' || words[1] === 'publication' || words[1] === 'operator')) return false;
  return matchAt(drop, text, offset) !== null;
}

function isWrite(text: string, offset: number): boolean {
  return matchAt(write, text, offset) !== null;
}

/** DELETE is not reserved: in `select 1 delete from t` it names a column, and in `trim(both delete from a)` it is one. */
function beginsDelete(text: string, offset: number, inHand: InHand): boolean {
  return !inHand.isInside && !wantsOperand.test(inHand.previous) && isWrite(text, offset) && noWriteFits(inHand);
}

/** What an expression cannot end with, so that a column named DELETE goes on in `update t set a = b and delete from u`. */
const wantsOperand = /^(?:[-+*/<>=~!@#%^&|`?:]|and|or|not|like|ilike|to|escape|between|symmetric|asymmetric|zone|collate|over)$/;

/** Whether INSERT, UPDATE and DELETE cannot go on the statement in hand. */
function noWriteFits({ words, sawWith, previous }: InHand): boolean {
  if (sawWith || previous === '(') return false;
  const [first, second] = words;
  if (first === 'explain' || first === 'prepare' || first === 'copy') return false;
  if (first !== 'create') return true;
  const kind = second === 'or' ? words[3] : second;
  return kind !== 'rule' && kind !== 'function' && kind !== 'procedure' && kind !== 'schema';
}
