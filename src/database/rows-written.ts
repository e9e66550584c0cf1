import type { Between } from './observe';

/** Rows of one table that were written between two observations, by whatever did it. */
export interface RowsWritten {
  /** `schema.name`. */
  readonly on: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/**
 * By the counters of the open transaction, which count what triggers, cascades and functions write as well. Outside a
 * transaction the server clears them whenever it likes.
 */
export function rowsWritten({ before, after }: Between): readonly RowsWritten[] {
  return [...before.relations.values()].flatMap(({ oid, key, kind, ...was }) => {
    const now = after.relations.get(oid);
    if (kind !== 'r' || now === undefined) return [];
    const inserted = now.inserted - was.inserted;
    const updated = now.updated - was.updated;
    const deleted = now.deleted - was.deleted;
    return inserted > 0 || updated > 0 || deleted > 0 ? [{ on: key, inserted, updated, deleted }] : [];
  });
}
