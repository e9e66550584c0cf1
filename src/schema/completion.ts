import { quoteIdentifier } from '../sql/quote';
import { partsOf } from './names';
import type { Relation, Schema } from './schema';
import type { Session } from './session';
import { StatementNames } from './statement-names';
import { typeText } from './types';

/** A name that may stand at a place. */
export interface Suggestion {
  /** As SQL, quoted where it must be, with its schema where the search path does not lead to it. */
  readonly text: string;
  readonly kind: 'table' | 'view' | 'index' | 'sequence' | 'type' | 'column';
  /** A column's type, if it is known, and table; a relation's schema. */
  readonly detail: string;
}

/** Words after which a relation is named, and which kinds of them may be. */
const relationsAfter: Readonly<Record<string, readonly Relation['kind'][]>> = {
  from: ['table', 'foreign-table', 'view', 'materialized-view'],
  join: ['table', 'foreign-table', 'view', 'materialized-view'],
  into: ['table', 'foreign-table', 'view'],
  update: ['table', 'foreign-table', 'view'],
  table: ['table', 'foreign-table'],
  on: ['table', 'foreign-table', 'view', 'materialized-view'],
  references: ['table'],
  truncate: ['table'],
  view: ['view', 'materialized-view'],
  index: ['index'],
  sequence: ['sequence'],
};

/** Words between such a word and the name. */
const passedBy = new Set(['only', 'if', 'exists', 'concurrently']);

/** After these a new name is given, which nothing can suggest. */
const newName = new Set(['as', 'to', 'constraint', 'add', 'not', 'schema', 'function', 'procedure', 'trigger', 'policy']);

/**
 * The tables and columns that may stand at an offset of a statement, which need not be finished: relations where one is to
 * be named, what belongs to the name before a dot, and elsewhere the columns of the relations that the statement names.
 */
export function suggestionsAt(text: string, offset: number, schema: Schema, session: Session): readonly Suggestion[] {
  const names = new StatementNames(text, schema, session);
  if (names.isSilent(offset)) return [];
  // The word that is being typed says nothing yet.
  const next = names.tokens.findIndex(({ at }, nth) => at.end > offset || (at.end === offset && names.isName(nth)));
  const nth = next < 0 ? names.tokens.length : next;
  const suggesting = new Suggesting(names, schema);
  if (names.mark(nth - 1) === '.') return names.isName(nth - 2) ? suggesting.after(nth - 2) : [];
  let before = nth - 1;
  while (passedBy.has(names.word(before))) before--;
  const kinds = relationsAfter[names.word(before)];
  if (kinds !== undefined && !suggesting.isJoinCondition(before)) {
    return names.word(before - 1) === 'create' ? [] : suggesting.relations(kinds);
  }
  if (newName.has(names.word(nth - 1)) || (names.word(0) === 'create' && names.word(1) === 'table')) return [];
  if (names.word(nth - 1) === 'column' && names.word(nth - 2) === 'add') return [];
  return names.mentioned().flatMap((relation) => suggesting.columns(relation));
}

class Suggesting {
  readonly #names: StatementNames;
  readonly #schema: Schema;

  constructor(names: StatementNames, schema: Schema) {
    this.#names = names;
    this.#schema = schema;
  }

  /** What belongs to the name before a dot: columns of a relation, objects of a schema. */
  after(nth: number): readonly Suggestion[] {
    const { parts, first } = this.#names.dotted(nth);
    const [one = '', two] = parts.slice(0, (nth - first) / 2 + 1);
    const relation = two === undefined ? this.#names.qualifier(one) : this.#names.relation({ schema: one, name: two });
    if (relation !== undefined) return this.columns(relation);
    if (two !== undefined) return [];
    const types = [...this.#schema.types.values()].map(({ key }): Suggestion | undefined => this.#ofSchema(key, one, 'type'));
    const relations = [...this.#schema.relations.values()].map((each) => this.#ofSchema(each.key, one, kindOf(each)));
    return [...relations, ...types].filter((each) => each !== undefined);
  }

  relations(kinds: readonly Relation['kind'][]): readonly Suggestion[] {
    return [...this.#schema.relations.values()]
      .filter(({ kind }) => kinds.includes(kind))
      .map((relation) => {
        const { schema, name } = partsOf(relation.key);
        const isFound = this.#names.relation({ name }) === relation;
        const text = isFound ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
        return { text, kind: kindOf(relation), detail: schema };
      });
  }

  columns(relation: Relation): readonly Suggestion[] {
    const table = partsOf(relation.key).name;
    if (relation.kind === 'view' || relation.kind === 'materialized-view') {
      return (relation.columns ?? []).map((name) => ({ text: quoteIdentifier(name), kind: 'column', detail: table }));
    }
    if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return [];
    return relation.columns.map(({ name, type }) => ({
      text: quoteIdentifier(name),
      kind: 'column',
      detail: `${typeText(type)} · ${table}`,
    }));
  }

  /** ON of a join leads to columns; ON of an index, a trigger or a grant to a table. */
  isJoinCondition(nth: number): boolean {
    if (this.#names.word(nth) !== 'on') return false;
    for (let i = nth - 1; i >= 0; i--) if (this.#names.word(i) === 'join') return true;
    return false;
  }

  #ofSchema(key: string, wanted: string, kind: Suggestion['kind']): Suggestion | undefined {
    const { schema, name } = partsOf(key);
    return schema === wanted ? { text: quoteIdentifier(name), kind, detail: schema } : undefined;
  }
}

function kindOf({ kind }: Relation): Suggestion['kind'] {
  switch (kind) {
    case 'table':
    case 'foreign-table':
      return 'table';
    case 'view':
    case 'materialized-view':
      return 'view';
    case 'index':
    case 'sequence':
      return kind;
  }
}
