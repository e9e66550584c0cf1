import { identifierOf } from '../sql/identifier';
import { lex } from '../sql/lexer';
import { tokenText, type Token } from '../sql/token';
import type { Name, Relation, Schema } from './schema';
import { resolve, type Session } from './session';

/** Names with dots between them: `billing.invoice.total`. Tokens count from 0. */
export interface DottedName {
  /** Folded as the server folds them. */
  readonly parts: readonly string[];
  readonly first: number;
  readonly last: number;
}

/** The names in a statement, told from its words alone, and the relations among them. */
export class StatementNames {
  /** Without comments, and with those of dollar-quoted bodies in their places. */
  readonly tokens: readonly Token[];
  /** Comments and strings, in which no name stands. */
  readonly #silent: readonly Token[];
  readonly #text: string;
  readonly #schema: Schema;
  readonly #session: Session;
  #mentioned: readonly Relation[] | undefined;

  constructor(text: string, schema: Schema, session: Session) {
    this.#text = text;
    const all = tokensOf(text);
    this.tokens = all.filter(({ kind }) => kind !== 'comment');
    this.#silent = all.filter(({ kind }) => kind === 'comment' || kind === 'string');
    this.#schema = schema;
    this.#session = session;
  }

  /** Whether an offset lies within a comment or a string. A comment to the end of its line holds that end. */
  isSilent(offset: number): boolean {
    const isLine = ({ at }: Token): boolean => this.#text.startsWith('--', at.start);
    return this.#silent.some((token) => token.at.start < offset && offset < token.at.end + (isLine(token) ? 1 : 0));
  }

  /** The name that a token is a part of. */
  dotted(nth: number): DottedName {
    let [first, last] = [nth, nth];
    while (this.mark(first - 1) === '.' && this.isName(first - 2)) first -= 2;
    while (this.mark(last + 1) === '.' && this.isName(last + 2)) last += 2;
    const parts: string[] = [];
    for (let i = first; i <= last; i += 2) parts.push(this.name(i));
    return { parts, first, last };
  }

  isName(nth: number): boolean {
    const kind = this.tokens[nth]?.kind;
    return kind === 'word' || kind === 'quoted';
  }

  /** A name as the server folds it. */
  name(nth: number): string {
    const token = this.tokens[nth];
    if (token === undefined) return '';
    return identifierOf(this.#text, token);
  }

  /** A word in lower case; empty where the token is none. */
  word(nth: number): string {
    return this.tokens[nth]?.kind === 'word' ? this.name(nth) : '';
  }

  mark(nth: number): string {
    const token = this.tokens[nth];
    return token?.kind === 'punctuation' ? tokenText(this.#text, token) : '';
  }

  relation(name: Name): Relation | undefined {
    return this.#schema.relations.get(resolve(name, this.#schema, this.#session));
  }

  /** What stands before the dot of a column: an alias, or a relation. */
  qualifier(name: string): Relation | undefined {
    return this.#aliases().get(name) ?? this.relation({ name });
  }

  /** The relations that the statement names, each once. An index stands for its table, whose columns it names. */
  mentioned(): readonly Relation[] {
    return (this.#mentioned ??= this.#findMentioned());
  }

  #findMentioned(): readonly Relation[] {
    const found = new Set<Relation>();
    this.#eachRelation((relation) => found.add(relation));
    return [...found];
  }

  /** What FROM and JOIN call the relations: `orders o` and `orders AS o`. */
  #aliases(): ReadonlyMap<string, Relation> {
    const aliases = new Map<string, Relation>();
    this.#eachRelation((relation, { last }) => {
      const next = this.word(last + 1) === 'as' ? last + 2 : last + 1;
      if (this.isName(next)) aliases.set(this.name(next), relation);
    });
    return aliases;
  }

  #eachRelation(visit: (relation: Relation, dotted: DottedName) => void): void {
    for (let nth = 0; nth < this.tokens.length; nth++) {
      if (!this.isName(nth)) continue;
      const dotted = this.dotted(nth);
      const [one = '', two] = dotted.parts;
      const relation = this.relation(two === undefined ? { name: one } : { schema: one, name: two });
      const table = relation?.kind === 'index' ? this.#schema.relations.get(relation.table) : relation;
      if (table !== undefined && table.kind !== 'sequence') visit(table, dotted);
      nth = dotted.last;
    }
  }
}

function tokensOf(text: string): readonly Token[] {
  return lex(text).flatMap((token) => {
    if (token.kind !== 'dollar') return [token];
    const mark = /^\$[^$]*\$/.exec(tokenText(text, token))?.[0].length ?? 0;
    const body = { start: token.at.start + mark, end: token.unclosed === true ? token.at.end : token.at.end - mark };
    return lex(text, { body });
  });
}
