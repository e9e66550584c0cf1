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
