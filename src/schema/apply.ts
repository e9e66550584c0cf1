import type { Change, ChangeOf } from './change';
import * as access from './apply/access';
import { addColumn, dropColumn, setIdentity } from './apply/column';
import { addConstraint, dropConstraint, removeConstraints, renameConstraint } from './apply/constraint';
import { columnsOfType, dropSchema, dropTable, dropView } from './apply/drop';
import { editTable, omit, partlyKnown, withoutTypes, type Context } from './apply/edit';
import { alterExtension, createExtension, dropExtension } from './apply/extension';
import { alterFunction, createFunction, dropFunction, makesObjects, moveFunctions, renameFunction } from './apply/function';
import { attachIndex, createIndex, dropIndex } from './apply/index';
import * as others from './apply/other';
import * as policies from './apply/policy';
import { alterSequence, createSequence, createView, dropSequence, refreshView } from './apply/relation';
import { moveToSchema, renameColumn, renameRelation, renameSchema } from './apply/rename';
import { createTable } from './apply/table';
import * as parts from './apply/table-parts';
import * as triggers from './apply/trigger';
import * as types from './apply/type';
import { callsOf } from './changes/names-in';
import { keyOf, partsOf } from './names';
import type { Name, Origin, Schema } from './schema';
import { resolve, type Session } from './session';

/**
 * The Schema after a change that succeeded. A persistent value: whatever the change leaves alone is shared with the
 * Schema before. Names are looked up in the session's search path; what cannot be known marks its table, or the
 * Schema, as partly known.
 */
export function apply(schema: Schema, change: Change, session: Session, origin: Origin): Schema {
  return access.withDefaults(schema, applied(schema, change, session, origin), change);
}

function applied(schema: Schema, change: Change, session: Session, origin: Origin): Schema {
  const context: Context = { session, origin };
  const key = (name: Name) => resolve(name, schema, session);
  switch (change.kind) {
    case 'create-table':
      return createTable(schema, change, context);
    case 'drop-table':
      return dropTable(schema, key(change.table), change.cascade);
    case 'rename-table':
      return renameRelation(schema, key(change.table), change.to);
    case 'set-table-schema':
      return moveToSchema(schema, key(change.table), change.to);
    case 'add-column':
      return addColumn(schema, change, context);
    case 'drop-column':
      return dropColumn(schema, change, context);
    case 'rename-column':
      return renameColumn(schema, key(change.table), change.column, change.to);
    case 'change-column-type':
    case 'set-default':
    case 'drop-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-expression':
    case 'drop-expression':
      return parts.alterColumn(schema, change, context);
    case 'set-identity':
    case 'drop-identity':
      return parts.alterColumn(setIdentity(schema, change, context), change, context);
    case 'add-constraint':
      return addConstraint(schema, key(change.table), change.constraint, {
        ...context,
        ...(change.only !== undefined && { only: change.only }),
      });
    case 'validate-constraint':
      return parts.validateConstraint(schema, change, context);
    case 'drop-constraint':
      return dropConstraint(schema, change, context);
    case 'rename-constraint':
      return renameConstraint(schema, change, context);
    case 'alter-constraint':
      return parts.alterConstraint(schema, change, context);
    case 'attach-partition':
      return parts.attachPartition(schema, change, context);
    case 'detach-partition':
      return parts.detachPartition(schema, change, context);
    case 'set-inherit':
      return parts.setInherit(schema, change, context);
    case 'set-row-security':
      return editTable(schema, key(change.table), (table) => ({ ...table, rowSecurity: change.enabled }));
    case 'force-row-security':
      return editTable(schema, key(change.table), (table) => ({ ...table, rowSecurityForced: change.forced }));
    case 'create-policy':
      return policies.createPolicy(schema, change, context);
    case 'alter-policy':
      return policies.alterPolicy(schema, change, context);
    case 'drop-policy':
      return policies.dropPolicy(schema, change, context);
    case 'rename-policy':
      return policies.renamePolicy(schema, change, context);
    case 'create-rule':
      return others.createRule(schema, change, context);
    case 'drop-rule':
    case 'rename-rule':
    case 'set-rule-state':
      return others.changeRule(schema, change, context);
    case 'create-object':
      return others.createObject(schema, change, context);
    case 'drop-object':
      return others.dropObject(schema, change, context);
    case 'rename-object':
      return others.renameObject(schema, change, context);
    case 'set-persistence':
      return editTable(schema, key(change.table), (table) => ({ ...table, persistence: change.persistence }));
    case 'create-index':
      return createIndex(schema, change, context);
    case 'drop-index':
      return dropIndex(schema, key(change.index));
    case 'attach-index':
      return attachIndex(schema, change, context);
    case 'rename-index':
      return renameRelation(schema, key(change.index), change.to);
    case 'create-view':
      return createView(schema, change, context);
    case 'drop-view':
      return dropView(schema, key(change.view), change.cascade);
    case 'rename-view':
      return renameRelation(schema, key(change.view), change.to);
    case 'refresh-view':
      return refreshView(schema, change, context);
    case 'create-sequence':
      return createSequence(schema, change, context);
    case 'alter-sequence':
      return alterSequence(schema, change, context);
    case 'drop-sequence':
      return dropSequence(schema, change, context);
    case 'rename-sequence':
      return renameRelation(schema, key(change.sequence), change.to);
    case 'create-enum':
      return types.createEnum(schema, change, context);
    case 'add-enum-value':
      return types.addEnumValue(schema, change, context);
    case 'rename-enum-value':
      return types.renameEnumValue(schema, change, context);
    case 'create-domain':
      return types.createDomain(schema, change, context);
    case 'alter-domain':
      return types.alterDomain(schema, change, context);
    case 'create-type':
      return types.createPlainType(schema, change, context);
    case 'create-composite':
      return types.createComposite(schema, change, context);
    case 'alter-composite':
      return types.alterComposite(schema, change, context);
    case 'rename-type':
      return types.renameType(schema, change, context);
    case 'drop-type':
      return dropType(schema, change, context);
    case 'create-function':
      return createFunction(schema, change, context);
    case 'alter-function':
      return alterFunction(schema, change, context);
    case 'drop-function':
      return dropFunction(schema, change, context);
    case 'rename-function':
      return renameFunction(schema, change, context);
    case 'set-object-schema':
      return moveObject(schema, change, context);
    case 'create-trigger':
      return triggers.createTrigger(schema, change, context);
    case 'drop-trigger':
      return triggers.dropTrigger(schema, change, context);
    case 'rename-trigger':
      return triggers.renameTrigger(schema, change, context);
    case 'set-trigger-state':
      return triggers.setTriggerState(schema, change, context);
    case 'create-schema':
      return createSchema(schema, change, context);
    case 'drop-schema':
      return dropSchema(schema, change.schema);
    case 'rename-schema':
      return renameSchema(schema, change.schema, change.to);
    case 'create-extension':
      return createExtension(schema, change, context);
    case 'alter-extension':
      return alterExtension(schema, change);
    case 'drop-extension':
      return dropExtension(schema, change);
    case 'comment':
      return access.comment(schema, change, context);
    case 'grant':
      return access.grant(schema, change, context);
    case 'default-privileges':
      return access.defaultPrivileges(schema, change);
    case 'grant-role':
      return access.grantRole(schema, change);
    case 'set-table-owner':
      return access.setTableOwner(schema, change, context);
    case 'set-owner':
      return access.setOwner(schema, change, context);
    case 'create-role':
      return access.createRole(schema, change, context);
    case 'alter-role':
      return access.alterRole(schema, change);
    case 'drop-role':
      return access.dropRole(schema, change);
    case 'rename-role':
      return access.renameRole(schema, change);
    case 'do':
      // A block may define anything; one that only speaks of data defines nothing.
      return /\b(create|alter|drop|execute|rename)\b/i.test(change.body) ? partlyKnown(schema) : schema;
    case 'read':
    case 'other':
      return callsOf(change).some((name) => makesObjects(name, schema, session)) ? partlyKnown(schema) : schema;
    case 'alter-table-other':
      return change.clause === 'AT_DropOf'
        ? editTable(schema, resolve(change.table, schema, session), (table) => omit(table, 'ofType'))
        : schema;
    case 'reindex':
    case 'write':
    case 'truncate':
    case 'set-sequence':
    case 'lock-table':
    case 'transaction':
    case 'set':
    case 'vacuum':
    case 'cluster':
    case 'no-transaction':
      return schema;
  }
}

function createSchema(schema: Schema, { schema: name, owner }: ChangeOf<'create-schema'>, { origin }: Context): Schema {
  if (schema.schemas.has(name)) return schema;
  const made = { name, ...(owner !== undefined && { owner }), origin };
  return { ...schema, schemas: new Map(schema.schemas).set(name, made) };
}

/** With CASCADE the columns of the type go too. */
function dropType(schema: Schema, change: ChangeOf<'drop-type'>, { session }: Context): Schema {
  const key = resolve(change.type, schema, session, 'type');
  let next = withoutTypes(schema, [key]);
  if (!change.cascade) return next;
  for (const { table, column } of columnsOfType(schema, key)) {
    next = removeConstraints(next, table, (constraint) => constraint.columns.includes(column), true);
    next = editTable(next, table, (it) => ({ ...it, columns: it.columns.filter(({ name }) => name !== column) }));
  }
  return next;
}

function moveObject(schema: Schema, change: ChangeOf<'set-object-schema'>, { session }: Context): Schema {
  switch (change.what) {
    case 'view':
    case 'materialized-view':
    case 'sequence':
      return moveToSchema(schema, resolve(change.name, schema, session), change.to);
    case 'type': {
      const key = resolve(change.name, schema, session, 'type');
      return types.moveType(schema, key, keyOf(change.to, partsOf(key).name));
    }
    case 'function': {
      const key = resolve(change.name, schema, session, 'function');
      return moveFunctions(schema, { from: key, to: keyOf(change.to, partsOf(key).name) }, session);
    }
  }
}
