import type { ChangeOf } from '../../../schema/change';
import type { Span } from '../../../sql/span';

/** The new type with its USING and COLLATE, to the end of the clause. */
export function changedType({ at, typeAt }: ChangeOf<'change-column-type'>): Span {
  return { start: typeAt.start, end: Math.max(typeAt.end, at.end) };
}
