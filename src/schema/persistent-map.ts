/** How many buckets a map has: a change copies one of them and the list of all. */
const buckets = 256;

/**
 * A map whose changes yield a new map that shares all but one bucket with the old one, so that every step of a long
 * chain can keep its own. The order of its entries is always the same for the same keys, but means nothing.
 */
export class PersistentMap<V> implements ReadonlyMap<string, V> {
  readonly #buckets: readonly (ReadonlyMap<string, V> | undefined)[];
  readonly size: number;

  private constructor(list: readonly (ReadonlyMap<string, V> | undefined)[], size: number) {
    this.#buckets = list;
    this.size = size;
  }

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(new Array<undefined>(buckets).fill(undefined), 0);
  }

  get(key: string): V | undefined {
    return this.#buckets[hash(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.#buckets[hash(key)]?.has(key) === true;
  }

  set(key: string, value: V): PersistentMap<V> {
    const at = hash(key);
    const old = this.#buckets[at];
    const bucket = new Map(old).set(key, value);
    return new PersistentMap(this.#buckets.with(at, bucket), this.size + (old?.has(key) === true ? 0 : 1));
  }

  delete(key: string): PersistentMap<V> {
    const at = hash(key);
    const old = this.#buckets[at];
    if (old?.has(key) !== true) return this;
    const bucket = new Map(old);
    bucket.delete(key);
    return new PersistentMap(this.#buckets.with(at, bucket.size === 0 ? undefined : bucket), this.size - 1);
  }

  /** The keys of this map that `other` lacks; quick where the two share most of their buckets. */
  keysNotIn(other: PersistentMap<V>): readonly string[] {
    const found: string[] = [];
    this.#buckets.forEach((bucket, at) => {
      const theirs = other.#buckets[at];
      if (bucket === theirs || bucket === undefined) return;
      for (const key of bucket.keys()) if (theirs?.has(key) !== true) found.push(key);
    });
    return found;
  }

  *entries(): MapIterator<[string, V]> {
    for (const bucket of this.#buckets) if (bucket !== undefined) yield* bucket.entries();
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

/** FNV-1a over UTF-16 units, folded into a bucket's number. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return ((value >>> 16) ^ value) & (buckets - 1);
}
