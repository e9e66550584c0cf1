import type { Span } from '../sql/span';
import { columnLife, type Life } from './lives';
import { keyOf } from './names';
import type { Column, FunctionObject, Key, Name, Relation, Schema, Table, TypeObject, View } from './schema';
import { resolve, type Session } from './session';
import { type DottedName, StatementNames } from './statement-names';

/** An object that a name in a statement stands for. */
export type Meaning =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'column'; readonly table: Table; readonly column: Column }
  | { readonly kind: 'view-column'; readonly view: View; readonly column: string }
  | { readonly kind: 'type'; readonly type: TypeObject }
  | { readonly kind: 'function'; readonly function: FunctionObject }
  /** A relation, or a column of one, that an earlier statement has dropped. */
  | { readonly kind: 'dropped'; readonly key: Key; readonly column?: string; readonly life: Life };

/** A name at a place, and all that it may stand for: a bare column of several tables stands for one of each. */
export interface Named {
  /** As the server folds it; it may be an alias. */
  readonly name: string;
  readonly at: Span;
  readonly meanings: readonly Meaning[];
}

/**
 * What the name at an offset of a statement stands for, told from its words alone, so that it works in bodies of functions
 * and in statements that cannot be parsed. Undefined where there is no name, or none that the Schema has.
 */
export function meaningAt(text: string, offset: number, schema: Schema, session: Session): Named | undefined {
  const names = new StatementNames(text, schema, session);
  const nth = names.tokens.findIndex(({ at }, i) => names.isName(i) && at.start <= offset && offset <= at.end);
  const token = names.tokens[nth];
  if (token === undefined) return undefined;
  const meanings = new Meanings(names, schema, session).of(nth);
  return meanings.length === 0 ? undefined : { name: names.name(nth), at: token.at, meanings };
}

/** Every name of a statement that stands for something. */
export function meaningsIn(text: string, schema: Schema, session: Session): readonly Named[] {
  const names = new StatementNames(text, schema, session);
  const meanings = new Meanings(names, schema, session);
  return names.tokens
    .map(({ at }, nth) => ({ name: names.name(nth), at, meanings: names.isName(nth) ? meanings.of(nth) : [] }))
    .filter((named) => named.meanings.length > 0);
}

/** Words after which a relation is named. */
const beforeRelation = new Set(
  'from join table into update on references only view index truncate using exists sequence'.split(' '),
);

class Meanings {
  readonly #names: StatementNames;
  readonly #schema: Schema;
  readonly #session: Session;

  constructor(names: StatementNames, schema: Schema, session: Session) {
    this.#names = names;
    this.#schema = schema;
    this.#session = session;
  }

  of(nth: number): readonly Meaning[] {
    const dotted = this.#names.dotted(nth);
    const [one = '', two = '', three = ''] = dotted.parts;
    switch ((nth - dotted.first) / 2) {
      case 0: {
        if (dotted.parts.length === 1) return this.#bare(one, dotted);
        const relation = this.#names.qualifier(one);
        return relation === undefined ? this.#dropped({ name: one }) : [{ kind: 'relation', relation }];
      }
      case 1: {
        const relation = this.#names.qualifier(one);
        const columns = this.#columns(relation, two);
        return relation !== undefined && columns.length > 0 ? columns : this.#objects({ schema: one, name: two }, true);
      }
      default:
        return this.#columns(this.#schema.relations.get(keyOf(one, two)), three);
    }
  }

  /** A name without dots: a relation where one is to be named, else a column of the tables at hand, else whatever bears it. */
  #bare(name: string, { first, last }: DottedName): readonly Meaning[] {
    const isRelation = beforeRelation.has(this.#names.word(first - 1));
    const objects = this.#objects({ name }, isRelation);
    const isCall = this.#names.mark(last + 1) === '(';
    if (objects.length > 0 && (isRelation || isCall)) return objects;
    const columns = this.#names.mentioned().flatMap((relation) => this.#columns(relation, name));
    return columns.some(({ kind }) => kind !== 'dropped') || objects.length === 0 ? columns : objects;
  }

  /** What bears the name; or, where a relation is to be named, the one that did. */
  #objects(name: Name, isRelation = false): readonly Meaning[] {
    const relation = this.#names.relation(name);
    if (relation !== undefined) return [{ kind: 'relation', relation }];
    const type = this.#schema.types.get(resolve(name, this.#schema, this.#session, 'type'));
    if (type !== undefined) return [{ kind: 'type', type }];
    const functions = this.#schema.functions.get(resolve(name, this.#schema, this.#session, 'function')) ?? [];
    if (functions.length === 0 && isRelation) return this.#dropped(name);
    return functions.map((each) => ({ kind: 'function', function: each }));
  }

  #dropped(name: Name): readonly Meaning[] {
    const paths = name.schema === undefined ? this.#session.searchPath : [name.schema];
    const keys = paths.map((path) => keyOf(path, name.name));
    const key = keys.find((each) => this.#schema.lives.get(each)?.dropped !== undefined);
    const life = key === undefined ? undefined : this.#schema.lives.get(key);
    return key === undefined || life === undefined ? [] : [{ kind: 'dropped', key, life }];
  }

  #columns(relation: Relation | undefined, name: string): readonly Meaning[] {
    if (relation?.kind === 'view' || relation?.kind === 'materialized-view') {
      return relation.columns?.includes(name) === true ? [{ kind: 'view-column', view: relation, column: name }] : [];
    }
    if (relation?.kind !== 'table' && relation?.kind !== 'foreign-table') return [];
    const column = relation.columns.find((each) => each.name === name);
    if (column !== undefined) return [{ kind: 'column', table: relation, column }];
    const life = columnLife(this.#schema, relation.key, name);
    return life?.dropped === undefined ? [] : [{ kind: 'dropped', key: relation.key, column: name, life }];
  }
}
