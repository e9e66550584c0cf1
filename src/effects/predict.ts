import { apply } from '../schema/apply';
import { makesObjects } from '../schema/apply/function';
import type { Change } from '../schema/change';
import { callsOf } from '../schema/changes/names-in';
import { isThere } from '../schema/needed';
import type { Key } from '../schema/schema';
import { advance } from '../schema/session';
import { addColumn } from './add-column';
import { changeColumnType } from './change-column-type';
import * as columns from './columns';
import { dropFunction } from './functions';
import * as constraints from './constraints';
import type { Effect } from './effect';
import * as indexes from './indexes';
import { setInherit } from './inheritance';
import * as maintenance from './maintenance';
import * as objects from './objects';
import { fails, noTransaction, unknown, unknownAll, willFail } from './outcome';
import * as partitions from './partitions';
import { settle } from './settle';
import { isWhole, subject } from './subject';
import * as tables from './tables';
import * as views from './views';
import { relation, resolve, type World } from './world';

export type { World } from './world';

/** What PostgreSQL does to carry out a statement: all of it, and what each of its changes brings about. */
export interface Prediction {
  /** One a change, in their order. */
  readonly changes: readonly (readonly Effect[])[];
  /** Of the whole statement: one lock a relation, and nothing twice. */
  readonly effects: readonly Effect[];
}

/** What PostgreSQL does to carry out one change; says `unknown` where the world does not tell. */
export function predict(change: Change, world: World): readonly Effect[] {
  if (isSkipped(change, world)) return [];
  const effects = unchecked(change, world) ?? typed(change, world) ?? of(change, world);
  const failure = effects.find((effect) => effect.kind === 'error' && effect.when === 'always');
  if (failure === undefined) return settle(effects, world);
  // What fails for certain leaves nothing else worth telling.
  return settle([failure, ...effects.filter(({ kind }) => kind === 'no-transaction')], world);
}

/** A table is neither altered, indexed, emptied nor dropped while deferred triggers have yet to look at its rows. */
function unchecked(change: Change, world: World): readonly Effect[] | undefined {
  if (world.session.unchecked === undefined || !('table' in change)) return undefined;
  const isAlter = passOf(change) !== undefined && change.kind !== 'alter-table-other';
  const isOther = change.kind === 'truncate' || change.kind === 'drop-table' || change.kind === 'create-index';
  if (!isAlter && !isOther) return undefined;
  const key = resolve(world, change.table);
  if (!world.session.unchecked.has(key)) return undefined;
  return [fails('55006', `new rows of ${key} wait for a deferred foreign key to be checked`)];
}

/** The columns of a table OF a type are those of the type. */
function typed(change: Change, world: World): readonly Effect[] | undefined {
  const isOfColumns =
    change.kind === 'add-column' ||
    change.kind === 'drop-column' ||
    change.kind === 'rename-column' ||
    change.kind === 'change-column-type';
  if (!isOfColumns) return undefined;
  const found = relation(world, change.table);
  if (found?.kind !== 'table' || found.ofType === undefined) return undefined;
  return [fails('42809', `${found.key} has the columns of ${found.ofType}`)];
}

/** ALTER TABLE IF EXISTS of what does not exist, and what a DO block finds to be there already. */
function isSkipped(change: Change, world: World): boolean {
  if (change.inBlock === 'if-needed' && isThere(change, world.schema, world.session)) return true;
  const name =
    'table' in change ? change.table : 'index' in change && typeof change.index === 'object' ? change.index : undefined;
  return change.ifRelationExists === true && name !== undefined && isWhole(world) && relation(world, name) === undefined;
}

/** The same for a statement of several changes: each finds the schema as the ones before it leave it. */
export function predictStatement(changes: readonly Change[], world: World): Prediction {
  const together = gone(changes, world);
  let here: World = { ...world, together };
  const effectsOf = new Map<Change, readonly Effect[]>();
  for (const change of inPasses(changes)) {
    const effects = predict(change, isDrop(change) ? { ...world, together } : here);
    // Some faults are found before the first clause is carried out, and so before another clause can have caused one.
    const early = changes.length > 1 && willFail(effects) ? predict(change, world).filter(({ kind }) => kind === 'error') : [];
    effectsOf.set(change, [...effects, ...early]);
    const schema = apply(here.schema, change, here.session, undefined);
    here = { ...here, schema, session: advance(here.session, change, here.schema, schema) };
  }
  const each = changes.map((change) => effectsOf.get(change) ?? []);
  const sure = changes.map((change, nth) => {
    const effects = each[nth] ?? [];
    if (change.inBlock === 'perhaps') return passedBy(effects);
    // What would fail is what the block sees to.
    return change.inBlock === 'if-needed' && willFail(effects) ? [] : effects;
  });
  return { changes: each, effects: settle(sure.flat(), world) };
}

/** What control flow may pass by: of the whole statement nothing of it can be claimed. */
function passedBy(effects: readonly Effect[]): readonly Effect[] {
  const isWork = (kind: Effect['kind']): boolean => kind !== 'lock' && kind !== 'error' && kind !== 'unknown';
  const why = 'control flow may pass it by';
  return [
    unknown('outcome', why),
    ...(effects.some(({ kind }) => kind === 'lock' || kind === 'unknown') ? [unknown('locks', why)] : []),
    ...(effects.some(({ kind }) => isWork(kind) || kind === 'unknown') ? [unknown('work', why)] : []),
  ];
}

/** DROP looks all of its names up before it drops the first. */
function isDrop(change: Change): boolean {
  return change.kind === 'drop-table' || change.kind === 'drop-view';
}

/**
 * The clauses of one ALTER TABLE in the order that PostgreSQL carries them out, which is not the order that they stand in
 * (the passes of tablecmds.c). Other statements do what they say in its order.
 */
function inPasses(changes: readonly Change[]): readonly Change[] {
  return changes.every((change) => passOf(change) !== undefined)
    ? [...changes].sort((a, b) => (passOf(a) ?? 0) - (passOf(b) ?? 0))
    : changes;
}

function passOf(change: Change): number | undefined {
  switch (change.kind) {
    case 'drop-column':
    case 'drop-constraint':
    case 'drop-not-null':
    case 'drop-default':
    case 'drop-expression':
    case 'drop-identity':
      return 0;
    case 'change-column-type':
      return 1;
    case 'add-column':
      return 2;
    case 'set-expression':
      return 3;
    case 'set-not-null':
      return 4;
    case 'set-default':
    case 'set-identity':
      return 7;
    case 'add-constraint':
      return change.constraint.kind === 'check' || change.constraint.kind === 'foreign-key' ? 6 : 5;
    case 'validate-constraint':
    case 'alter-constraint':
    case 'attach-partition':
    case 'detach-partition':
    case 'set-row-security':
    case 'force-row-security':
    case 'set-trigger-state':
    case 'set-rule-state':
    case 'set-inherit':
    case 'set-persistence':
    case 'set-table-owner':
    case 'alter-table-other':
      return 8;
    default:
      return undefined;
  }
}

/** All that a statement with a list of names drops or empties. */
function gone(changes: readonly Change[], world: World): ReadonlySet<Key> {
  const names = changes.flatMap((change) => {
    if (change.kind === 'drop-table' || change.kind === 'truncate') return [change.table];
    return change.kind === 'drop-view' ? [change.view] : [];
  });
  return new Set(names.map((name) => resolve(world, name)));
}

function of(change: Change, world: World): readonly Effect[] {
  switch (change.kind) {
    case 'create-table':
      return tables.createTable(change, world);
    case 'drop-table':
      return tables.dropTable(change, world);
    case 'rename-table':
      return tables.renameTable(change, world);
    case 'set-table-schema':
      return tables.setTableSchema(change, world);
    case 'set-persistence':
      return tables.setPersistence(change, world);
    case 'set-inherit':
      return setInherit(change, world);
    case 'truncate':
      return tables.truncate(change, world);
    case 'lock-table':
      return tables.lockTable(change, world);
    case 'write':
      return tables.write(change, world);

    case 'add-column':
      return addColumn(change, world);
    case 'drop-column':
      return columns.dropColumn(change, world);
    case 'rename-column':
      return columns.renameColumn(change, world);
    case 'change-column-type':
      return changeColumnType(change, world);
    case 'set-default':
    case 'drop-default':
      return columns.changeDefault(change, world);
    case 'set-not-null':
      return columns.setNotNull(change, world);
    case 'drop-not-null':
      return columns.dropNotNull(change, world);
    case 'set-identity':
    case 'drop-identity':
      return columns.changeIdentity(change, world);
    case 'set-expression':
    case 'drop-expression':
      return columns.changeExpression(change, world);

    case 'add-constraint':
      return constraints.addConstraint(change, world);
    case 'validate-constraint':
      return constraints.validateConstraint(change, world);
    case 'drop-constraint':
      return constraints.dropConstraint(change, world);
    case 'rename-constraint':
      return constraints.renameConstraint(change, world);
    case 'alter-constraint':
      return constraints.alterConstraint(change, world);

    case 'attach-partition':
      return partitions.attachPartition(change, world);
    case 'detach-partition':
      return partitions.detachPartition(change, world);

    case 'set-table-owner':
      return objects.onlyLock(world, change.table, 'AccessExclusiveLock');
    case 'set-owner':
    case 'grant-role':
    case 'create-role':
    case 'alter-role':
    case 'drop-role':
    case 'rename-role':
      return [unknown('outcome', 'roles belong to the whole server')];
    case 'set-row-security':
    case 'force-row-security':
    case 'create-rule':
    case 'drop-rule':
    case 'rename-rule':
    case 'set-rule-state':
      return objects.lockTable(change.table, world);
    case 'create-object':
      return change.table === undefined
        ? unknownAll('this kind of object is not known')
        : objects.onlyLock(world, change.table, 'ShareUpdateExclusiveLock');
    case 'drop-object':
    case 'rename-object':
      return unknownAll('this kind of object is not known');
    case 'create-policy':
    case 'alter-policy':
    case 'drop-policy':
    case 'rename-policy':
      return objects.changePolicy(change, world);
    case 'alter-table-other':
      return maintenance.otherClause(change, world);
    case 'vacuum':
      return maintenance.vacuum(change, world);
    case 'cluster':
      return maintenance.cluster(change, world);

    case 'create-index':
      return indexes.createIndex(change, world);
    case 'drop-index':
      return indexes.dropIndex(change, world);
    case 'rename-index':
      return indexes.renameIndex(change, world);
    case 'attach-index':
      return objects.onlyLock(world, change.index, 'AccessExclusiveLock');
    case 'reindex':
      return indexes.reindex(change, world);

    case 'create-view':
      return views.createView(change, world);
    case 'drop-view':
      return views.dropView(change, world);
    case 'rename-view':
      return views.renameView(change, world);
    case 'refresh-view':
      return views.refreshView(change, world);

    case 'create-sequence':
    case 'alter-sequence':
      return objects.changeSequence(change, world);
    case 'rename-sequence':
      return objects.onlyLock(world, change.sequence, 'AccessExclusiveLock');
    case 'drop-sequence':
      return objects.dropSequence(change, world);
    case 'set-object-schema':
      return change.what === 'type' || change.what === 'function'
        ? []
        : objects.onlyLock(world, change.name, 'AccessExclusiveLock');
    case 'create-trigger':
    case 'drop-trigger':
    case 'rename-trigger':
      return objects.changeTrigger(change, world);
    case 'set-trigger-state':
      return objects.setTriggerState(change, world);
    case 'add-enum-value':
      return objects.addEnumValue(change, world);
    case 'alter-domain':
      return objects.alterDomain(change, world);
    case 'alter-composite':
      return objects.alterComposite(change, world);
    case 'drop-type':
      return objects.dropType(change, world);
    case 'drop-schema':
      return objects.dropSchema(change, world);
    case 'comment':
      return objects.comment(change, world);

    case 'create-enum':
    case 'create-domain':
    case 'create-type':
    case 'create-composite':
      return objects.createType(change.type, world);
    case 'rename-enum-value':
      return objects.renameEnumValue(change, world);
    case 'create-schema':
      return objects.createSchema(change, world);

    case 'rename-type':
    case 'create-function':
    case 'rename-function':
    case 'rename-schema':
    case 'create-extension':
    case 'alter-function':
    case 'default-privileges':
    case 'set-sequence':
    case 'set':
      // These touch catalogs alone, or settle what is there already.
      return [];

    case 'grant':
      return change.tables.flatMap((name) => subject(world, name).effects.filter(({ kind }) => kind === 'error'));
    case 'read':
      return callsOf(change).some((name) => makesObjects(name, world.schema, world.session))
        ? unknownAll('a function that it calls runs whatever it likes')
        : [unknown('outcome', 'it depends on what it reads')];

    case 'transaction':
      return change.what === 'commit-prepared' || change.what === 'rollback-prepared'
        ? [
            ...noTransaction(world.session.inTransaction, 'What ends a prepared transaction'),
            unknown('outcome', 'it ends another transaction'),
          ]
        : [];
    case 'drop-function':
      return dropFunction(change, world);
    case 'alter-extension':
    case 'drop-extension':
      return unknownAll('what the extension made is not known');
    case 'no-transaction':
      return [...noTransaction(world.session.inTransaction, change.what), unknown('outcome', 'it reaches beyond the schema')];
    case 'do':
      return unknownAll('a DO block runs whatever it likes');
    case 'other':
      return unknownAll('this kind of statement is not known');
  }
}
