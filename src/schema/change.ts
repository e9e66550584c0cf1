import type { Node } from '@pgsql/types';
import type { Span } from '../sql/span';
import type { AccessChange } from './access-change';
import type {
  Attribute,
  ConstraintKind,
  Expression,
  Extension,
  FunctionKind,
  FunctionObject,
  Name,
  OtherKind,
  PartitionKey,
  PartitionOf,
  Policy,
  References,
  Rule,
  Trigger,
  TriggerState,
  TypeName,
} from './schema';

/** A column as a statement defines it, with the ranges that a finding may want to underline. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: 'always' | 'by default';
  readonly generated?: { readonly expression: Expression; readonly stored: boolean };
  readonly collation?: Name;
  /** PRIMARY KEY, UNIQUE, CHECK and REFERENCES written in the column. */
  readonly constraints: readonly ConstraintDefinition[];
  readonly at: Span;
  readonly typeAt: Span;
  readonly defaultAt?: Span;
  readonly notNullAt?: Span;
}

export interface ConstraintDefinition {
  readonly name?: string;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  readonly expression?: Expression;
  readonly references?: References<Name>;
  /** Written NOT VALID. */
  readonly notValid: boolean;
  /** Written NO INHERIT. */
  readonly noInherit?: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** UNIQUE only. */
  readonly nullsNotDistinct?: boolean;
  readonly include?: readonly string[];
  /** EXCLUDE only: how the index behind it is built. */
  readonly exclusion?: { readonly method: string; readonly columns: readonly IndexColumn[]; readonly predicate?: Expression };
  /** UNIQUE or PRIMARY KEY USING INDEX. */
  readonly usingIndex?: string;
  readonly at: Span;
}

/** What ALTER DOMAIN does. */
export type DomainAction =
  | { readonly kind: 'set-default'; readonly default: Expression }
  | { readonly kind: 'drop-default' | 'set-not-null' | 'drop-not-null' }
  | { readonly kind: 'add-check'; readonly name?: string; readonly expression: Expression; readonly notValid: boolean }
  | { readonly kind: 'validate-constraint' | 'drop-constraint'; readonly constraint: string }
  | { readonly kind: 'rename-constraint'; readonly constraint: string; readonly to: string };

/** What ALTER TYPE does to a composite type. */
export type AttributeAction =
  | { readonly kind: 'add'; readonly attribute: Attribute }
  | { readonly kind: 'drop'; readonly attribute: string }
  | { readonly kind: 'change-type'; readonly attribute: Attribute }
  | { readonly kind: 'rename'; readonly attribute: string; readonly to: string };

/** LIKE of another table, with what is copied beside names, types and NOT NULL. */
export type LikeClause = Name & { readonly including: readonly LikeOption[] };
export type LikeOption =
  'comments' | 'compression' | 'constraints' | 'defaults' | 'generated' | 'identity' | 'indexes' | 'statistics' | 'storage';

/** What INSERT adds: `columns` as listed, none where the list is left out, and of VALUES how many stand in the first row. */
export interface InsertedRows {
  readonly columns: readonly string[];
  readonly from: 'values' | 'query' | 'defaults';
  readonly width: number;
  readonly hasConflictClause: boolean;
}

export type IndexColumn = ({ readonly column: string } | { readonly expression: Expression }) & {
  /** Collation, operator class and order, in one text to compare; absent where they are the defaults. */
  readonly manner?: string;
  /** The whole element. */
  readonly at?: Span;
};

/**
 * What one statement does to a schema, with all positions counted from the start of the statement. A statement is a
 * list of Changes in the order PostgreSQL carries them out; rules, effects and down drafts read these and never a tree.
 */
export type Change = {
  readonly at: Span;
  /** ALTER TABLE IF EXISTS: where there is no such relation, nothing happens. */
  readonly ifRelationExists?: boolean;
  /** ALTER TABLE ONLY: partitions and children are left as they are. */
  readonly only?: boolean;
  /**
   * Carried out by a DO block, in its transaction: each time; `if-needed` where the block sees to it that what it makes is
   * not there yet, or what it changes is; or `perhaps` where control flow may pass it by.
   */
  readonly inBlock?: 'always' | 'if-needed' | 'perhaps';
} & (
  | {
      readonly kind: 'create-table';
      readonly table: Name;
      readonly foreign: boolean;
      readonly ifNotExists: boolean;
      readonly persistence: 'permanent' | 'temporary' | 'unlogged';
      readonly columns: readonly ColumnDefinition[];
      readonly constraints: readonly ConstraintDefinition[];
      readonly partitionBy?: PartitionKey;
      readonly partitionOf?: PartitionOf<Name>;
      readonly inherits: readonly Name[];
      readonly like: readonly LikeClause[];
      /** CREATE TABLE AS, SELECT INTO: born with rows. */
      readonly filled: boolean;
    }
  | { readonly kind: 'drop-table'; readonly table: Name; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'rename-table'; readonly table: Name; readonly to: string }
  | { readonly kind: 'set-table-schema'; readonly table: Name; readonly to: string }
  | { readonly kind: 'add-column'; readonly table: Name; readonly ifNotExists: boolean; readonly column: ColumnDefinition }
  | {
      readonly kind: 'drop-column';
      readonly table: Name;
      readonly column: string;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: 'rename-column'; readonly table: Name; readonly column: string; readonly to: string }
  | {
      readonly kind: 'change-column-type';
      readonly table: Name;
      readonly column: string;
      readonly type: TypeName;
      readonly using?: Expression;
      readonly collation?: Name;
      readonly typeAt: Span;
    }
  | { readonly kind: 'set-default'; readonly table: Name; readonly column: string; readonly default: Expression }
  | { readonly kind: 'drop-default'; readonly table: Name; readonly column: string }
  | { readonly kind: 'set-not-null'; readonly table: Name; readonly column: string }
  | { readonly kind: 'drop-not-null'; readonly table: Name; readonly column: string }
  | { readonly kind: 'add-constraint'; readonly table: Name; readonly constraint: ConstraintDefinition }
  | { readonly kind: 'validate-constraint'; readonly table: Name; readonly constraint: string }
  | {
      readonly kind: 'drop-constraint';
      readonly table: Name;
      readonly constraint: string;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: 'rename-constraint'; readonly table: Name; readonly constraint: string; readonly to: string }
  | ({ readonly kind: 'attach-partition'; readonly table: Name; readonly partition: Name } & Omit<PartitionOf<Name>, 'parent'>)
  | { readonly kind: 'detach-partition'; readonly table: Name; readonly partition: Name; readonly concurrently: boolean }
  | ({ readonly kind: 'create-rule'; readonly table: Name; readonly rule: string; readonly replace: boolean } & Pick<
      Rule,
      'event' | 'instead'
    >)
  | { readonly kind: 'drop-rule'; readonly table: Name; readonly rule: string; readonly ifExists: boolean }
  | { readonly kind: 'rename-rule'; readonly table: Name; readonly rule: string; readonly to: string }
  | { readonly kind: 'set-rule-state'; readonly table: Name; readonly rule: string; readonly state: TriggerState }
  /** Objects that are only known by name; `table` is what a statistics object is about. */
  | {
      readonly kind: 'create-object';
      readonly what: OtherKind;
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly table?: Name;
      /** What stands for the name of statistics that have none. */
      readonly columns?: readonly string[];
    }
  | { readonly kind: 'drop-object'; readonly what: OtherKind; readonly name: Name; readonly ifExists: boolean }
  | { readonly kind: 'rename-object'; readonly what: OtherKind; readonly name: Name; readonly to: string }
  | { readonly kind: 'set-row-security'; readonly table: Name; readonly enabled: boolean }
  /** FORCE and NO FORCE ROW LEVEL SECURITY. */
  | { readonly kind: 'force-row-security'; readonly table: Name; readonly forced: boolean }
  | ({ readonly kind: 'create-policy'; readonly table: Name; readonly policy: string } & Omit<
      Policy,
      'name' | 'comment' | 'origin'
    >)
  /** ALTER POLICY; what it leaves alone is absent. */
  | ({ readonly kind: 'alter-policy'; readonly table: Name; readonly policy: string } & Partial<
      Pick<Policy, 'roles' | 'using' | 'check'>
    >)
  | { readonly kind: 'drop-policy'; readonly table: Name; readonly policy: string; readonly ifExists: boolean }
  | { readonly kind: 'rename-policy'; readonly table: Name; readonly policy: string; readonly to: string }
  /** ALTER CONSTRAINT; what it leaves alone is absent. */
  | {
      readonly kind: 'alter-constraint';
      readonly table: Name;
      readonly constraint: string;
      readonly deferrable?: boolean;
      readonly initiallyDeferred?: boolean;
      readonly enforced?: boolean;
      readonly noInherit?: boolean;
    }
  /** ADD GENERATED … AS IDENTITY and SET GENERATED. */
  | {
      readonly kind: 'set-identity';
      readonly table: Name;
      readonly column: string;
      readonly identity: 'always' | 'by default';
      /** ADD, and whether it says where to start. */
      readonly adds?: { readonly startIsGiven: boolean };
    }
  | { readonly kind: 'drop-identity'; readonly table: Name; readonly column: string; readonly ifExists?: boolean }
  /** SET EXPRESSION AS of a generated column. */
  | { readonly kind: 'set-expression'; readonly table: Name; readonly column: string; readonly expression: Expression }
  | { readonly kind: 'drop-expression'; readonly table: Name; readonly column: string }
  /** INHERIT and NO INHERIT. */
  | { readonly kind: 'set-inherit'; readonly table: Name; readonly parent: Name; readonly inherits: boolean }
  /** SET LOGGED and SET UNLOGGED. */
  | { readonly kind: 'set-persistence'; readonly table: Name; readonly persistence: 'permanent' | 'unlogged' }
  /**
   * Any other clause of ALTER TABLE; `clause` is PostgreSQL's own name for it, such as `AT_SetStatistics`.
   */
  | { readonly kind: 'alter-table-other'; readonly table: Name; readonly clause: string; readonly column?: string }
  | {
      readonly kind: 'create-index';
      readonly table: Name;
      /** Absent where the server chooses. */
      readonly index?: string;
      readonly unique: boolean;
      readonly method: string;
      readonly columns: readonly IndexColumn[];
      readonly include: readonly string[];
      readonly nullsNotDistinct: boolean;
      readonly predicate?: Expression;
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
      /** ON ONLY: a partitioned table's index without its partitions'. */
      readonly only: boolean;
      /** The word INDEX, after which CONCURRENTLY stands or would stand. */
      readonly indexWordAt: Span;
    }
  | {
      readonly kind: 'drop-index';
      readonly index: Name;
      readonly nameAt: Span;
      /** Its place among the names of the statement, from 0. */
      readonly nth: number;
      /** How many names the statement has. */
      readonly count: number;
      readonly concurrently: boolean;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: 'rename-index'; readonly index: Name; readonly to: string }
  /** ALTER INDEX … ATTACH PARTITION. */
  | { readonly kind: 'attach-index'; readonly index: Name; readonly partition: Name }
  | {
      readonly kind: 'reindex';
      readonly what: 'index' | 'table' | 'schema' | 'database' | 'system';
      readonly name?: Name;
      readonly concurrently: boolean;
    }
  | {
      readonly kind: 'create-view';
      readonly view: Name;
      readonly materialized: boolean;
      readonly replace: boolean;
      readonly ifNotExists: boolean;
      readonly populated: boolean;
      readonly reads: readonly Name[];
      readonly query: Node | undefined;
      /** As listed after the name: the first of them, or none. */
      readonly columns: readonly string[];
      readonly text: string;
    }
  | {
      readonly kind: 'drop-view';
      readonly view: Name;
      readonly materialized: boolean;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: 'rename-view'; readonly view: Name; readonly materialized: boolean; readonly to: string }
  | { readonly kind: 'refresh-view'; readonly view: Name; readonly concurrently: boolean; readonly withData: boolean }
  | {
      readonly kind: 'create-sequence';
      readonly sequence: Name;
      readonly ifNotExists: boolean;
      /** AS smallint or AS integer; bigint where nothing is said. */
      readonly type?: TypeName;
      readonly ownedBy?: { readonly table: Name; readonly column: string };
    }
  /** ALTER SEQUENCE; `ownedBy` is absent where it leaves the owner alone, `none` for OWNED BY NONE. */
  | {
      readonly kind: 'alter-sequence';
      readonly sequence: Name;
      readonly type?: TypeName;
      readonly ownedBy?: { readonly table: Name; readonly column: string } | 'none';
    }
  | { readonly kind: 'rename-sequence'; readonly sequence: Name; readonly to: string }
  | { readonly kind: 'drop-sequence'; readonly sequence: Name; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'create-enum'; readonly type: Name; readonly values: readonly string[] }
  | {
      readonly kind: 'add-enum-value';
      readonly type: Name;
      readonly value: string;
      readonly ifNotExists: boolean;
      readonly place?: { readonly where: 'before' | 'after'; readonly value: string };
    }
  | { readonly kind: 'rename-enum-value'; readonly type: Name; readonly value: string; readonly to: string }
  | {
      readonly kind: 'create-domain';
      readonly type: Name;
      readonly base: TypeName;
      readonly notNull: boolean;
      readonly default?: Expression;
      readonly checks: readonly { readonly name?: string; readonly expression: Expression }[];
    }
  | { readonly kind: 'alter-domain'; readonly type: Name; readonly action: DomainAction }
  | { readonly kind: 'create-type'; readonly type: Name; readonly what: 'range' | 'other' }
  | { readonly kind: 'create-composite'; readonly type: Name; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'alter-composite'; readonly type: Name; readonly action: AttributeAction }
  | { readonly kind: 'rename-type'; readonly type: Name; readonly to: string }
  | { readonly kind: 'drop-type'; readonly type: Name; readonly ifExists: boolean; readonly cascade: boolean }
  | {
      readonly kind: 'create-function';
      readonly function: Name;
      readonly arguments: readonly string[];
      readonly returns?: string;
      readonly language: string;
      readonly volatility: FunctionObject['volatility'];
      readonly securityDefiner: boolean;
      readonly routine: FunctionKind;
      readonly replace: boolean;
      readonly text: string;
    }
  /** ALTER FUNCTION; what it leaves alone is absent. */
  | ({ readonly kind: 'alter-function'; readonly function: Name; readonly arguments?: readonly string[] } & Partial<
      Pick<FunctionObject, 'volatility' | 'securityDefiner'>
    >)
  | { readonly kind: 'rename-function'; readonly function: Name; readonly arguments?: readonly string[]; readonly to: string }
  | {
      readonly kind: 'drop-function';
      readonly function: Name;
      readonly arguments?: readonly string[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | ({ readonly kind: 'create-trigger'; readonly table: Name; readonly trigger: string; readonly replace: boolean } & Omit<
      Trigger,
      'name' | 'enabled' | 'comment' | 'origin'
    >)
  /** ENABLE and DISABLE TRIGGER: one by its name, all of the user's, or those behind foreign keys as well. */
  | {
      readonly kind: 'set-trigger-state';
      readonly table: Name;
      readonly trigger: string | { readonly all: 'user' | 'system' };
      readonly state: TriggerState;
    }
  | { readonly kind: 'drop-trigger'; readonly table: Name; readonly trigger: string; readonly ifExists: boolean }
  | { readonly kind: 'rename-trigger'; readonly table: Name; readonly trigger: string; readonly to: string }
  /** SET SCHEMA of whatever is no table. */
  | {
      readonly kind: 'set-object-schema';
      readonly what: 'view' | 'materialized-view' | 'sequence' | 'type' | 'function';
      readonly name: Name;
      readonly to: string;
    }
  | { readonly kind: 'create-schema'; readonly schema: string; readonly ifNotExists: boolean; readonly owner?: string }
  | { readonly kind: 'drop-schema'; readonly schema: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'rename-schema'; readonly schema: string; readonly to: string }
  | ({ readonly kind: 'create-extension'; readonly extension: string; readonly ifNotExists: boolean } & Partial<
      Pick<Extension, 'schema' | 'version'>
    >)
  /** SET SCHEMA and UPDATE TO; what it leaves alone is absent. */
  | ({ readonly kind: 'alter-extension'; readonly extension: string } & Partial<Pick<Extension, 'schema' | 'version'>>)
  | { readonly kind: 'drop-extension'; readonly extension: string; readonly ifExists: boolean; readonly cascade: boolean }
  | AccessChange
  /** INSERT, UPDATE, DELETE, MERGE and COPY FROM. */
  | {
      readonly kind: 'write';
      readonly verb: 'insert' | 'update' | 'delete' | 'merge' | 'copy';
      readonly table: Name;
      /** A condition that may leave rows out: WHERE true is none. */
      readonly hasWhere: boolean;
      readonly where?: Node;
      /** UPDATE: the columns that are set as a whole, each as often as it is set. */
      readonly sets?: readonly { readonly column: string; readonly at: Span }[];
      /** INSERT only. */
      readonly rows?: InsertedRows;
    }
  | { readonly kind: 'truncate'; readonly table: Name; readonly cascade: boolean; readonly restartIdentity?: boolean }
  /** SELECT and whatever else only reads, with the functions that it calls. */
  | { readonly kind: 'read'; readonly calls?: readonly Name[] }
  | { readonly kind: 'lock-table'; readonly table: Name; readonly mode: number }
  | {
      readonly kind: 'transaction';
      readonly what:
        | 'begin'
        | 'commit'
        | 'rollback'
        | 'savepoint'
        | 'release'
        | 'rollback-to'
        | 'prepare'
        | 'commit-prepared'
        | 'rollback-prepared';
      readonly savepoint?: string;
    }
  /** SET and RESET of a setting; `value` is absent for RESET, DEFAULT and what is no constant. */
  | { readonly kind: 'set'; readonly setting: string; readonly value?: string; readonly local: boolean }
  /** What a DO block does beyond the Changes that are seen: all of it where the block could not be read. */
  | { readonly kind: 'do'; readonly language: string; readonly body: string }
  | { readonly kind: 'vacuum'; readonly full: boolean; readonly analyzeOnly: boolean; readonly tables: readonly Name[] }
  | { readonly kind: 'cluster'; readonly table?: Name; readonly index?: string }
  /** A statement that never runs in a transaction block, such as CREATE DATABASE or ALTER SYSTEM. */
  | { readonly kind: 'no-transaction'; readonly what: string }
  /** Whatever has no kind of its own yet. */
  | { readonly kind: 'other'; readonly tree: Node }
);

export type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;
