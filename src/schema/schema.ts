import type { Node } from '@pgsql/types';
import type { DefaultsOf, Granting } from './access-change';
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

/** Privileges by who has them, `public` for everyone: sorted, with a `*` after one that may be passed on. The owner's are left out. */
export type Grants = Readonly<Record<string, readonly string[]>>;

/** What may be said of any object without changing it. */
export interface Governed {
  readonly comment?: string;
  /** As OWNER TO or AUTHORIZATION has it; absent for whoever ran the statement. */
  readonly owner?: string;
  /** Absent where they are as PostgreSQL gives them to a new object. */
  readonly grants?: Grants;
}

export interface Column {
  readonly name: string;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly expression: Expression; readonly stored: boolean };
  readonly collation?: Name;
  readonly comment?: string;
  readonly grants?: Grants;
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
  readonly references?: References<Key>;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** CHECK and NOT NULL only: children do not get it. */
  readonly noInherit: boolean;
  /** The index behind a primary key, unique or exclusion constraint. */
  readonly index?: Key;
  readonly comment?: string;
  readonly origin: Origin;
}

/** PARTITION BY. */
export interface PartitionKey {
  readonly strategy: 'range' | 'list' | 'hash';
  readonly columns: readonly string[];
  /** Besides columns it has expressions. */
  readonly hasExpressions?: boolean;
}

/** The other end of a foreign key, and what happens to rows when that changes. */
export interface References<T> {
  readonly table: T;
  readonly columns: readonly string[];
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  /** ON DELETE SET NULL or SET DEFAULT of these columns alone; all of the key where there are none. */
  readonly onDeleteColumns: readonly string[];
  readonly match: 'simple' | 'full' | 'partial';
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface Trigger {
  readonly name: string;
  readonly function: Name;
  readonly timing: 'before' | 'after' | 'instead of';
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[];
  /** UPDATE OF; all where there are none. */
  readonly columns: readonly string[];
  readonly forEachRow: boolean;
  readonly when?: Expression;
  /** A constraint trigger, which waits for the statement's end or, if deferred, for COMMIT. */
  readonly constraint?: { readonly deferrable: boolean; readonly initiallyDeferred: boolean };
  readonly enabled: TriggerState;
  readonly comment?: string;
  readonly origin: Origin;
}

/** In which sessions a trigger, rule or event trigger fires: those of the origin, of a replica, both or none. */
export type TriggerState = 'origin' | 'replica' | 'always' | 'disabled';

export interface Policy {
  readonly name: string;
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  readonly permissive: boolean;
  /** `public` for everyone. */
  readonly roles: readonly string[];
  readonly using?: Expression;
  readonly check?: Expression;
  readonly comment?: string;
  readonly origin: Origin;
}

/** Whose part a table is, and which rows it holds. */
export interface PartitionOf<T> {
  readonly parent: T;
  readonly isDefault: boolean;
  /** `FOR VALUES …` as written; absent for the default one. */
  readonly bounds?: string;
}

/** CREATE RULE. */
export interface Rule {
  readonly name: string;
  readonly event: 'select' | 'insert' | 'update' | 'delete';
  readonly instead: boolean;
  readonly enabled: TriggerState;
  readonly comment?: string;
  readonly origin: Origin;
}

/** What is only known by name: nothing that the engine minds depends on it. */
export interface OtherObject {
  readonly kind: OtherKind;
  /** `schema.name`, or the name alone where objects of its kind are in no schema. */
  readonly key: Key;
  /** The table that a statistics object is about. */
  readonly on?: Key;
  /** Set for a collation by which strings may be equal that differ in their bytes. */
  readonly nondeterministic?: true;
  readonly comment?: string;
  readonly origin: Origin;
}

export type OtherKind = 'event trigger' | 'statistics' | 'publication' | 'collation' | 'text search configuration' | 'server';

export interface Table extends Governed {
  readonly kind: 'table' | 'foreign-table';
  readonly key: Key;
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly triggers: readonly Trigger[];
  readonly policies: readonly Policy[];
  readonly rules: readonly Rule[];
  /** PARTITION BY; the table itself holds no rows. */
  readonly partitionBy?: PartitionKey;
  readonly partitionOf?: PartitionOf<Key>;
  readonly inherits: readonly Key[];
  /** The composite type whose attributes are its columns, and stay so. */
  readonly ofType?: Key;
  readonly rowSecurity: boolean;
  /** FORCE ROW LEVEL SECURITY: for the owner too. */
  readonly rowSecurityForced: boolean;
  /** Set when the statements that shaped it could not all be read: absence of a column proves nothing then. */
  readonly partlyKnown: boolean;
  readonly origin: Origin;
}

export interface View extends Governed {
  readonly kind: 'view' | 'materialized-view';
  readonly key: Key;
  readonly reads: readonly Key[];
  /** Names in order; absent where they are not known. */
  readonly columns?: readonly string[];
  /** The user's own statement. */
  readonly text: string;
  readonly populated: boolean;
  /** Columns that its query mentions by name, `*` for a star; names that the query itself gives are left out. */
  readonly mentions: readonly string[];
  readonly origin: Origin;
}

export interface Index extends Governed {
  readonly kind: 'index';
  readonly key: Key;
  readonly table: Key;
  readonly method: string;
  readonly unique: boolean;
  /** Column names; an expression stands as its text in parentheses. */
  readonly columns: readonly string[];
  /** Columns that it carries along without being ordered by them. */
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** Collation, operator class and order of each column, empty for the defaults; absent where all have these. */
  readonly manners?: readonly string[];
  readonly predicate?: Expression;
  readonly hasExpressions: boolean;
  /** False for a partitioned table's that lacks a part for some partition: nothing is found by it. */
  readonly valid: boolean;
  /** The partitioned table's index that it is a part of. */
  readonly partitionOf?: Key;
  readonly concurrently: boolean;
  readonly origin: Origin;
}

export interface Sequence extends Governed {
  readonly kind: 'sequence';
  readonly key: Key;
  /** What it counts in, where that is said or follows from a serial column: no number beyond it is ever given. */
  readonly type?: TypeName;
  readonly ownedBy?: { readonly table: Key; readonly column: string };
  readonly origin: Origin;
}

/** Whatever shares PostgreSQL's one namespace of relations. */
export type Relation = Table | View | Index | Sequence;

export type TypeObject = Governed & {
  readonly key: Key;
  readonly origin: Origin;
} & (
    | { readonly kind: 'enum'; readonly values: readonly string[] }
    | {
        readonly kind: 'domain';
        readonly base: TypeName;
        readonly notNull: boolean;
        readonly default?: Expression;
        readonly constraints: readonly DomainConstraint[];
      }
    | { readonly kind: 'composite'; readonly attributes: readonly Attribute[] }
    | { readonly kind: 'range' | 'other' }
  );

export interface DomainConstraint {
  readonly name: string;
  readonly expression: Expression;
  readonly validated: boolean;
  readonly comment?: string;
}

/** A column of a composite type. */
export interface Attribute {
  readonly name: string;
  readonly type: TypeName;
  readonly collation?: Name;
  readonly comment?: string;
}

export type FunctionKind = 'function' | 'procedure' | 'aggregate' | 'window';

export interface FunctionObject extends Governed {
  readonly kind: FunctionKind;
  readonly key: Key;
  /** Argument types in order, as `typeText` prints them: functions of one name differ by these. */
  readonly arguments: readonly string[];
  /** As `typeText` prints it, `setof` before what comes in several rows; absent for a procedure and where it is not known. */
  readonly returns?: string;
  readonly language: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** Runs with the rights of its owner. */
  readonly securityDefiner: boolean;
  /** SET search_path: it looks names up in that one, whoever calls it. */
  readonly setsSearchPath: boolean;
  /** The user's own statement. */
  readonly text: string;
  readonly origin: Origin;
}

export interface Extension {
  readonly name: string;
  /** Where its objects are; of some extensions the server knows better. */
  readonly schema: string;
  readonly version?: string;
  readonly comment?: string;
  readonly origin: Origin;
}

export type RoleAttribute = 'login' | 'superuser' | 'createdb' | 'createrole' | 'inherit' | 'replication' | 'bypassrls';

/** A role that the chain has made; those of the server are not known. */
export interface Role {
  readonly name: string;
  /** Those that it has. */
  readonly attributes: readonly RoleAttribute[];
  readonly memberOf: readonly string[];
  readonly comment?: string;
  readonly origin: Origin;
}

export interface SchemaObject extends Governed {
  readonly name: string;
  readonly origin: Origin;
}

/** ALTER DEFAULT PRIVILEGES, in the order in which they were said. */
export interface DefaultPrivileges {
  /** Absent for all schemas. */
  readonly schema?: string;
  readonly of: DefaultsOf;
  readonly granting: Granting;
}

/**
 * What a chain of migrations leaves behind. A persistent value: applying a change yields a new Schema that shares
 * all that did not change.
 */
export interface Schema {
  readonly schemas: ReadonlyMap<string, SchemaObject>;
  readonly relations: PersistentMap<Relation>;
  /** Who refers to a relation: its indexes, sequences, children, views, and tables with foreign keys to it. */
  readonly dependents: PersistentMap<ReadonlySet<Key>>;
  /** How many constraints bear a name, which is written as a key: names are chosen to be new in their schema. */
  readonly constraintNames: PersistentMap<number>;
  readonly types: PersistentMap<TypeObject>;
  /** By name; several where it is overloaded. */
  readonly functions: PersistentMap<readonly FunctionObject[]>;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly roles: ReadonlyMap<string, Role>;
  /** By kind and key, with a blank between. */
  readonly others: ReadonlyMap<string, OtherObject>;
  readonly defaultPrivileges: readonly DefaultPrivileges[];
  /** What became of relations after they were made, by their last key: of those that are gone, too. */
  readonly lives: PersistentMap<Life>;
  /** Set when a statement could not be read: what is absent may exist all the same. */
  readonly partlyKnown: boolean;
}

export const emptySchema: Schema = {
  schemas: new Map([['public', { name: 'public', origin: undefined }]]),
  relations: PersistentMap.empty(),
  dependents: PersistentMap.empty(),
  constraintNames: PersistentMap.empty(),
  types: PersistentMap.empty(),
  functions: PersistentMap.empty(),
  extensions: new Map(),
  roles: new Map(),
  others: new Map(),
  defaultPrivileges: [],
  lives: PersistentMap.empty(),
  partlyKnown: false,
};
