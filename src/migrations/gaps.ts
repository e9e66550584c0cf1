import { leadingNumber } from './foreign';
import { baseName } from './paths';
import type { Migration, Source } from './project';
import { perObject } from '../sql/per-object';

/** Numbers that no file of a source has, between two that some have. */
export interface Gap {
  readonly numbers: readonly number[];
  readonly before: Migration;
  readonly after: Migration;
}

/** More than so many gaps, and nobody ever meant the numbers to be without. */
const most = 3;

/**
 * The gaps of a source that numbers its migrations one after the other. None where it goes by dates or in steps, and none
 * where there are so many that it never was complete.
 */
export const gapsOf = perObject(({ migrations, problems }: Source): readonly Gap[] => {
  const ups = migrations.filter(({ up, version }) => up !== undefined && /^\d{1,5}$/.test(version));
  if (ups.length < 4 || ups.length * 2 < migrations.length) return [];
  // What another language or a broken name has taken is no gap.
  const taken = new Set(problems.map(({ path }) => Number(leadingNumber(baseName(path)) ?? -1)));
  const sorted = ups.toSorted((a, b) => Number(a.version) - Number(b.version));
  const gaps: Gap[] = [];
  for (const [index, after] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before === undefined) continue;
    const from = Number(before.version) + 1;
    const to = Number(after.version);
    // A leap is a new beginning.
    if (to - from > ups.length) return [];
    const numbers = Array.from({ length: Math.max(0, to - from) }, (_, nth) => from + nth).filter((number) => !taken.has(number));
    if (numbers.length > 0) gaps.push({ numbers, before, after });
  }
  const missing = gaps.reduce((sum, { numbers }) => sum + numbers.length, 0);
  return gaps.length > most || missing * 4 > ups.length ? [] : gaps;
});
