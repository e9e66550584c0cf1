import type { ChangeOf } from '../schema/change';
import type { Table } from '../schema/schema';
import { resolve } from '../schema/session';
import { mentions } from './column-subject';
import type { Effect } from './effect';
import { fails, lock, unknown } from './outcome';
import { isWhole } from './subject';
import { tables, type World } from './world';

/** DROP FUNCTION: triggers, defaults, expressions, policies and views stand in its way, bodies of other functions do not. */
export function dropFunction(change: ChangeOf<'drop-function'>, world: World): readonly Effect[] {
  const key = resolve(change.function, world.schema, world.session, 'function');
  const known = world.schema.functions.get(key) ?? [];
  if (known.length === 0) {
    if (!isWhole(world)) return [unknown('outcome', 'the function is not made here'), unknown('locks', 'it is not made here')];
    return change.ifExists ? [] : [fails('42883', `there is no function ${key}`)];
  }
  // Which of several is meant, and which is used, the arguments say.
  if (known.length > 1) return [unknown('outcome', 'something may use the function'), ...maybeLocks(change)];
  const triggered = tables(world).filter(({ triggers }) =>
    triggers.some((each) => resolve(each.function, world.schema, world.session, 'function') === key),
  );
  // What a rule does is not kept.
  const hasRules = tables(world).some(({ rules }) => rules.length > 0);
  const isMentioned = hasRules || textsOf(world).some((text) => mentions(text, change.function.name));
  if (change.cascade) {
    const held = triggered.map((each) => lock(each.key, 'AccessExclusiveLock', key));
    return isMentioned || triggered.some(({ partitionBy }) => partitionBy !== undefined)
      ? [...held, ...maybeLocks(change)]
      : held;
  }
  if (triggered.length > 0 && isWhole(world)) return [fails('2BP01', `a trigger of ${triggered[0]?.key ?? ''} calls it`)];
  if (isMentioned) return [unknown('outcome', 'something may use the function')];
  return isWhole(world) ? [] : [unknown('outcome', 'something may use the function')];
}

function maybeLocks({ cascade }: ChangeOf<'drop-function'>): readonly Effect[] {
  return cascade ? [unknown('locks', 'what uses the function is dropped too')] : [];
}

/** Every text in which a call would be a dependency. */
function textsOf({ schema }: World): readonly string[] {
  const relations = [...schema.relations.values()].flatMap((each): readonly string[] => {
    switch (each.kind) {
      case 'table':
      case 'foreign-table':
        return textsOfTable(each);
      case 'view':
      case 'materialized-view':
        return [each.text];
      case 'index':
        return [...each.columns, each.predicate?.text ?? ''];
      case 'sequence':
        return [];
    }
  });
  const types = [...schema.types.values()].flatMap((each) =>
    each.kind === 'domain' ? [each.default?.text ?? '', ...each.constraints.map(({ expression }) => expression.text)] : [],
  );
  // A body after BEGIN ATOMIC or RETURN is kept as a tree, and an aggregate names its parts.
  const bodies = [...schema.functions.values()]
    .flat()
    .filter(({ kind, text }) => kind === 'aggregate' || /\bBEGIN\s+ATOMIC\b|\)\s*RETURN\b|^\s*RETURN\b/im.test(text))
    .map(({ text }) => text.replace(/^.*?\(/s, ''));
  return [...relations, ...types, ...bodies];
}

function textsOfTable({ columns, constraints, policies, triggers }: Table): readonly string[] {
  return [
    ...columns.flatMap((each) => [each.default?.text ?? '', each.generated?.expression.text ?? '']),
    ...constraints.map(({ expression }) => expression?.text ?? ''),
    ...policies.flatMap(({ using, check }) => [using?.text ?? '', check?.text ?? '']),
    ...triggers.map(({ when }) => when?.text ?? ''),
  ];
}
