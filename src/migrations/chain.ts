import type { Key, Schema } from '../schema/schema';
import { emptySchema } from '../schema/schema';
import type { SqlReader } from '../sql/reader';
import { leadingNumber, mayChangeSchema } from './foreign';
import { baseName } from './paths';
import type { Migration, Source } from './project';
import { walk, type Before } from './walk';

/** A migration in its chain: what it finds, and what its up script leaves behind. */
export interface Step {
  readonly migration: Migration;
  readonly before: Before;
  readonly after: Before;
}

/** A source's migrations in order, and the Schema after each. Every one counts as new: who knows what is applied asks `originOf`. */
export interface Chain {
  readonly steps: readonly Step[];
  readonly byId: ReadonlyMap<string, Step>;
  /** Migrations by the path of their up script. */
  readonly byPath: ReadonlyMap<string, Migration>;
  /** The Schema that the whole chain leaves behind. */
  readonly end: Schema;
}

/** What the first migration finds. */
export const nothing: Before = { schema: emptySchema, fresh: new Set() };

/** What a migration's script finds: its up script what came before, its down script what its up script left. */
export function beforeScript(chain: Chain, migration: Migration, direction: 'up' | 'down'): Before {
  const step = chain.byId.get(migration.id);
  if (step === undefined) return chain.steps.at(-1)?.after ?? nothing;
  return direction === 'up' ? step.before : step.after;
}

/** The tables that a migration makes, changes or drops, sorted. */
export function tablesOf({ before, after }: Step): readonly Key[] {
  const [had, has] = [before.schema.relations, after.schema.relations];
  const isTable = (key: Key): boolean => (has.get(key) ?? had.get(key))?.kind === 'table';
  return [...has.keysNotIn(had), ...has.keysOtherThan(had), ...had.keysNotIn(has)].filter(isTable).sort();
}

/** The chain of a source in one go; steps of `previous` before the first changed script are kept. */
export function buildChain(source: Source, reader: SqlReader, previous?: Chain): Chain {
  const growing = growChain(source, reader, previous);
  for (;;) {
    const next = growing.next();
    if (next.done === true) return next.value;
  }
}

/**
 * The same a migration at a time, so that others get their turn between: yields each step that it had to walk, nothing
 * where it is still about a long one, and returns the chain.
 */
export function* growChain(source: Source, reader: SqlReader, previous?: Chain): Generator<Step | undefined, Chain> {
  const steps: Step[] = [];
  let before = nothing;
  let isSame = true;
  const onTheWay = withForeign(source);
  for (const [index, migration] of source.migrations.entries()) {
    const known = previous?.steps[index];
    before = onTheWay(migration, before);
    isSame &&= known !== undefined && isUnchanged(known.migration, migration);
    isSame &&= known?.before.schema.partlyKnown === before.schema.partlyKnown;
    const { up } = migration;
    if (!isSame && up !== undefined) yield* reader.reading(up.text, up.body);
    const step = isSame && known !== undefined ? { ...known, migration } : walkUp(source, migration, reader, before);
    steps.push(step);
    before = step.after;
    if (!isSame) yield step;
  }
  return {
    steps,
    byId: new Map(steps.map((step) => [step.migration.id, step])),
    byPath: makersOf(source),
    end: before.schema,
  };
}

/** Migrations by the path of their up script. */
export function makersOf({ migrations }: Source): ReadonlyMap<string, Migration> {
  return new Map(migrations.flatMap((migration) => (migration.up === undefined ? [] : [[migration.up.path, migration]])));
}

/**
 * What a migration finds of what the SQL before it leaves: from the first migration of its source on that is in another
 * language, which may have made or dropped anything, the Schema is partly known.
 */
export function withForeign({ problems }: Source): (migration: Migration, before: Before) => Before {
  const foreign = problems.filter(mayChangeSchema).map(({ path }) => leadingNumber(baseName(path)) ?? 0n);
  if (foreign.length === 0) return (_, before) => before;
  const first = foreign.reduce((a, b) => (b < a ? b : a));
  return ({ version }, before) => {
    if (before.schema.partlyKnown || (leadingNumber(version) ?? first) < first) return before;
    return { ...before, schema: { ...before.schema, partlyKnown: true } };
  };
}

function walkUp({ convention }: Source, migration: Migration, reader: SqlReader, before: Before): Step {
  const { up } = migration;
  return { migration, before, after: up === undefined ? before : walk(up, { convention, reader, before }).after };
}

function isUnchanged(a: Migration, b: Migration): boolean {
  return a.id === b.id && a.up?.path === b.up?.path && a.up?.text === b.up?.text && a.up?.body.start === b.up?.body.start;
}
