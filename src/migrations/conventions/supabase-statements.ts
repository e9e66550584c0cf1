import { lex } from '../../sql/lexer';

/**
 * Cuts a file as the Supabase CLI does (3.1), for the statements that it keeps beside each version. Its cutter is not that
 * of PostgreSQL: comments stay with the statement behind them, within parentheses no semicolon counts, and all of them
 * close at the first one that closes.
 */
export function supabaseStatements(text: string): readonly string[] {
  const statements: string[] = [];
  let start = 0;
  let state: State = ready;
  for (let at = 0; at < text.length; at += 1) {
    const next = state(text.charAt(at), { text, start, end: at + 1 });
    if (next === 'cut') {
      statements.push(text.slice(start, at + 1));
      start = at + 1;
    }
    state = next === 'cut' ? ready : next;
  }
  statements.push(text.slice(start));
  return statements.map((statement) => statement.replace(/;+$/, '').trim()).filter((statement) => statement !== '');
}

/** What of the text has been taken into the statement, the character in hand included. */
interface Taken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What is open, as what the next character makes of it. */
type State = (character: string, taken: Taken) => State | 'cut';

const ready: State = (character, taken) => {
  switch (character) {
    case '$':
      return isInWord(taken, taken.end - 1) ? ready : tag(taken.end - 1);
    case "'":
      return quote(character, endsInWord({ ...taken, end: taken.end - 1 }, 'e'));
    case '"':
      return quote(character, false);
    case '-':
      return dash;
    case '/':
      return block(0);
    case '\\':
      return escaped;
    case ';':
      return 'cut';
    case '(':
      return parentheses(ready);
    case 'c':
    case 'C':
      return beginsAtomic(taken) ? atomic(ready, taken.end) : ready;
    default:
      return ready;
  }
};

const escaped: State = () => ready;

const dash: State = (character, taken) => (character === '-' ? comment : ready(character, taken));

const comment: State = (character) => (isLineEnd(character) ? ready : comment);

/** After `$`: a tag of a dollar quote, if it is closed by another. */
function tag(start: number): State {
  const state: State = (character, taken) => {
    if (character === '$') return until(taken.text.slice(start, taken.end));
    return isOfWord(character) ? state : ready(character, taken);
  };
  return state;
}

/** Up to a mark, whatever stands before it. */
function until(mark: string): State {
  const state: State = (_, taken) => (endsWith(taken, mark) ? ready : state);
  return state;
}

function quote(mark: string, takesBackslashes: boolean): State {
  const open: State = (character) => {
    if (takesBackslashes && character === '\\') return skipped;
    return character === mark ? closed : open;
  };
  const skipped: State = () => open;
  const closed: State = (character, taken) => {
    if (character === mark) return open;
    return takesBackslashes ? continued(false, 0)(character, taken) : ready(character, taken);
  };
  return open;
}

/** Behind a string that takes backslashes: one that begins on another line goes on with it. */
function continued(isOnNewLine: boolean, dashes: number): State {
  return (character, taken) => {
    if (dashes === 2) return isLineEnd(character) ? continued(true, 0) : continued(isOnNewLine, 2);
    if (character === '-') return continued(isOnNewLine, dashes + 1);
    if (dashes === 0 && /[ \t\n\r\f\v]/.test(character)) return continued(isOnNewLine || isLineEnd(character), 0);
    if (dashes === 0 && isOnNewLine && character === "'") return quote(character, true);
    return ready(character, taken);
  };
}

/** A mark of a comment is two characters, which it shares with no other mark. */
function block(depth: number, isAfterMark = false): State {
  return (character, taken) => {
    const change = isAfterMark ? 0 : endsWith(taken, '/*') ? 1 : endsWith(taken, '*/') ? -1 : 0;
    if (depth === 0 && change === 0) return ready(character, taken);
    return depth + change === 0 ? ready : block(depth + change, change !== 0);
  };
}

/** Where no semicolon counts until what closes, outside of quotes and comments. */
function parentheses(inner: State): State {
  return (character, taken) => {
    const next = inner(character, taken);
    if (next === 'cut') return parentheses(ready);
    return next === ready && character === ')' ? ready : parentheses(next);
  };
}

/** From BEGIN ATOMIC to the END with which a statement would begin. */
function atomic(inner: State, begun: number, hasContent = false): State {
  return (character, taken) => {
    const next = inner(character, taken);
    if (next === 'cut') return atomic(ready, taken.end);
    if (next !== ready || hasContent || !endsInWord(taken, 'end')) return atomic(next, begun, hasContent);
    const isFirst = lex(taken.text.slice(begun, taken.end - 3)).every(({ kind }) => kind === 'comment');
    return isFirst ? ended(begun) : atomic(ready, begun, true);
  };
}

function ended(begun: number): State {
  return (character, taken) => (isOfWord(character) ? atomic(ready, begun) : ready)(character, taken);
}

function endsWith({ text, start, end }: Taken, mark: string): boolean {
  return end - mark.length >= start && text.slice(end - mark.length, end).toLowerCase() === mark;
}

/** Whether it ends in the word, and not in one that the word is the end of. */
function endsInWord(taken: Taken, word: string): boolean {
  return endsWith(taken, word) && !isInWord(taken, taken.end - word.length);
}

/** Whether a word goes on at a place. */
function isInWord({ text, start }: Taken, at: number): boolean {
  return at > start && isOfWord(text.charAt(at - 1));
}

function isOfWord(character: string): boolean {
  return /[A-Za-z0-9_$\u0080-\uFFFF]/.test(character);
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r';
}

function beginsAtomic(taken: Taken): boolean {
  if (!endsInWord(taken, 'atomic')) return false;
  const { length } = /[ \t\n\r\f\v]*$/.exec(taken.text.slice(taken.start, taken.end - 'atomic'.length))?.[0] ?? '';
  return endsInWord({ ...taken, end: taken.end - 'atomic'.length - length }, 'begin');
}
