import type { Node } from '@pgsql/types';
import type { AttributeAction, DomainAction } from './definitions';
import type { Attribute, Expression, Extension, FunctionKind, FunctionObject, Name, OtherKind, TypeName } from './schema';

/** What a statement does to an object that is no table: a view, sequence, type, function, schema, extension, or one known by name. */
export type ObjectChange =
  /** Objects that are only known by name; `table` is what a statistics object is about. */
  | {
      readonly kind: 'create-object';
      readonly what: OtherKind;
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly table?: Name;
      /** Of a collation: deterministic = false. */
      readonly nondeterministic?: true;
      /** What stands for the name of statistics that have none. */
      readonly columns?: readonly string[];
    }
  | { readonly kind: 'drop-object'; readonly what: OtherKind; readonly name: Name; readonly ifExists: boolean }
  | { readonly kind: 'rename-object'; readonly what: OtherKind; readonly name: Name; readonly to: string }
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
  /** SELECT setval(…); the sequence is absent where only the server can tell. */
  | { readonly kind: 'set-sequence'; readonly sequence?: Name }
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
  | { readonly kind: 'alter-composite'; readonly type: Name; readonly action: AttributeAction; readonly cascade: boolean }
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
      readonly setsSearchPath: boolean;
      readonly routine: FunctionKind;
      readonly replace: boolean;
      readonly text: string;
    }
  /** ALTER FUNCTION; what it leaves alone is absent. */
  | ({ readonly kind: 'alter-function'; readonly function: Name; readonly arguments?: readonly string[] } & Partial<
      Pick<FunctionObject, 'volatility' | 'securityDefiner' | 'setsSearchPath'>
    >)
  | { readonly kind: 'rename-function'; readonly function: Name; readonly arguments?: readonly string[]; readonly to: string }
  | {
      readonly kind: 'drop-function';
      readonly function: Name;
      readonly arguments?: readonly string[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
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
  | { readonly kind: 'drop-extension'; readonly extension: string; readonly ifExists: boolean; readonly cascade: boolean };
