import type { Span } from '../sql/span';
import type { ColumnDefinition, ConstraintDefinition, IndexColumn, LikeClause, StorageParameter } from './definitions';
import type { Expression, Name, PartitionKey, PartitionOf, Policy, Rule, Trigger, TriggerState, TypeName } from './schema';

/** What a statement does to a table and what belongs to it: columns, constraints, indexes, partitions, triggers, rules and policies. */
export type TableChange =
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
      /** OF a composite type, whose attributes are its columns. */
      readonly ofType?: Name;
      /** CREATE TABLE AS, SELECT INTO: born with rows. */
      readonly filled: boolean;
      /** CREATE TABLE AS and SELECT INTO, with rows or without. */
      readonly isFromQuery?: boolean;
      /** WITH (…). */
      readonly parameters?: readonly StorageParameter[];
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
  | {
      readonly kind: 'alter-table-other';
      readonly table: Name;
      readonly clause: string;
      readonly column?: string;
      readonly parameters?: readonly StorageParameter[];
    }
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
  | { readonly kind: 'rename-trigger'; readonly table: Name; readonly trigger: string; readonly to: string };
