import { lex } from '../sql/lexer';
import type { Span } from '../sql/span';
import { tokenText, type Token } from '../sql/token';
import { keyOf } from './names';
import type { Column, FunctionObject, Relation, Schema, Table, TypeObject } from './schema';
import { resolve, type Session } from './session';

/** An object that a name in a statement stands for. */
export type Meaning =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'column'; readonly table: Table; readonly column: Column }
  | { readonly kind: 'type'; readonly type: TypeObject }
  | { readonly kind: 'function'; readonly function: FunctionObject };

/** A name at a place, and all that it may stand for: a bare column of several tables stands for one of each. */
export interface Named {
  readonly at: Span;
  readonly meanings: readonly Meaning[];
}

/**
 * What the name at an offset of a statement stands for, told from its words alone, so that it works in bodies of functions
 * and in statements that cannot be parsed. Undefined where there is no name, or none that the Schema has.
 */
export function meaningAt(text: string, offset: number, schema: Schema, session: Session): Named | undefined {
  const tokens = namesIn(text);
  const nth = tokens.findIndex((token) => isName(token) && token.at.start <= offset && offset <= token.at.end);
  const token = tokens[nth];
  if (token === undefined) return undefined;
  const statement = new Names(text, tokens, schema, session);
  const meanings = statement.meaningsOf(nth);
  return meanings.length === 0 ? undefined : { at: token.at, meanings };
}

/** The tokens of a statement, with those of dollar-quoted bodies in their places. */
function namesIn(text: string): readonly Token[] {
  return lex(text).flatMap((token) => {
    if (token.kind === 'comment') return [];
    if (token.kind !== 'dollar') return [token];
    const mark = /^\$[^$]*\$/.exec(tokenText(text, token))?.[0].length ?? 0;
    const body = { start: token.at.start + mark, end: token.unclosed === true ? token.at.end : token.at.end - mark };
    return lex(text, { body }).filter(({ kind }) => kind !== 'comment');
  });
}

function isName({ kind }: Token): boolean {
  return kind === 'word' || kind === 'quoted';
}

/** Words after which a relation is named. */
const beforeRelation = new Set(
  'from join table into update on references only view index truncate using exists sequence'.split(' '),
);

/** Names with dots between them, and which of their parts is asked for. */
interface Chain {
  readonly parts: readonly string[];
  readonly first: number;
  readonly last: number;
}

class Names {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #schema: Schema;
  readonly #session: Session;

  constructor(text: string, tokens: readonly Token[], schema: Schema, session: Session) {
    this.#text = text;
    this.#tokens = tokens;
    this.#schema = schema;
    this.#session = session;
  }

  meaningsOf(nth: number): readonly Meaning[] {
    const chain = this.#chainAround(nth);
    const [one = '', two = '', three = ''] = chain.parts;
    const index = (nth - chain.first) / 2;
    switch (index) {
      case 0:
        return chain.parts.length === 1
          ? this.#bare(one, chain)
          : this.#relations(this.#aliases().get(one) ?? this.#relation(one));
      case 1: {
        const columns = this.#columns(this.#aliases().get(one) ?? this.#relation(one), two);
        return columns.length > 0 ? columns : this.#objects(two, one);
      }
      default:
        return this.#columns(this.#schema.relations.get(keyOf(one, two)), three);
    }
  }

  /** A name without dots: a relation where one is to be named, else a column of the tables at hand, else whatever bears it. */
  #bare(name: string, { first, last }: Chain): readonly Meaning[] {
    const before = this.#word(first - 1);
    const isCall = this.#mark(last + 1) === '(';
    const objects = this.#objects(name);
    if (objects.length > 0 && (beforeRelation.has(before) || isCall)) return objects;
    const columns = this.#mentioned().flatMap((relation) => this.#columns(relation, name));
    return columns.length > 0 ? columns : objects;
  }

  #objects(name: string, schema?: string): readonly Meaning[] {
    const written = schema === undefined ? { name } : { schema, name };
    const find = (namespace: 'type' | 'function'): string => resolve(written, this.#schema, this.#session, namespace);
    const relation = this.#schema.relations.get(resolve(written, this.#schema, this.#session));
    if (relation !== undefined) return [{ kind: 'relation', relation }];
    const type = this.#schema.types.get(find('type'));
    if (type !== undefined) return [{ kind: 'type', type }];
    const functions = this.#schema.functions.get(find('function')) ?? [];
    return functions.map((each) => ({ kind: 'function', function: each }));
  }

  #relation(name: string, schema?: string): Relation | undefined {
    const written = schema === undefined ? { name } : { schema, name };
    return this.#schema.relations.get(resolve(written, this.#schema, this.#session));
  }

  #relations(relation: Relation | undefined): readonly Meaning[] {
    return relation === undefined ? [] : [{ kind: 'relation', relation }];
  }

  #columns(relation: Relation | undefined, name: string): readonly Meaning[] {
    if (relation === undefined || !('columns' in relation) || relation.kind === 'index') return [];
    const column = relation.columns.find((each) => each.name === name);
    return column === undefined ? [] : [{ kind: 'column', table: relation, column }];
  }

  /** The relations that the statement names, each once. */
  #mentioned(): readonly Relation[] {
    const found = new Set<Relation>();
    this.#eachRelation((relation) => found.add(relation));
    return [...found];
  }

  /** What FROM and JOIN call the relations: `orders o` and `orders AS o`. */
  #aliases(): ReadonlyMap<string, Relation> {
    const aliases = new Map<string, Relation>();
    this.#eachRelation((relation, { last }) => {
      const next = this.#word(last + 1) === 'as' ? last + 2 : last + 1;
      const token = this.#tokens[next];
      if (token !== undefined && isName(token)) aliases.set(this.#nameOf(token), relation);
    });
    return aliases;
  }

  #eachRelation(visit: (relation: Relation, chain: Chain) => void): void {
    for (let nth = 0; nth < this.#tokens.length;) {
      const token = this.#tokens[nth];
      if (token === undefined || !isName(token)) {
        nth++;
        continue;
      }
      const chain = this.#chainAround(nth);
      const [one = '', two] = chain.parts;
      const relation = two === undefined ? this.#relation(one) : this.#relation(two, one);
      if (relation !== undefined && relation.kind !== 'sequence') {
        // An index stands for its table, whose columns it names.
        const table = relation.kind === 'index' ? this.#schema.relations.get(relation.table) : relation;
        if (table !== undefined) visit(table, chain);
      }
      nth = chain.last + 1;
    }
  }

  #chainAround(nth: number): Chain {
    let [first, last] = [nth, nth];
    while (this.#mark(first - 1) === '.' && this.#isName(first - 2)) first -= 2;
    while (this.#mark(last + 1) === '.' && this.#isName(last + 2)) last += 2;
    const parts: string[] = [];
    for (let i = first; i <= last; i += 2) {
      const token = this.#tokens[i];
      if (token !== undefined) parts.push(this.#nameOf(token));
    }
    return { parts, first, last };
  }

  #isName(nth: number): boolean {
    const token = this.#tokens[nth];
    return token !== undefined && isName(token);
  }

  /** Folded as the server folds it. */
  #nameOf(token: Token): string {
    const text = tokenText(this.#text, token);
    return token.kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
  }

  #word(nth: number): string {
    const token = this.#tokens[nth];
    return token?.kind === 'word' ? tokenText(this.#text, token).toLowerCase() : '';
  }

  #mark(nth: number): string {
    const token = this.#tokens[nth];
    return token?.kind === 'punctuation' ? tokenText(this.#text, token) : '';
  }
}
