import type { Node } from '@pgsql/types';
import type { Span } from '../sql/span';
import type { InsertedRows } from './definitions';
import type { Name } from './schema';

/** What a statement does without making an object: to rows, to the transaction and its settings, and as maintenance. */
export type WorkChange =
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
  | {
      readonly kind: 'do';
      readonly language: string;
      readonly body: string;
      /** Each EXECUTE of what only running it tells, if that is all; none where the block could not be read. */
      readonly dynamic: readonly Span[];
    }
  | {
      readonly kind: 'vacuum';
      readonly full: boolean;
      readonly analyzeOnly: boolean;
      readonly analyzes: boolean;
      readonly tables: readonly Name[];
    }
  | { readonly kind: 'cluster'; readonly table?: Name; readonly index?: string }
  /** A statement that never runs in a transaction block, such as CREATE DATABASE or ALTER SYSTEM. */
  | { readonly kind: 'no-transaction'; readonly what: string }
  /** Whatever has no kind of its own yet. */
  | { readonly kind: 'other'; readonly tree: Node };
