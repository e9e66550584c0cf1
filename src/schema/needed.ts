import type { Change } from './change';
import type { Schema, Table } from './schema';
import { creationKey, resolve, type Session } from './session';

/** The name of what a change makes or, by `takes`, of what must be there for it; undefined where it has none of its own. */
function nameIn(change: Change): { readonly makes: string } | { readonly takes: string } | undefined {
  switch (change.kind) {
    case 'create-table':
      return { makes: change.table.name };
    case 'add-column':
      return { makes: change.column.name };
    case 'add-constraint':
      return change.constraint.name === undefined ? undefined : { makes: change.constraint.name };
    case 'create-index':
      return change.index === undefined ? undefined : { makes: change.index };
    case 'create-view':
      return { makes: change.view.name };
    case 'create-sequence':
      return { makes: change.sequence.name };
    case 'create-enum':
    case 'create-domain':
    case 'create-composite':
    case 'create-type':
      return { makes: change.type.name };
    case 'add-enum-value':
      return { makes: change.value };
    case 'create-trigger':
      return { makes: change.trigger };
    case 'create-policy':
      return { makes: change.policy };
    case 'create-role':
      return { makes: change.role };
    case 'create-schema':
      return { makes: change.schema };
    case 'drop-table':
    case 'rename-table':
      return { takes: change.table.name };
    case 'drop-column':
    case 'rename-column':
    case 'change-column-type':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-default':
    case 'drop-default':
      return { takes: change.column };
    case 'drop-constraint':
    case 'rename-constraint':
    case 'validate-constraint':
      return { takes: change.constraint };
    case 'drop-index':
    case 'rename-index':
      return { takes: change.index.name };
    case 'drop-type':
    case 'rename-type':
      return { takes: change.type.name };
    case 'drop-trigger':
    case 'rename-trigger':
      return { takes: change.trigger };
    case 'drop-policy':
    case 'rename-policy':
      return { takes: change.policy };
    default:
      return undefined;
  }
}

/** Whether a handler of what is there already, or is not there, leaves a change to be carried out just where it is needed. */
export function isMindedByHandler(change: Change): boolean {
  return nameIn(change) !== undefined;
}

/** Whether a condition asks the catalog for just what a change makes, or for what it takes. */
export function isAskedFor(change: Change, condition: string): boolean {
  const asked = /^\s*(not\s+)?exists\s*\(\s*select\b.*\b(?:pg_\w+|information_schema\.\w+)\b/is.exec(condition);
  const name = nameIn(change);
  if (asked === null || name === undefined) return false;
  const word = 'makes' in name ? name.makes : name.takes;
  const isAbsent = asked[1] !== undefined;
  const quoted = new RegExp(`'(?:[^']*[."])?${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?'`);
  return isAbsent === 'makes' in name && quoted.test(condition);
}

/** Whether what a change makes is there already, as far as the Schema knows. What takes from nothing does nothing anyway. */
export function isThere(change: Change, schema: Schema, session: Session): boolean {
  const table = (): Table | undefined => {
    const found = 'table' in change ? schema.relations.get(resolve(change.table, schema, session)) : undefined;
    return found?.kind === 'table' || found?.kind === 'foreign-table' ? found : undefined;
  };
  switch (change.kind) {
    case 'create-table':
      return schema.relations.has(creationKey(change.table, schema, session));
    case 'create-view':
      return schema.relations.has(creationKey(change.view, schema, session));
    case 'create-sequence':
      return schema.relations.has(creationKey(change.sequence, schema, session));
    case 'create-index': {
      const { schema: space } = change.table;
      const name = { ...(space !== undefined && { schema: space }), name: change.index ?? '' };
      return schema.relations.has(creationKey(name, schema, session));
    }
    case 'create-enum':
    case 'create-domain':
    case 'create-composite':
    case 'create-type':
      return schema.types.has(creationKey(change.type, schema, session));
    case 'add-constraint':
      return table()?.constraints.some(({ name }) => name === change.constraint.name) === true;
    case 'create-trigger':
      return table()?.triggers.some(({ name }) => name === change.trigger) === true;
    case 'create-policy':
      return table()?.policies.some(({ name }) => name === change.policy) === true;
    case 'create-role':
      return schema.roles.has(change.role);
    default:
      return false;
  }
}
