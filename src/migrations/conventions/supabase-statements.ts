/**
 * Cuts a file as the Supabase CLI does, for the statements that it keeps beside each version. Its cutter is not that of
 * PostgreSQL: comments stay with the statement behind them, within parentheses no semicolon counts, all of them close
 * at the first one that closes, and any word that ends in `end` ends BEGIN ATOMIC.
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
  return statements.map((statement) => trim(statement.replace(/;+$/, ''))).filter((statement) => statement !== '');
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
      return tag(taken.end - 1);
    case "'":
    case '"':
      return quote(character);
    case '-':
      return dash;
    case '/':
      return block(0);
    case '\\':
      return escaped;
    case ';':
      return 'cut';
    case '(':
      return within(ready, ')');
    case 'c':
    case 'C':
      return beginsAtomic(taken) ? within(ready, 'end') : ready;
    default:
      return ready;
  }
};

const escaped: State = () => ready;

const dash: State = (character, taken) => (character === '-' ? until('\n') : ready(character, taken));

/** Up to a mark, whatever stands before it. */
function until(mark: string): State {
  const state: State = (_, taken) => (endsWith(taken, mark) ? ready : state);
  return state;
}

/** After `$`: a tag of a dollar quote, if it is closed by another. */
function tag(start: number): State {
  const state: State = (character, taken) => {
    if (character === '$') return until(taken.text.slice(start, taken.end));
    return /\w/.test(character) ? state : ready(character, taken);
  };
  return state;
}

function quote(mark: string): State {
  const open: State = (character) => (character === mark ? closed : open);
  const closed: State = (character, taken) => (character === mark ? open : ready(character, taken));
  return open;
}

function block(depth: number): State {
  const self: State = (character, taken) => {
    if (endsWith(taken, '/*')) return block(depth + 1);
    if (depth === 0) return ready(character, taken);
    if (!endsWith(taken, '*/')) return self;
    return depth === 1 ? ready : block(depth - 1);
  };
  return self;
}

/** Where no semicolon counts until a mark in either case, outside of quotes and comments. */
function within(inner: State, mark: string): State {
  const self: State = (character, taken) => {
    const next = inner(character, taken);
    const state = next === 'cut' ? inner : next;
    if (state === ready && endsWith(taken, mark)) return ready;
    return state === inner ? self : within(state, mark);
  };
  return self;
}

function endsWith({ text, start, end }: Taken, mark: string): boolean {
  return end - mark.length >= start && text.slice(end - mark.length, end).toLowerCase() === mark.toLowerCase();
}

function beginsAtomic({ text, start, end }: Taken): boolean {
  return /(?:^|[^\p{L}\p{Nd}_$])begin\s+atomic$/iu.test(text.slice(Math.max(start, end - 200), end));
}

/** White space as Go knows it, which unlike JavaScript's has no byte order mark. */
function trim(text: string): string {
  return text.replace(/^(?:(?!\uFEFF)\s|\u0085)+|(?:(?!\uFEFF)\s|\u0085)+$/g, '');
}
