/** Units of PostgreSQL's time settings in milliseconds. */
const units: ReadonlyMap<string, number> = new Map([
  ['us', 0.001],
  ['ms', 1],
  ['', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** The value of a time setting in milliseconds, as PostgreSQL reads it; absent where it would refuse the value. */
export function milliseconds(value: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*$/.exec(value);
  const unit = units.get(match?.[2] ?? '');
  return match?.[1] === undefined || unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}

/** The schemas of a search path; `"$user"` is left out, since no migration's objects live there. */
export function searchPathOf(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    .filter((part) => part !== '' && part !== '$user' && part !== 'pg_catalog');
}
