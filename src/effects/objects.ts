import type { ChangeOf } from '../schema/change';
import { partsOf } from '../schema/names';
import type { Key, Name } from '../schema/schema';
import { changeColumnType } from './change-column-type';
import type { Effect, LockMode } from './effect';
import { fails, lock, mayFail, unknown, unknownAll, willFail } from './outcome';
import { absent, isWhole, lockTree, subject, workOn } from './subject';
import { typeObject } from './type-change';
import { relation, resolve, tables, type World } from './world';

/** A statement that locks one relation and touches no row. */
export function onlyLock(world: World, name: Name, mode: LockMode): readonly Effect[] {
  const key = resolve(world, name);
  return relation(world, name) === undefined ? absent(world, key) : [lock(key, mode)];
}

export function dropSequence(change: ChangeOf<'drop-sequence'>, world: World): readonly Effect[] {
  const key = resolve(world, change.sequence);
  const found = world.schema.relations.get(key);
  if (found === undefined) return change.ifExists && isWhole(world) ? [] : absent(world, key);
  if (found.kind !== 'sequence') return [fails('42809', `${key} is no sequence`)];
  if (change.cascade) return [lock(key, 'AccessExclusiveLock'), unknown('locks', 'defaults that call it are dropped too')];
  const user = tables(world).find(({ columns }) =>
    columns.some((each) => each.default?.text.includes(change.sequence.name) === true),
  );
  if (user !== undefined) return [unknown('locks', `${user.key} may need it`), unknown('outcome', `${user.key} may need it`)];
  return found.ownedBy === undefined
    ? [lock(key, 'AccessExclusiveLock')]
    : [lock(key, 'AccessExclusiveLock'), unknown('outcome', `${found.ownedBy.table} may need it`)];
}

export function changeTrigger(
  change: ChangeOf<'create-trigger' | 'drop-trigger' | 'rename-trigger'>,
  world: World,
): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const exists = table?.triggers.some(({ name }) => name === change.trigger) === true;
  const isView = table === undefined && relation(world, change.table) !== undefined;
  if (change.kind === 'create-trigger') {
    if (exists && !change.replace) return [fails('42710', `trigger ${change.trigger} exists`)];
    const isDeep = table?.partitionBy !== undefined && change.forEachRow;
    const mode = 'ShareRowExclusiveLock';
    return [...effects, ...(isDeep ? lockTree(world, key, mode) : [lock(key, mode)])];
  }
  if (!exists && !isView && table !== undefined && isWhole(world) && !table.partlyKnown) {
    const ifExists = change.kind === 'drop-trigger' && change.ifExists;
    return ifExists ? [] : [fails('42704', `there is no trigger ${change.trigger}`)];
  }
  const held = lock(key, 'AccessExclusiveLock');
  if (table?.partitionBy === undefined) return [...effects, held];
  return [...effects, held, unknown('locks', 'a trigger for each row is in every partition too')];
}

/** ENABLE and DISABLE TRIGGER go down to partitions and children, ENABLE ALWAYS and ENABLE REPLICA do not. */
export function setTriggerState(change: ChangeOf<'set-trigger-state'>, world: World): readonly Effect[] {
  const { key, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const isDeep = change.only !== true && (change.state === 'origin' || change.state === 'disabled');
  const mode = 'ShareRowExclusiveLock';
  return [...effects, ...(isDeep ? lockTree(world, key, mode) : [lock(key, mode)])];
}

export function changePolicy(
  change: ChangeOf<'create-policy' | 'alter-policy' | 'drop-policy' | 'rename-policy'>,
  world: World,
): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  const ifExists = change.kind === 'drop-policy' && change.ifExists;
  if (willFail(effects)) return ifExists ? [] : effects;
  const exists = table?.policies.some(({ name }) => name === change.policy) === true;
  if (change.kind === 'create-policy') {
    if (exists) return [fails('42710', `policy ${change.policy} exists`)];
  } else if (!exists && table !== undefined && isWhole(world) && !table.partlyKnown) {
    return ifExists ? [] : [fails('42704', `there is no policy ${change.policy}`)];
  }
  return [...effects, lock(key, 'AccessExclusiveLock')];
}

/** A clause of ALTER TABLE that only locks. */
export function lockTable(name: Name, world: World): readonly Effect[] {
  const { key, effects } = subject(world, name);
  return willFail(effects) ? effects : [...effects, lock(key, 'AccessExclusiveLock')];
}

export function addEnumValue(change: ChangeOf<'add-enum-value'>, world: World): readonly Effect[] {
  const type = typeObject({ ...change.type, modifiers: [], array: 0 }, typesOf(world));
  if (type === undefined) return isWhole(world) ? [fails('42704', `there is no type ${change.type.name}`)] : [];
  if (type.kind !== 'enum') return [fails('42809', `${type.key} is no enum`)];
  if (type.values.includes(change.value)) return change.ifNotExists ? [] : [fails('42710', `${change.value} exists`)];
  return [];
}

function typesOf(world: World) {
  return { schema: world.schema, searchPath: world.session.searchPath };
}

/** ALTER DOMAIN looks at every table with a column of the domain where it must know their values. */
export function alterDomain(change: ChangeOf<'alter-domain'>, world: World): readonly Effect[] {
  const type = typeObject({ ...change.type, modifiers: [], array: 0 }, typesOf(world));
  if (type === undefined)
    return isWhole(world) ? [fails('42704', `there is no type ${change.type.name}`)] : unknownAll('the domain is not made here');
  if (type.kind !== 'domain') return [fails('42809', `${type.key} is no domain`)];
  const { action } = change;
  switch (action.kind) {
    case 'set-not-null':
      return type.notNull ? [] : [...scanUsers(world, type.key), mayFail('23502', 'a row has NULL')];
    case 'add-check':
      if (type.constraints.some(({ name }) => name === action.name)) return [fails('42710', `${action.name ?? ''} exists`)];
      return action.notValid ? [] : [...scanUsers(world, type.key), mayFail('23514', 'a row fails the check')];
    case 'validate-constraint': {
      const constraint = type.constraints.find(({ name }) => name === action.constraint);
      if (constraint === undefined) return [fails('42704', `there is no constraint ${action.constraint}`)];
      return constraint.validated ? [] : [...scanUsers(world, type.key), mayFail('23514', 'a row fails the check')];
    }
    case 'set-default':
    case 'drop-default':
    case 'drop-not-null':
      return [];
    case 'rename-constraint':
    case 'drop-constraint':
      return type.constraints.some(({ name }) => name === action.constraint)
        ? []
        : [unknown('outcome', 'the constraint is not made here')];
  }
}

/**
 * ALTER TYPE of a composite type: tables OF it follow with CASCADE and stand in its way without; those with a column of it
 * stand in the way of another type for an attribute.
 */
export function alterComposite(change: ChangeOf<'alter-composite'>, world: World): readonly Effect[] {
  const type = typeObject({ ...change.type, modifiers: [], array: 0 }, typesOf(world));
  if (type === undefined)
    return isWhole(world) ? [fails('42P01', `there is no type ${change.type.name}`)] : unknownAll('the type is not made here');
  const typed = tables(world).filter(({ ofType }) => ofType === type.key);
  const { action } = change;
  const unsure = action.kind === 'change-type' ? [unknown('outcome', 'a column may be of this type')] : [];
  if (typed.length === 0) return unsure;
  if (!change.cascade) return [fails('2BP01', `${typed[0]?.key ?? ''} is a table of this type`)];
  const locks = typed.flatMap(({ key }) => lockTree(world, key, 'AccessExclusiveLock'));
  if (action.kind !== 'change-type') return locks;
  const { attribute, at } = { ...action, at: change.at };
  const changes = typed.flatMap(({ key }) =>
    changeColumnType(
      {
        kind: 'change-column-type',
        at,
        typeAt: at,
        table: partsOf(key),
        column: attribute.name,
        type: attribute.type,
        ...(attribute.collation && { collation: attribute.collation }),
      },
      world,
    ),
  );
  return [...locks, ...changes, ...unsure];
}

function scanUsers(world: World, domain: Key): readonly Effect[] {
  const path = typesOf(world);
  const users = tables(world).filter(({ columns }) =>
    columns.some(({ type }) => type.array === 0 && typeObject(type, path)?.key === domain),
  );
  return users
    .filter((each) => each.kind === 'table' && each.partitionBy === undefined)
    .flatMap((each) => [lock(each.key, 'ShareLock', domain), ...workOn(world, each.key, 'scan')]);
}

export function dropSchema(change: ChangeOf<'drop-schema'>, world: World): readonly Effect[] {
  if (!world.schema.schemas.has(change.schema)) {
    if (!isWhole(world))
      return [unknown('locks', 'what the schema holds is not known'), unknown('outcome', 'the schema is not made here')];
    return change.ifExists ? [] : [fails('3F000', `there is no schema ${change.schema}`)];
  }
  const inside = [...world.schema.relations.values()].filter(({ key }) => key.startsWith(`${change.schema}.`));
  const others = [...world.schema.types.keys(), ...world.schema.functions.keys()].some((key) =>
    key.startsWith(`${change.schema}.`),
  );
  if (inside.length === 0 && !others) return [];
  if (!change.cascade) return [fails('2BP01', `${change.schema} is not empty`)];
  return [
    ...inside.filter(({ kind }) => kind !== 'index').map(({ key }) => lock(key, 'AccessExclusiveLock', change.schema)),
    unknown('locks', 'whatever uses what the schema holds is dropped or changed too'),
    { kind: 'data-loss', of: change.schema },
  ];
}

export function dropType(change: ChangeOf<'drop-type'>, world: World): readonly Effect[] {
  const type = typeObject({ ...change.type, modifiers: [], array: 0 }, typesOf(world));
  if (type === undefined) {
    if (change.ifExists) return [];
    return isWhole(world)
      ? [fails('42704', `there is no type ${change.type.name}`)]
      : [unknown('locks', 'the type is not made here')];
  }
  const path = typesOf(world);
  const users = tables(world).filter(({ columns }) => columns.some((column) => typeObject(column.type, path)?.key === type.key));
  if (users.length === 0) return change.cascade ? [unknown('locks', 'what uses the type is dropped too')] : [];
  if (!change.cascade) return [fails('2BP01', `${users[0]?.key ?? ''} uses it`)];
  return [
    ...users.flatMap(({ key }) => lockTree(world, key, 'AccessExclusiveLock')),
    unknown('locks', 'what uses the type is dropped too'),
  ];
}
