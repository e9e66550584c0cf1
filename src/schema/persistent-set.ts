import { PersistentMap } from './persistent-map';

/** A set whose changes yield a new set that shares nearly all with the old one. Lists its members as they were put in. */
export class PersistentSet implements ReadonlySet<string> {
  readonly #members: PersistentMap<true>;

  private constructor(members: PersistentMap<true>) {
    this.#members = members;
  }

  /** The set itself if it is a persistent one already. */
  static from(set: Iterable<string>): PersistentSet {
    if (set instanceof PersistentSet) return set;
    return new PersistentSet([...set].reduce((members, member) => members.set(member, true), PersistentMap.empty<true>()));
  }

  get size(): number {
    return this.#members.size;
  }

  has(member: string): boolean {
    return this.#members.has(member);
  }

  with(added: Iterable<string>): PersistentSet {
    let members = this.#members;
    for (const member of added) if (!members.has(member)) members = members.set(member, true);
    return members === this.#members ? this : new PersistentSet(members);
  }

  without(less: Iterable<string>): PersistentSet {
    let members = this.#members;
    for (const member of less) members = members.delete(member);
    return members === this.#members ? this : new PersistentSet(members);
  }

  keys(): SetIterator<string> {
    return this.#members.keys();
  }

  values(): SetIterator<string> {
    return this.#members.keys();
  }

  *entries(): SetIterator<[string, string]> {
    for (const member of this.#members.keys()) yield [member, member];
  }

  [Symbol.iterator](): SetIterator<string> {
    return this.keys();
  }

  forEach(visit: (member: string, again: string, set: ReadonlySet<string>) => void): void {
    for (const member of this) visit(member, member, this);
  }
}
