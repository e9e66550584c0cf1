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
