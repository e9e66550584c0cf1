/** What falls by chance: the same seed brings the same. */
export interface Chance {
  /** A whole number from 0, below a limit. */
  below(limit: number): number;
  pick<T>(all: readonly T[]): T;
  /** True in that share of cases. */
  is(share: number): boolean;
  /** The text in that share of cases, else none. */
  maybe(share: number, text: string): string;
}

/** Numbers by mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (all) => all[below(all.length)]!,
    is: (share) => next() < share,
    maybe: (share, text) => (next() < share ? text : ''),
  };
}
