import type { Node } from '@pgsql/types';
import type { Life } from './lives';
import { PersistentMap } from './persistent-map';

/** Where an object comes from. Opaque here: whoever applies changes hands it in, and gets it back unchanged. */
export type Origin = unknown;

/** An object's name as written: `schema` is absent where the statement leaves it to the search path. Case is folded. */
export interface Name {
  readonly schema?: string;
  readonly name: string;
}

/** A resolved name, `schema.name`: the key of an object in a Schema, and its name in effects and messages. */
export type Key = string;

/** A type as written in a column or cast, in PostgreSQL's own names: `integer`, `varchar` with modifiers `[20]`. */
export interface TypeName {
  readonly schema?: string;
  readonly name: string;
  readonly modifiers: readonly number[];
  /** Array dimensions; 0 for a scalar. */
  readonly array: number;
}

/** An expression: the user's own text, and its tree for whoever must look inside. */
export interface Expression {
  readonly text: string;
  readonly tree: Node;
}

export interface Column {
  readonly name: string;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly expression: Expression; readonly stored: boolean };
  readonly collation?: Name;
  readonly origin: Origin;
}

export type ConstraintKind = 'primary-key' | 'unique' | 'check' | 'foreign-key' | 'exclude' | 'not-null';

export interface Constraint {
  readonly name: string;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  /** CHECK only. */
  readonly expression?: Expression;
  /** FOREIGN KEY only. */
  readonly references?: { readonly table: Key; readonly columns: readonly string[] };
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  /** The index behind a primary key, unique or exclusion constraint. */
  readonly index?: Key;
  readonly origin: Origin;
}

/** PARTITION BY. */
export interface PartitionKey {
  readonly strategy: 'range' | 'list' | 'hash';
  readonly columns: readonly string[];
  /** Besides columns it has expressions. */
  readonly hasExpressions?: boolean;
}

export interface Table {
  readonly kind: 'table' | 'foreign-table';
  readonly key: Key;
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly triggers: readonly { readonly name: string; readonly function: Name; readonly origin: Origin }[];
  /** PARTITION BY; the table itself holds no rows. */
  readonly partitionBy?: PartitionKey;
  readonly partitionOf?: { readonly parent: Key; readonly isDefault: boolean };
  readonly inherits: readonly Key[];
  readonly rowSecurity: boolean;
  /** Set when the statements that shaped it could not all be read: absence of a column proves nothing then. */
  readonly partlyKnown: boolean;
  readonly origin: Origin;
}

export interface View {
  readonly kind: 'view' | 'materialized-view';
  readonly key: Key;
  readonly reads: readonly Key[];
  /** Names in order; absent where they are not known. */
  readonly columns?: readonly string[];
  /** The user's own statement. */
  readonly text: string;
  readonly populated: boolean;
  readonly origin: Origin;
}

export interface Index {
  readonly kind: 'index';
  readonly key: Key;
  readonly table: Key;
  readonly method: string;
  readonly unique: boolean;
  /** Column names; an expression stands as its text in parentheses. */
  readonly columns: readonly string[];
  /** INCLUDE. */
  readonly include?: readonly string[];
  /** Collation, operator class and order of each column, empty for the defaults; absent where all have these. */
  readonly manners?: readonly string[];
  readonly predicate?: Expression;
  readonly hasExpressions: boolean;
  /** The partitioned table's index that it is a part of. */
  readonly partitionOf?: Key;
  readonly concurrently: boolean;
  readonly origin: Origin;
}

export interface Sequence {
  readonly kind: 'sequence';
  readonly key: Key;
  readonly ownedBy?: { readonly table: Key; readonly column: string };
  readonly origin: Origin;
}

/** Whatever shares PostgreSQL's one namespace of relations. */
export type Relation = Table | View | Index | Sequence;

export type TypeObject =
  | { readonly kind: 'enum'; readonly key: Key; readonly values: readonly string[]; readonly origin: Origin }
  | {
      readonly kind: 'domain';
      readonly key: Key;
      readonly base: TypeName;
      readonly notNull: boolean;
      readonly default?: Expression;
      readonly constraints: readonly { readonly name: string; readonly expression: Expression; readonly validated: boolean }[];
      readonly origin: Origin;
    }
  | { readonly kind: 'composite' | 'range' | 'other'; readonly key: Key; readonly origin: Origin };

export interface FunctionObject {
  readonly key: Key;
  /** Argument types in order, as `typeText` prints them: functions of one name differ by these. */
  readonly arguments: readonly string[];
  readonly language: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly isProcedure: boolean;
  /** The user's own statement. */
  readonly text: string;
  readonly origin: Origin;
}

/**
 * What a chain of migrations leaves behind. A persistent value: applying a change yields a new Schema that shares
 * all that did not change.
 */
export interface Schema {
  readonly schemas: ReadonlySet<string>;
  readonly relations: PersistentMap<Relation>;
  /** Who refers to a relation: its indexes, sequences, children, views, and tables with foreign keys to it. */
  readonly dependents: PersistentMap<ReadonlySet<Key>>;
  /** How many constraints bear a name, which is written as a key: names are chosen to be new in their schema. */
  readonly constraintNames: PersistentMap<number>;
  readonly types: ReadonlyMap<Key, TypeObject>;
  /** By name; several where it is overloaded. */
  readonly functions: ReadonlyMap<Key, readonly FunctionObject[]>;
  readonly extensions: ReadonlySet<string>;
  /** What became of relations after they were made, by their last key: of those that are gone, too. */
  readonly lives: PersistentMap<Life>;
  /** Set when a statement could not be read: what is absent may exist all the same. */
  readonly partlyKnown: boolean;
}

export const emptySchema: Schema = {
  schemas: new Set(['public']),
  relations: PersistentMap.empty(),
  dependents: PersistentMap.empty(),
  constraintNames: PersistentMap.empty(),
  types: new Map(),
  functions: new Map(),
  extensions: new Set(),
  lives: PersistentMap.empty(),
  partlyKnown: false,
};
