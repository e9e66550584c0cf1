import type { ChangeOf } from '../change';
import type { Key, Schema, Table, Trigger } from '../schema';
import { resolve } from '../session';
import { childrenOf, editTable, editTree, tableAt, type Context } from './edit';

export function createTrigger(schema: Schema, change: ChangeOf<'create-trigger'>, { session, origin }: Context): Schema {
  const { trigger: name, function: runs, timing, events, columns, forEachRow, when, constraint } = change;
  const made: Trigger = {
    name,
    function: runs,
    timing,
    events,
    columns,
    forEachRow,
    ...(when && { when }),
    ...(constraint && { constraint }),
    enabled: 'origin',
    origin,
  };
  const edit = (table: Table) => ({ ...table, triggers: [...table.triggers.filter((other) => other.name !== name), made] });
  return editWithParts(schema, resolve(change.table, schema, session), { edit, isRow: forEachRow });
}

export function dropTrigger(schema: Schema, change: ChangeOf<'drop-trigger'>, { session }: Context): Schema {
  const key = resolve(change.table, schema, session);
  const edit = (table: Table) => ({ ...table, triggers: table.triggers.filter(({ name }) => name !== change.trigger) });
  return editWithParts(schema, key, { edit, isRow: triggerOf(schema, key, change.trigger)?.forEachRow === true });
}

export function renameTrigger(schema: Schema, change: ChangeOf<'rename-trigger'>, { session }: Context): Schema {
  const key = resolve(change.table, schema, session);
  const edit = (table: Table) => editTrigger(table, change.trigger, (trigger) => ({ ...trigger, name: change.to }));
  return editWithParts(schema, key, { edit, isRow: triggerOf(schema, key, change.trigger)?.forEachRow === true });
}

export function setTriggerState(schema: Schema, change: ChangeOf<'set-trigger-state'>, { session }: Context): Schema {
  const { trigger: which, state } = change;
  const edit = (table: Table) => ({
    ...table,
    triggers: table.triggers.map((trigger) =>
      typeof which === 'object' || trigger.name === which ? { ...trigger, enabled: state } : trigger,
    ),
  });
  const key = resolve(change.table, schema, session);
  return editTree(schema, key, { edit, isRecursive: change.only !== true && tableAt(schema, key)?.partitionBy !== undefined });
}

/** A partitioned table's trigger for each row is on every partition. */
function editWithParts(
  schema: Schema,
  key: Key,
  { edit, isRow }: { readonly edit: (table: Table) => Table; readonly isRow: boolean },
): Schema {
  const edited = editTable(schema, key, edit);
  if (!isRow || tableAt(schema, key)?.partitionBy === undefined) return edited;
  return childrenOf(schema, key).reduce((next, child) => editWithParts(next, child, { edit, isRow }), edited);
}

function triggerOf(schema: Schema, key: Key, name: string): Trigger | undefined {
  return tableAt(schema, key)?.triggers.find((trigger) => trigger.name === name);
}

function editTrigger(table: Table, name: string, edit: (trigger: Trigger) => Trigger): Table {
  return { ...table, triggers: table.triggers.map((trigger) => (trigger.name === name ? edit(trigger) : trigger)) };
}
