import { own, type Printable } from '../../sql/printer';
import type { ChangeOf } from '../../schema/change';
import type { FunctionKind, FunctionObject, Key, Name } from '../../schema/schema';
import { creationKey, resolve } from '../../schema/session';
import { restoreTrigger } from './restore';
import { gap, nameOfKey, run, shown, type Step, type Undoing, type World } from './undoing';

/** What CREATE made is dropped, under the name that it has by the end; what was there before it stays. */
export function relationMade(
  { before, session, world, statement, after }: Undoing,
  written: Name,
  drop: (name: ReturnType<typeof nameOfKey>) => Printable,
): readonly Step[] {
  const temporary = resolve(written, after, session);
  const key = creationKey(written, before, session);
  if (before.relations.has(key) || temporary.startsWith('pg_temp.')) return [];
  const made = after.relations.get(key);
  const final = made === undefined ? undefined : world.finalKey(key, made.origin);
  if (final === undefined) return [];
  return statement.parsed.ok ? run(drop(nameOfKey(final, written))) : [];
}

export function indexMade({ change, before, after, session, world }: Undoing<ChangeOf<'create-index'>>): readonly Step[] {
  const table = resolve(change.table, before, session);
  const key = after.relations.keysNotIn(before.relations).find((each) => {
    const made = after.relations.get(each);
    return made?.kind === 'index' && made.table === table;
  });
  // Beside indexes that are not known, the name that the server chose would be a guess.
  if (change.index === undefined && !before.relations.has(table)) {
    return gap(`Drop the index that was made on ${shown(table)}: its name is not known here.`);
  }
  // IF NOT EXISTS, and it was there.
  if (key === undefined) return [];
  const made = after.relations.get(key);
  const final = made === undefined ? undefined : world.finalKey(key, made.origin);
  if (final === undefined || goesWithWhole(final, world)) return [];
  const concurrently = world.isOutside && change.concurrently;
  return run({ type: 'drop index', names: [nameOfKey(final, change.table)], ...(concurrently && { concurrently }) });
}

/** A part of a partitioned table's index that the script has made as well is dropped with that. */
function goesWithWhole(key: Key, world: World): boolean {
  const { end } = world;
  const part = end.relations.get(key);
  const whole = part?.kind === 'index' && part.partitionOf !== undefined ? end.relations.get(part.partitionOf) : undefined;
  return whole !== undefined && world.isBornHere(whole.origin);
}

export function viewMade(undoing: Undoing<ChangeOf<'create-view'>>): readonly Step[] {
  const { change, before, session, world } = undoing;
  const type = change.materialized ? 'drop materialized view' : 'drop view';
  const key = creationKey(change.view, before, session);
  const former = before.relations.get(key);
  if (former === undefined) return relationMade(undoing, change.view, (name) => ({ type, name }));
  if (change.ifNotExists || world.isBornHere(former.origin) || former.kind !== 'view') return [];
  const isNarrower = outputs(former.text) !== outputs(change.text);
  const text = former.text.replace(/^create\s+(or\s+replace\s+)?/i, isNarrower ? 'CREATE ' : 'CREATE OR REPLACE ');
  if (!isNarrower) return run({ type: 'as written', text });
  const readers = [...(before.dependents.get(key) ?? [])];
  return [
    ...(readers.length > 0 ? gap(`Drop ${readers.map(shown).join(', ')} first, and create it again afterwards.`) : []),
    ...run({ type, name: nameOfKey(key, change.view) }, { type: 'as written', text }),
  ];
}

/** CREATE OR REPLACE VIEW may add columns but not take any away: how many commas its first SELECT list has, or the text itself where a star hides them. */
function outputs(text: string): number | string {
  const list = /\bselect\b(.*?)\bfrom\b/is.exec(text)?.[1];
  if (list === undefined || list.includes('*')) return text;
  let depth = 0;
  let commas = 0;
  for (const character of list) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) commas += 1;
  }
  return commas;
}

export function functionMade({ change, before, after, session, world }: Undoing<ChangeOf<'create-function'>>): readonly Step[] {
  const key = creationKey(change.function, before, session);
  const find = (all: ReadonlyMap<Key, readonly FunctionObject[]>): FunctionObject | undefined =>
    all.get(key)?.find((it) => it.arguments.join() === change.arguments.join());
  const former = find(before.functions);
  if (former !== undefined) {
    if (world.isBornHere(former.origin)) return [];
    return run({ type: 'as written', text: former.text.replace(/^create\s+(or\s+replace\s+)?/i, 'CREATE OR REPLACE ') });
  }
  if (find(after.functions) === undefined || find(world.end.functions) === undefined) return [];
  return run(dropRoutine(key, change));
}

const routineWords: Readonly<Record<FunctionKind, string>> = {
  function: 'FUNCTION',
  window: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
};

function dropRoutine(key: Key, change: ChangeOf<'create-function'>): Printable {
  const what = { sql: routineWords[change.routine] };
  const list = change.routine === 'aggregate' && change.arguments.length === 0 ? '*' : change.arguments.join(', ');
  return own`DROP ${what} ${nameOfKey(key, change.function)}(${{ sql: list }})`;
}

export function triggerMade(undoing: Undoing<ChangeOf<'create-trigger'>>): readonly Step[] {
  const { change, before, session, world } = undoing;
  const key = resolve(change.table, before, session);
  const table = before.relations.get(key);
  const former = table?.kind === 'table' ? table.triggers.find(({ name }) => name === change.trigger) : undefined;
  const drop = own`DROP TRIGGER ${{ name: change.trigger }} ON ${nameOfKey(key, change.table)}`;
  if (former === undefined) return run(drop);
  return world.isBornHere(former.origin) ? [] : [...run(drop), ...restoreTrigger(former, key, world)];
}

/** CREATE TYPE, CREATE DOMAIN. */
export function typeMade({ before, session, world }: Undoing, written: Name, isDomain: boolean): readonly Step[] {
  const key = creationKey(written, before, session);
  if (before.types.has(key) || !world.end.types.has(key)) return [];
  const name = nameOfKey(key, written);
  return run(isDomain ? own`DROP DOMAIN ${name}` : { type: 'drop type', names: [name] });
}
