import { pairs } from './moves';
import type { Column, Key, Origin, Relation, Schema, Table } from './schema';

/** What became of an object after it was made; one that was never touched has none. */
export interface Life {
  /** Its name when it was made: `public.orders`, of a column `note`. */
  readonly born: string;
  readonly made: Origin;
  /** The statements that changed it, in order, each once. */
  readonly touched: readonly Origin[];
  readonly dropped?: Origin;
  /** Of a table's columns, those that are gone among them. */
  readonly columns?: ReadonlyMap<string, Life>;
}

/** The Schema after a change with the lives of what the change touched, moved or dropped. */
export function withLives(before: Schema, after: Schema, origin: Origin): Schema {
  let { lives } = after;
  if (after.relations !== before.relations) {
    const gone = before.relations.keysNotIn(after.relations);
    const come = after.relations.keysNotIn(before.relations);
    const moved = pairs(gone, come);
    for (const key of come) if (lives.has(key)) lives = lives.delete(key);
    for (const from of gone) {
      const old = before.relations.get(from);
      const to = moved.get(from);
      const now = to === undefined ? undefined : after.relations.get(to);
      if (old === undefined) continue;
      const life = lifeOf(before, old);
      if (now === undefined || to === undefined || now.kind !== old.kind || now.origin !== old.origin) {
        lives = lives.set(from, { ...life, dropped: origin });
      } else {
        lives = lives.delete(from).set(to, touch(life, old, now, origin));
      }
    }
    for (const key of after.relations.keysOtherThan(before.relations)) {
      const [old, now] = [before.relations.get(key), after.relations.get(key)];
      if (old === undefined || now === undefined) continue;
      const life = lifeOf(before, old);
      const next = touch(life, old, now, origin);
      if (next !== life) lives = lives.set(key, next);
    }
  }
  return lives === after.lives ? after : { ...after, lives };
}

/** The life of a relation as far as it has come. */
export function lifeOf({ lives }: Schema, { key, origin }: Relation): Life {
  return lives.get(key) ?? { born: key, made: origin, touched: [] };
}

function touch(life: Life, old: Relation, now: Relation, origin: Origin): Life {
  const touched = isTouched(old, now) ? { ...life, touched: withOrigin(life.touched, origin) } : life;
  if (!isTable(old) || !isTable(now)) return touched;
  const columns = columnLives(life.columns ?? new Map<string, Life>(), old.columns, now.columns, origin);
  return columns.size === 0 || columns === life.columns ? touched : { ...touched, columns };
}

const isTable = (relation: Relation): relation is Table => relation.kind === 'table' || relation.kind === 'foreign-table';

/** Fields that name other relations: they follow when those are renamed, which changes nothing of this one. */
const namesOfOthers: ReadonlySet<string> = new Set([
  'table',
  'reads',
  'ownedBy',
  'partitionOf',
  'inherits',
  'references',
  'index',
]);

function isTouched(old: object, now: object): boolean {
  const [before, after] = [old as Fields, now as Fields];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].some((field) => {
    const [a, b] = [before[field], after[field]];
    if (a === b) return false;
    if (field === 'constraints' && Array.isArray(a) && Array.isArray(b)) {
      return a.length !== b.length || a.some((each: object, nth) => isTouched(each, b[nth] as object));
    }
    if (!namesOfOthers.has(field)) return true;
    return Array.isArray(a) && Array.isArray(b) ? a.length !== b.length : a === undefined || b === undefined;
  });
}

type Fields = Readonly<Record<string, unknown>>;

function columnLives(
  lives: ReadonlyMap<string, Life>,
  old: readonly Column[],
  now: readonly Column[],
  origin: Origin,
): ReadonlyMap<string, Life> {
  if (old === now) return lives;
  const next = new Map(lives);
  const life = ({ name, origin: made }: Column): Life => next.get(name) ?? { born: name, made, touched: [] };
  const gone = old.filter(({ name }) => !now.some((column) => column.name === name));
  const come = now.filter(({ name }) => !old.some((column) => column.name === name));
  // Renamed is what takes the place of one that goes, and was made where that was.
  const renamed = new Map(
    gone.flatMap((column) => {
      const to = come.find((each) => now.indexOf(each) === old.indexOf(column) && each.origin === column.origin);
      return to === undefined ? [] : [[column.name, to.name] as const];
    }),
  );
  for (const { name } of come) next.delete(name);
  for (const column of gone) {
    const known = life(column);
    const to = renamed.get(column.name);
    if (to === undefined) {
      next.set(column.name, { ...known, dropped: origin });
      continue;
    }
    next.delete(column.name);
    next.set(to, { ...known, touched: withOrigin(known.touched, origin) });
  }
  for (const column of now) {
    const earlier = old.find(({ name }) => name === column.name);
    if (earlier === undefined || earlier === column) continue;
    const known = life(column);
    next.set(column.name, { ...known, touched: withOrigin(known.touched, origin) });
  }
  return next;
}

function withOrigin(touched: readonly Origin[], origin: Origin): readonly Origin[] {
  return touched.at(-1) === origin ? touched : [...touched, origin];
}

/** The life of a column that has been touched or dropped. */
export function columnLife({ lives }: Schema, table: Key, column: string): Life | undefined {
  return lives.get(table)?.columns?.get(column);
}
