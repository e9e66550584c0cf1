import type { ChangeOf } from '../schema/change';
import { partsOf } from '../schema/names';
import type { Key, Name, Trigger, TypeName } from '../schema/schema';
import { creationKey, resolve as resolveName } from '../schema/session';
import { changeColumnType } from './change-column-type';
import type { Effect, LockMode } from './effect';
import { fails, lock, mayFail, unknown, unknownAll, willFail } from './outcome';
import { schemaOf } from './keys';
import { absent, isWhole, lockPartitions, lockTree, subject } from './subject';
import { typeObject } from './type-change';
import { foreignKeysFrom, foreignKeysTo, lacksColumn, relation, resolve, tables, type World } from './world';

/** A statement that locks one relation and touches no row. */
export function onlyLock(world: World, name: Name, mode: LockMode): readonly Effect[] {
  const key = resolve(world, name);
  return relation(world, name) === undefined ? absent(world, key) : [lock(key, mode)];
}

/** COMMENT ON, also on what belongs to a relation. */
export function comment({ relation, on }: ChangeOf<'comment'>, world: World): readonly Effect[] {
  const isMember = on !== undefined && 'member' in on && on.what !== 'domain-constraint';
  const name = relation ?? (isMember ? on.name : undefined);
  if (name === undefined) return [];
  const { table, effects } = subject(world, name);
  if (willFail(effects)) return effects;
  if (table !== undefined && isWhole(world) && !table.partlyKnown && on !== undefined && 'member' in on) {
    const { member } = on;
    if (on.what === 'column' && lacksColumn(table, member)) return [fails('42703', `there is no column ${member}`)];
    const known = { trigger: table.triggers, policy: table.policies, constraint: table.constraints, rule: table.rules };
    const list = on.what === 'column' || on.what === 'domain-constraint' ? undefined : known[on.what];
    // Since 18 every NOT NULL is a constraint, which the schema has no name for.
    const mayBeNotNull = on.what === 'constraint' && world.postgres >= 18 && member.endsWith('_not_null');
    if (list?.some((each) => each.name === member) === false && !mayBeNotNull) {
      return [fails('42704', `there is no ${on.what} ${member}`)];
    }
  }
  return relation === undefined ? [] : onlyLock(world, relation, 'ShareUpdateExclusiveLock');
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
    if (lacksFunction(change.function, world)) return [fails('42883', `there is no function ${change.function.name}`)];
    const isDeep = table?.partitionBy !== undefined && change.forEachRow;
    const mode = 'ShareRowExclusiveLock';
    return [...effects, ...(isDeep ? lockTree(world, key, mode) : [lock(key, mode)])];
  }
  if (!exists && !isView && table !== undefined && isWhole(world) && !table.partlyKnown) {
    const ifExists = change.kind === 'drop-trigger' && change.ifExists;
    return ifExists ? [] : [fails('42704', `there is no trigger ${change.trigger}`)];
  }
  if (!exists && change.kind === 'drop-trigger' && change.ifExists) {
    return [...effects, unknown('locks', `trigger ${change.trigger} may not be there`)];
  }
  // A trigger for each row is in every partition too; its name there was another's affair before 15.
  const isDeep = table?.triggers.find(({ name }) => name === change.trigger)?.forEachRow !== false;
  const isShared = isDeep && (change.kind === 'drop-trigger' || world.postgres >= 15);
  const mode = 'AccessExclusiveLock';
  return [...effects, ...(isShared ? lockPartitions(world, key, mode) : [lock(key, mode)])];
}

/** Whether there is no such function: PostgreSQL brings some for triggers, and extensions bring more. */
function lacksFunction(name: Name, world: World): boolean {
  if (!isWhole(world) || world.schema.extensions.size > 0 || name.schema === 'pg_catalog') return false;
  const own = world.schema.functions.has(resolveName(name, world.schema, world.session, 'function'));
  return (
    !own &&
    !['suppress_redundant_updates_trigger', 'tsvector_update_trigger', 'tsvector_update_trigger_column'].includes(name.name)
  );
}

/** ENABLE and DISABLE TRIGGER go down to partitions that share one of the triggers, ENABLE ALWAYS and ENABLE REPLICA do not. */
export function setTriggerState(change: ChangeOf<'set-trigger-state'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const { trigger } = change;
  const isThere = typeof trigger !== 'string' || table?.triggers.some(({ name }) => name === trigger) !== false;
  if (!isThere && isWhole(world) && !table.partlyKnown) return [fails('42704', `there is no trigger ${trigger}`)];
  const isMeant = (each: Trigger): boolean => each.forEachRow && (typeof trigger !== 'string' || each.name === trigger);
  const isSystem = typeof trigger !== 'string' && trigger.all === 'system';
  const hasKeys =
    world.postgres >= 15 && isSystem && (foreignKeysFrom(world, key).length > 0 || foreignKeysTo(world, key).length > 0);
  const isShared = table === undefined || table.triggers.some(isMeant) || hasKeys;
  const isDeep = isShared && change.only !== true && (change.state === 'origin' || change.state === 'disabled');
  const mode = 'ShareRowExclusiveLock';
  return [...effects, ...(isDeep ? lockPartitions(world, key, mode) : [lock(key, mode)])];
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
      return type.notNull ? [] : scanUsers(world, type.key, mayFail('23502', 'a row has NULL'));
    case 'add-check':
      if (type.constraints.some(({ name }) => name === action.name)) return [fails('42710', `${action.name ?? ''} exists`)];
      return action.notValid ? [] : scanUsers(world, type.key, mayFail('23514', 'a row fails the check'));
    case 'validate-constraint': {
      const constraint = type.constraints.find(({ name }) => name === action.constraint);
      if (constraint === undefined) return [fails('42704', `there is no constraint ${action.constraint}`)];
      // Also where it is valid already.
      return scanUsers(world, type.key, mayFail('23514', 'a row fails the check'));
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

/** The tables with a column of the domain, or of a domain over it. One that holds it inside something else bars the way. */
function scanUsers(world: World, domain: Key, failure: Effect): readonly Effect[] {
  const holding = (type: TypeName): 'plain' | 'inside' | undefined => holdingOf(world, type, domain);
  const users = tables(world).filter(({ columns }) => columns.some(({ type }) => holding(type) !== undefined));
  const bar = users.find(({ columns }) => columns.some(({ type }) => holding(type) === 'inside'));
  if (bar !== undefined) return [fails('0A000', `${bar.key} has values that hold some of ${domain}`)];
  const effects = users
    .filter((each) => each.kind === 'table' && each.partitionBy === undefined)
    .flatMap((each) => [lock(each.key, 'ShareLock', domain), { kind: 'scan', on: each.key } as const]);
  return effects.length === 0 ? [] : [...effects, failure];
}

/** How a type holds values of a domain: it is the domain or one over it, or an array or composite of such. */
function holdingOf(world: World, type: TypeName, domain: Key): 'plain' | 'inside' | undefined {
  const found = typeObject(type, typesOf(world));
  const held =
    found?.key === domain
      ? 'plain'
      : found?.kind === 'domain'
        ? holdingOf(world, found.base, domain)
        : found?.kind === 'composite' && found.attributes.some((each) => holdingOf(world, each.type, domain) !== undefined)
          ? 'inside'
          : undefined;
  return held !== undefined && type.array > 0 ? 'inside' : held;
}

/** CREATE SEQUENCE and ALTER SEQUENCE: what owns a sequence is in its schema. */
export function changeSequence(change: ChangeOf<'create-sequence' | 'alter-sequence'>, world: World): readonly Effect[] {
  const isNew = change.kind === 'create-sequence';
  const key = isNew ? creationKey(change.sequence, world.schema, world.session) : resolve(world, change.sequence);
  const found = world.schema.relations.get(key);
  if (isNew && found !== undefined) return change.ifNotExists ? [] : [fails('42P07', `${key} exists`)];
  if (!isNew && found === undefined) return absent(world, key);
  if (found !== undefined && found.kind !== 'sequence') return [fails('42809', `${key} is no sequence`)];
  const held = isNew ? [] : [lock(key, 'ShareRowExclusiveLock')];
  if (change.ownedBy === undefined || change.ownedBy === 'none') return held;
  const owner = subject(world, change.ownedBy.table);
  if (willFail(owner.effects)) return owner.effects;
  if (lacksColumn(owner.table, change.ownedBy.column)) return [fails('42703', `there is no column ${change.ownedBy.column}`)];
  if (schemaOf(owner.key) !== schemaOf(key)) return [fails('55000', `${key} is in another schema than its owner`)];
  return held;
}

/** ALTER TYPE … RENAME VALUE. */
export function renameEnumValue(change: ChangeOf<'rename-enum-value'>, world: World): readonly Effect[] {
  const type = typeObject({ ...change.type, modifiers: [], array: 0 }, typesOf(world));
  if (type === undefined) return isWhole(world) ? [fails('42704', `there is no type ${change.type.name}`)] : [];
  if (type.kind !== 'enum') return [fails('42809', `${type.key} is no enum`)];
  if (!type.values.includes(change.value)) return [fails('22023', `${change.value} is no value of ${type.key}`)];
  return type.values.includes(change.to) ? [fails('42710', `${change.to} exists`)] : [];
}

/** CREATE TYPE and CREATE DOMAIN; a table's row has a type of the table's name. */
export function createType(name: Name, world: World): readonly Effect[] {
  const key = creationKey(name, world.schema, world.session);
  const relation = world.schema.relations.get(key);
  const isTaken =
    world.schema.types.has(key) || (relation !== undefined && relation.kind !== 'index' && relation.kind !== 'sequence');
  return isTaken ? [fails('42710', `${key} exists`)] : [];
}

export function createSchema(change: ChangeOf<'create-schema'>, world: World): readonly Effect[] {
  if (!world.schema.schemas.has(change.schema) || change.ifNotExists) return [];
  return [fails('42P06', `schema ${change.schema} exists`)];
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
