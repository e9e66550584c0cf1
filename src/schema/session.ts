import type { Change } from './change';
import { pairs } from './moves';
import { keyOf, temporarySchema } from './names';
import type { Key, Name, Schema } from './schema';
import { PersistentSet } from './persistent-set';
import { milliseconds, searchPathOf } from './settings';

/** The settings that the engine minds. */
export interface Settings {
  readonly searchPath: readonly string[];
  /** Milliseconds as set in this file or by the runner; absent where nobody set it, 0 where it is switched off. */
  readonly lockTimeout?: number;
  readonly statementTimeout?: number;
  /** TimeZone as set in this file or by the runner; absent where nobody set it, for the server's own is not known then. */
  readonly timeZone?: string;
}

/** What a statement finds when it runs, beside the Schema: the transaction, the settings, and who can see what. */
export interface Session extends Settings {
  /** Whether a transaction block is open, by the runner or by the file itself. */
  readonly inTransaction: boolean;
  /** Born in the open transaction: nobody else can wait for them. */
  readonly unseen: ReadonlySet<Key>;
  /** Born in this migration or a pending one before it, and never filled by a committed transaction. */
  readonly fresh: ReadonlySet<Key>;
  /** Written to since birth; they cease to be fresh when their transaction commits. */
  readonly filled: ReadonlySet<Key>;
  /** Tables with new rows that a deferred foreign key has yet to look at, which keeps them from being altered. */
  readonly unchecked?: ReadonlySet<Key>;
  /** The settings that outlast the open transaction, where SET LOCAL has changed some for its rest. */
  readonly lasting?: Settings;
}

export const newSession: Session = {
  inTransaction: false,
  searchPath: ['public'],
  unseen: new Set(),
  fresh: new Set(),
  filled: new Set(),
};

/** Which of a Schema's namespaces a name is looked up in. */
export type Namespace = 'relation' | 'type' | 'function';

/**
 * The key that a name means: the first schema of the search path that has such an object, or where it would be
 * created when none has. Temporary relations come before all others.
 */
export function resolve(name: Name, schema: Schema, session: Session, namespace: Namespace = 'relation'): Key {
  if (name.schema !== undefined) return keyOf(name.schema, name.name);
  const objects = objectsOf(schema, namespace);
  const temporary = keyOf(temporarySchema, name.name);
  if (objects.has(temporary)) return temporary;
  for (const candidate of session.searchPath) {
    const key = keyOf(candidate, name.name);
    if (objects.has(key)) return key;
  }
  return creationKey(name, schema, session);
}

/** Where an object of that name is created: in the first schema of the search path that exists. */
export function creationKey(name: Name, schema: Schema, session: Session): Key {
  if (name.schema !== undefined) return keyOf(name.schema, name.name);
  const first = session.searchPath.find((candidate) => schema.schemas.has(candidate)) ?? session.searchPath[0] ?? 'public';
  return keyOf(first, name.name);
}

function objectsOf(schema: Schema, namespace: Namespace): ReadonlyMap<Key, unknown> {
  switch (namespace) {
    case 'relation':
      return schema.relations;
    case 'type':
      return schema.types;
    case 'function':
      return schema.functions;
  }
}

/**
 * The session after a change, given the Schema on both sides of it. ROLLBACK restores an earlier session and is the
 * affair of whoever folds statements; here it only ends the transaction.
 */
export function advance(session: Session, change: Change, before: Schema, after: Schema): Session {
  switch (change.kind) {
    case 'transaction':
      return transact(session, change.what);
    case 'set':
      return set(session, change);
    case 'write':
      return change.verb === 'delete'
        ? session
        : defer(fillAll(session, withPartitions(resolve(change.table, before, session), before)), change, before);
    case 'other':
      return 'ConstraintsSetStmt' in change.tree && change.tree.ConstraintsSetStmt.deferred !== true ? checked(session) : session;
    case 'refresh-view':
      return change.withData ? fill(session, resolve(change.view, before, session)) : session;
    case 'create-table':
    case 'create-view': {
      const name = change.kind === 'create-table' ? change.table : change.view;
      const isFilled = change.kind === 'create-table' ? change.filled : change.materialized && change.populated;
      const born = bear(session, before, after);
      const key = resolve(name, after, session);
      return isFilled && !before.relations.has(key) ? fill(born, key) : born;
    }
    default:
      return before.relations === after.relations ? session : follow(session, before, after);
  }
}

function transact(session: Session, what: Extract<Change, { kind: 'transaction' }>['what']): Session {
  switch (what) {
    case 'begin':
      return { ...session, inTransaction: true };
    case 'commit':
    case 'prepare':
    case 'rollback':
      return endTransaction(session);
    case 'savepoint':
    case 'release':
    case 'rollback-to':
    case 'commit-prepared':
    case 'rollback-prepared':
      return session;
  }
}

/** Everybody sees what it made, what it filled is no longer fresh, and SET LOCAL is over. */
function endTransaction(session: Session): Session {
  const { lasting, ...rest } = checked(session);
  const settled = lasting === undefined ? rest : withSettings(rest, lasting);
  return { ...settled, inTransaction: false, unseen: new Set(), fresh: without(session.fresh, session.filled) };
}

function set(session: Session, change: Extract<Change, { kind: 'set' }>): Session {
  const changed = changeSetting(session, change.setting, change.value);
  if (changed === undefined) return session;
  if (!session.inTransaction) {
    // Outside of a transaction block SET LOCAL sets nothing.
    return change.local ? session : withSettings(session, changed);
  }
  const lasting = session.lasting ?? settingsOf(session);
  const next = change.local ? lasting : (changeSetting(lasting, change.setting, change.value) ?? lasting);
  return { ...withSettings(session, changed), lasting: next };
}

/** The settings with one changed, or `undefined` if it is none that the engine minds. */
function changeSetting(settings: Settings, setting: string, value: string | undefined): Settings | undefined {
  const timeout = value === undefined ? undefined : milliseconds(value);
  switch (setting) {
    case 'lock_timeout':
      return settingsOf({ ...settings, lockTimeout: timeout });
    case 'statement_timeout':
      return settingsOf({ ...settings, statementTimeout: timeout });
    case 'timezone':
      return settingsOf({ ...settings, timeZone: value });
    case 'search_path':
      return settingsOf({ ...settings, searchPath: value === undefined ? newSession.searchPath : searchPathOf(value) });
    case 'all':
      return { searchPath: newSession.searchPath };
    default:
      return undefined;
  }
}

/** The settings alone, and of those only the ones that are set. */
function settingsOf(settings: { readonly [K in keyof Settings]: Settings[K] | undefined }): Settings {
  const { searchPath = newSession.searchPath, lockTimeout, statementTimeout, timeZone } = settings;
  return {
    searchPath,
    ...(lockTimeout !== undefined && { lockTimeout }),
    ...(statementTimeout !== undefined && { statementTimeout }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

function withSettings(session: Session, settings: Settings): Session {
  const { inTransaction, unseen, fresh, filled, unchecked, lasting } = session;
  return {
    ...{ inTransaction, unseen, fresh, filled },
    ...(unchecked && { unchecked }),
    ...(lasting && { lasting }),
    ...settingsOf(settings),
  };
}

/** INSERT … VALUES adds a row for certain; whether UPDATE leaves something to check depends on the rows. */
function defer(session: Session, { table, rows, inBlock }: Extract<Change, { kind: 'write' }>, schema: Schema): Session {
  if (rows?.from !== 'values' || rows.hasConflictClause || !session.inTransaction || inBlock === 'perhaps') return session;
  const key = resolve(table, schema, session);
  // A session stays the same where nothing changes, so that a long file of rows is not judged anew.
  if (session.unchecked?.has(key) === true) return session;
  const found = schema.relations.get(key);
  const isDeferred =
    found?.kind === 'table' &&
    found.constraints.some(({ kind, initiallyDeferred, enforced }) => kind === 'foreign-key' && initiallyDeferred && enforced);
  return isDeferred ? { ...session, unchecked: new Set(session.unchecked).add(key) } : session;
}

function checked(session: Session): Session {
  const { unchecked, ...rest } = session;
  return unchecked === undefined ? session : rest;
}

function fillAll(session: Session, keys: readonly Key[]): Session {
  return keys.reduce(fill, session);
}

/** Rows of a partitioned table go to any of its partitions. */
function withPartitions(key: Key, schema: Schema): readonly Key[] {
  const table = schema.relations.get(key);
  if (table?.kind !== 'table' || table.partitionBy === undefined) return [key];
  const parts = [...(schema.dependents.get(key) ?? [])].filter((each) => {
    const part = schema.relations.get(each);
    return part?.kind === 'table' && part.partitionOf?.parent === key;
  });
  return [key, ...parts.flatMap((each) => withPartitions(each, schema))];
}

/** A written table is filled; outside of a transaction that is committed at once. */
function fill(session: Session, key: Key): Session {
  if (!session.fresh.has(key) || session.filled.has(key)) return session;
  const filled = new Set(session.filled).add(key);
  return session.inTransaction ? { ...session, filled } : { ...session, filled, fresh: without(session.fresh, filled) };
}

/** Relations that the change made are fresh, and within a transaction unseen. */
function bear(session: Session, before: Schema, after: Schema): Session {
  const born = after.relations.keysNotIn(before.relations);
  if (born.length === 0) return session;
  return {
    ...session,
    fresh: PersistentSet.from(session.fresh).with(born),
    unseen: session.inTransaction ? new Set([...session.unseen, ...born]) : session.unseen,
    filled: without(session.filled, new Set(born)),
  };
}

/** What was renamed or moved keeps its standing; what was dropped loses it; what was made along the way gains it. */
function follow(session: Session, before: Schema, after: Schema): Session {
  const gone = before.relations.keysNotIn(after.relations);
  if (gone.length === 0) return bear(session, before, after);
  const come = after.relations.keysNotIn(before.relations);
  const moved = pairs(gone, come);
  const carried = (keys: ReadonlySet<Key>): ReadonlySet<Key> => {
    const known = gone.filter((key) => keys.has(key));
    return PersistentSet.from(keys)
      .without(known)
      .with(known.flatMap((key) => moved.get(key) ?? []));
  };
  return { ...session, unseen: carried(session.unseen), fresh: carried(session.fresh), filled: carried(session.filled) };
}

function without(keys: ReadonlySet<Key>, less: ReadonlySet<Key>): ReadonlySet<Key> {
  if (keys.size === 0 || less.size === 0) return keys;
  return PersistentSet.from(keys).without(less);
}
