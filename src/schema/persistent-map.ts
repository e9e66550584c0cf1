/** How many buckets a map has: a change copies one of them and the list of all. */
const buckets = 256;

interface Entry<V> {
  readonly value: V;
  /** Its place among all entries: that of its first insertion. */
  readonly order: number;
}

type Bucket<V> = ReadonlyMap<string, Entry<V>>;

/**
 * A map whose changes yield a new map that shares all but one bucket with the old one, so that every step of a long
 * chain can keep its own. Like a Map it lists its entries in the order in which they were put in.
 */
export class PersistentMap<V> implements ReadonlyMap<string, V> {
  readonly #buckets: readonly (Bucket<V> | undefined)[];
  /** The place of the next new entry. */
  readonly #next: number;
  readonly size: number;

  private constructor(list: readonly (Bucket<V> | undefined)[], size: number, next: number) {
    this.#buckets = list;
    this.#next = next;
    this.size = size;
  }

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(new Array<undefined>(buckets).fill(undefined), 0, 0);
  }

  get(key: string): V | undefined {
    return this.#buckets[hash(key)]?.get(key)?.value;
  }

  has(key: string): boolean {
    return this.#buckets[hash(key)]?.has(key) === true;
  }

  set(key: string, value: V): PersistentMap<V> {
    const at = hash(key);
    const bucket = new Map(this.#buckets[at]);
    const order = bucket.get(key)?.order;
    bucket.set(key, { value, order: order ?? this.#next });
    const list = this.#buckets.with(at, bucket);
    return order === undefined
      ? new PersistentMap(list, this.size + 1, this.#next + 1)
      : new PersistentMap(list, this.size, this.#next);
  }

  delete(key: string): PersistentMap<V> {
    const at = hash(key);
    const old = this.#buckets[at];
    if (old?.has(key) !== true) return this;
    const bucket = new Map(old);
    bucket.delete(key);
    return new PersistentMap(this.#buckets.with(at, bucket.size === 0 ? undefined : bucket), this.size - 1, this.#next);
  }

  /** The keys of this map that `other` lacks, in order; quick where the two share most of their buckets. */
  keysNotIn(other: PersistentMap<V>): readonly string[] {
    const found: (readonly [string, Entry<V>])[] = [];
    this.#buckets.forEach((bucket, at) => {
      const theirs = other.#buckets[at];
      if (bucket === theirs || bucket === undefined) return;
      for (const entry of bucket) if (theirs?.has(entry[0]) !== true) found.push(entry);
    });
    return found.sort(byOrder).map(([key]) => key);
  }

  /** The keys whose values are not the very same in `other`, which has them too. */
  keysOtherThan(other: PersistentMap<V>): readonly string[] {
    const found: string[] = [];
    this.#buckets.forEach((bucket, at) => {
      const theirs = other.#buckets[at];
      if (bucket === theirs || bucket === undefined || theirs === undefined) return;
      for (const [key, { value }] of bucket) {
        const there = theirs.get(key);
        if (there !== undefined && there.value !== value) found.push(key);
      }
    });
    return found;
  }

  entries(): MapIterator<[string, V]> {
    return this.#sorted()
      .map(([key, { value }]): [string, V] => [key, value])
      .values();
  }

  keys(): MapIterator<string> {
    return this.#sorted()
      .map(([key]) => key)
      .values();
  }

  values(): MapIterator<V> {
    return this.#sorted()
      .map(([, { value }]) => value)
      .values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  /** All entries in order; it costs more than a Map's, so look up keys where they are known. */
  #sorted(): readonly (readonly [string, Entry<V>])[] {
    const all: (readonly [string, Entry<V>])[] = [];
    for (const bucket of this.#buckets) if (bucket !== undefined) for (const entry of bucket) all.push(entry);
    return all.sort(byOrder);
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

function byOrder(one: readonly [string, Entry<unknown>], other: readonly [string, Entry<unknown>]): number {
  return one[1].order - other[1].order;
}

/** FNV-1a over UTF-16 units, folded into a bucket's number. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 0x01000193);
  return ((value >>> 16) ^ value) & (buckets - 1);
}
