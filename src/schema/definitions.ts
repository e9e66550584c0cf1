import type { Span } from '../sql/span';
import type { Attribute, ConstraintKind, Expression, Name, References, TypeName } from './schema';

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

/** `fillfactor = 70`; without a value it is `true`. */
export interface StorageParameter {
  readonly name: string;
  readonly value: string;
}

/** What INSERT adds: `columns` as listed, none where the list is left out, and of VALUES how many stand in the first row. */
export interface InsertedRows {
  readonly columns: readonly string[];
  readonly from: 'values' | 'query' | 'defaults';
  readonly width: number;
  readonly hasConflictClause: boolean;
  /** The word DEFAULT stands for a value of the first row. */
  readonly hasDefault: boolean;
  /** A column that is listed twice, which the server refuses. */
  readonly twice?: string;
}

export type IndexColumn = ({ readonly column: string } | { readonly expression: Expression }) & {
  /** Collation, operator class and order, in one text to compare; absent where they are the defaults. */
  readonly manner?: string;
  /** The whole element. */
  readonly at?: Span;
};
