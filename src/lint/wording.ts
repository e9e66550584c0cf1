import type { LockMode } from '../effects/effect';
import type { Key } from '../schema/schema';

/** A table as people call it: `orders` for `public.orders`, and `billing.orders` for what is elsewhere. */
export function plainName(key: Key): string {
  return key.startsWith('public.') ? key.slice('public.'.length) : key;
}

/** «a», «a and b», «a, b and c». */
export function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1] ?? ''}`;
}

/** A mode of `pg_locks` as PostgreSQL's manual spells it: `ACCESS EXCLUSIVE`. */
export function lockName(mode: LockMode): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}

const units = [
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1000 },
  { name: 'millisecond', ms: 1 },
];

/** A time in the largest unit that leaves no fraction: «10 minutes», «90 seconds». */
export function duration(ms: number): string {
  const unit = units.find((each) => ms % each.ms === 0) ?? { name: 'millisecond', ms: 1 };
  const count = ms / unit.ms;
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

/** «812 kB», «7.4 MB», as psql prints sizes. */
export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} ${units[power] ?? ''}`;
}

/** «250», «12 k», «120 M», «3.4 G»: as many digits as an estimate has. */
export function countWords(count: number): string {
  const units = ['', ' k', ' M', ' G', ' T'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)}${units[power] ?? ''}`;
}
