/** Year to second in UTC. */
function partsOf(time: number): readonly string[] {
  return new Date(time).toISOString().slice(0, 19).split(/[-T:]/);
}

/** A time to the second, as names and headers of migrations have it: `20250101120000`, `20250101_120000`, `2025-01-01T12:00:00`. */
export function timePattern(time: number): RegExp {
  const [year, month, day, hour, minute, second] = partsOf(time);
  return new RegExp(`${year}(-?)${month}(-?)${day}([_T]?)${hour}(:?)${minute}(:?)${second}`, 'g');
}

/** The same text as if it were written at another time. */
export function withTime(text: string, then: number, now: number): string {
  const [year, ...rest] = partsOf(now);
  return text.replace(timePattern(then), (_, ...between: string[]) =>
    rest.reduce((all, part, nth) => `${all}${between[nth] ?? ''}${part}`, year ?? ''),
  );
}

/** Whether a name carries this second or a later one: what is added behind it is not named after the clock. */
export function isAhead(name: string, time: number): boolean {
  const current = partsOf(time).join('');
  return [...name.matchAll(/(?<!\d)(\d{8})_?(\d{6})(?!\d)/g)].some(([, day = '', clock = '']) => day + clock >= current);
}
