import { lex } from './lexer';
import type { Span } from './span';
import type { Statement } from './statement';
import { tokenText, type Token } from './token';

/** What a statement is about, for its icon. */
export type OutlineKind = 'table' | 'view' | 'index' | 'function' | 'trigger' | 'type' | 'schema' | 'policy' | 'rows' | 'other';

/** A statement as one line of an outline. */
export interface OutlineEntry {
  /** `create table orders`, `alter table billing.invoice`, `create index on orders`. */
  readonly title: string;
  readonly kind: OutlineKind;
  /** From the first token to the semicolon, or to the end of its COPY data. */
  readonly at: Span;
  /** The name in the title, or the first word where there is none. */
  readonly nameAt: Span;
}

/** Beyond this many statements nobody looks for a single row. */
const mostLines = 1000;

/**
 * What a text does, a line a statement; in a very long one, what goes on in the same way for some statements is one line:
 * `insert into orders (45,000 times)`. Told by the first words alone, so that an unfinished statement has its line too.
 */
export function outlineOf(statements: readonly Statement[]): readonly OutlineEntry[] {
  if (statements.length <= mostLines) return statements.map(entryOf);
  const runs: { entry: OutlineEntry; beginning: string; times: number }[] = [];
  for (const statement of statements) {
    const run = runs.at(-1);
    if (run !== undefined && goesOn(run, statement)) {
      run.times++;
      run.entry = { ...run.entry, at: { start: run.entry.at.start, end: statement.end } };
      continue;
    }
    const entry = entryOf(statement);
    runs.push({ entry, beginning: statement.text.slice(0, entry.nameAt.end - statement.at.start), times: 1 });
  }
  return runs.map(({ entry, times }) =>
    times === 1 ? entry : { ...entry, title: `${entry.title} (${thousands(times)} times)` },
  );
}

function entryOf(statement: Statement): OutlineEntry {
  const { title, kind, name } = new Title(statement.text).read();
  const by = statement.at.start;
  return { title, kind, at: { start: by, end: statement.end }, nameAt: { start: name.start + by, end: name.end + by } };
}

/** Whether a statement does the same to the rows of the same table, in the very same words. */
function goesOn(
  { entry, beginning }: { readonly entry: OutlineEntry; readonly beginning: string },
  { text }: Statement,
): boolean {
  return entry.kind === 'rows' && text.startsWith(beginning) && !/[\w$."\u0080-\uffff]/.test(text.charAt(beginning.length));
}

function thousands(count: number): string {
  return String(count).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** Words that stand between a verb and what the statement is about without being either. */
const passedBy = new Set(
  'or replace temp temporary unlogged global local unique concurrently if not exists only recursive constraint trusted procedural default'.split(
    ' ',
  ),
);

/** Kinds of object whose names have several words: each word, and those that may follow it. */
const longerKinds: Readonly<Record<string, readonly string[]>> = {
  materialized: ['view'],
  foreign: ['table', 'data'],
  data: ['wrapper'],
  event: ['trigger'],
  access: ['method'],
  user: ['mapping'],
  text: ['search'],
  search: ['configuration', 'dictionary', 'parser', 'template'],
  operator: ['class', 'family'],
  large: ['object'],
  all: ['tables', 'sequences', 'functions', 'procedures', 'routines'],
};

const kinds: Readonly<Record<string, OutlineKind>> = {
  table: 'table',
  'foreign table': 'table',
  view: 'view',
  'materialized view': 'view',
  index: 'index',
  function: 'function',
  procedure: 'function',
  routine: 'function',
  aggregate: 'function',
  trigger: 'trigger',
  'event trigger': 'trigger',
  rule: 'trigger',
  type: 'type',
  domain: 'type',
  schema: 'schema',
  database: 'schema',
  policy: 'policy',
};

/** Objects that belong to a table, which is named after ON. */
const onTable = new Set(['index', 'trigger', 'policy', 'rule']);

/** Statements that name a relation after these words, if they are there. */
const aboutRows: Readonly<Record<string, readonly string[]>> = {
  insert: ['into'],
  update: [],
  delete: ['from'],
  merge: ['into'],
  copy: [],
  truncate: ['table'],
};

/** Only the beginning is read: a statement may be very long. */
const readAtMost = 1000;

class Title {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text.slice(0, readAtMost);
    this.#tokens = lex(this.#text).filter(({ kind }) => kind !== 'comment' && kind !== 'junk');
  }

  read(): { readonly title: string; readonly kind: OutlineKind; readonly name: Span } {
    const first = this.#tokens[0]?.at ?? { start: 0, end: 0 };
    const verb = this.#word();
    this.#next++;
    switch (verb) {
      case 'create':
      case 'alter':
      case 'drop':
      case 'refresh':
      case 'reindex':
      case 'comment':
        return this.#aboutObject(verb, first);
      case 'grant':
      case 'revoke':
        while (this.#next < this.#tokens.length && this.#word() !== 'on') this.#next++;
        return this.#next < this.#tokens.length ? this.#aboutObject(verb, first) : { title: verb, kind: 'other', name: first };
      default:
        break;
    }
    const before = aboutRows[verb];
    if (before !== undefined) {
      this.#skip((word) => passedBy.has(word) || before.includes(word));
      const name = this.#name();
      const title = [verb, ...before.filter((word) => word !== 'table'), name?.text].filter((part) => part !== undefined);
      return { title: title.join(' '), kind: 'rows', name: name?.at ?? first };
    }
    // Two words say enough: `select`, `set role`, `do`, `\connect`.
    const second = verb === 'set' || verb === 'call' || verb === 'lock' ? this.#word() : '';
    return { title: second === '' ? verb : `${verb} ${second}`, kind: 'other', name: first };
  }

  #aboutObject(verb: string, first: Span): ReturnType<Title['read']> {
    const said = verb === 'comment' || verb === 'grant' || verb === 'revoke' ? `${verb} on` : verb;
    this.#skip((word) => passedBy.has(word) || word === 'on');
    // GRANT … ON orders: the word TABLE may be left out.
    const isBare = said.endsWith('on') && verb !== 'comment' && kinds[this.#word()] === undefined && this.#word() !== 'all';
    const what = isBare ? [] : this.#kind();
    this.#skip((word) => passedBy.has(word));
    const kind = what.join(' ');
    const isNamed = what[0] !== 'all' && !(kind === 'index' && this.#word() === 'on');
    const name = isNamed ? this.#name() : undefined;
    const table = onTable.has(kind) && verb !== 'drop' ? this.#tableAfterOn() : undefined;
    const parts = [said, ...what, name?.text, table && `on ${table.text}`].filter((part) => part !== undefined);
    return { title: parts.join(' '), kind: kinds[kind] ?? 'other', name: name?.at ?? table?.at ?? first };
  }

  #kind(): readonly string[] {
    const words = [this.#word()];
    this.#next++;
    while (longerKinds[words.at(-1) ?? '']?.includes(this.#word()) === true) {
      words.push(this.#word());
      this.#next++;
    }
    return words.filter((word) => word !== '');
  }

  #tableAfterOn(): { readonly text: string; readonly at: Span } | undefined {
    while (this.#next < this.#tokens.length && this.#word() !== 'on') this.#next++;
    this.#next++;
    this.#skip((word) => word === 'only' || word === 'table');
    return this.#name();
  }

  #skip(isPassed: (word: string) => boolean): void {
    while (this.#word() !== '' && isPassed(this.#word())) this.#next++;
  }

  /** The word in hand in lower case; empty where there is none. */
  #word(): string {
    const token = this.#tokens[this.#next];
    return token?.kind === 'word' || token?.kind === 'psql' ? this.#textOf(token).toLowerCase() : '';
  }

  /** A name with its schema, as the user wrote it. */
  #name(): { readonly text: string; readonly at: Span } | undefined {
    const first = this.#tokens[this.#next];
    if (first === undefined || !isNamePart(first)) return undefined;
    let last = first;
    this.#next++;
    for (;;) {
      const [dot, part] = [this.#tokens[this.#next], this.#tokens[this.#next + 1]];
      if (dot === undefined || part === undefined || this.#textOf(dot) !== '.' || !isNamePart(part)) break;
      last = part;
      this.#next += 2;
    }
    const at = { start: first.at.start, end: last.at.end };
    return { text: this.#text.slice(at.start, at.end), at };
  }

  #textOf(token: Token): string {
    return tokenText(this.#text, token);
  }
}

function isNamePart({ kind }: Token): boolean {
  return kind === 'word' || kind === 'quoted' || kind === 'placeholder';
}
