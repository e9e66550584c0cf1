import type { Span } from '../sql/span';
import type { AccessChange } from './access-change';
import type { ObjectChange } from './object-change';
import type { TableChange } from './table-change';
import type { WorkChange } from './work-change';

/**
 * What one statement does to a schema, with all positions counted from the start of the statement. A statement is a
 * list of Changes in the order PostgreSQL carries them out; rules, effects and down drafts read these and never a tree.
 */
export type Change = {
  readonly at: Span;
  /** ALTER TABLE IF EXISTS: where there is no such relation, nothing happens. */
  readonly ifRelationExists?: boolean;
  /** ALTER TABLE ONLY, TRUNCATE ONLY, LOCK ONLY: partitions and children are left as they are. */
  readonly only?: boolean;
  /**
   * Carried out by a DO block, in its transaction: each time; `if-needed` where the block sees to it that what it makes is
   * not there yet, or what it changes is; or `perhaps` where control flow may pass it by.
   */
  readonly inBlock?: 'always' | 'if-needed' | 'perhaps';
} & (TableChange | ObjectChange | AccessChange | WorkChange);

export type ChangeOf<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;
