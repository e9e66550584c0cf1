import { own } from '../../sql/printer';
import type { Subject } from '../../schema/access-change';
import type { Change, ChangeOf } from '../../schema/change';
import type { Name } from '../../schema/schema';
import { isThere } from '../../schema/needed';
import { resolve } from '../../schema/session';
import { commented, granted } from './access';
import { columnAdded, columnAltered, constraintAdded, constraintAltered } from './altered';
import { compositeAltered, domainAltered } from './altered-types';
import { namesAny } from './definition';
import { functionMade, indexMade, relationMade, triggerMade, typeMade, viewMade } from './made';
import { policyChanged, triggerStateChanged } from './policies';
import { moved, renamed } from './renamed';
import { restore } from './restore';
import { gap, nameOfKey, run, shown, type Step, type Undoing } from './undoing';

/**
 * What undoes one Change: statements in the order in which they run, and gaps where nobody but a person can. Nothing for
 * what leaves no trace, and for what goes anyway with an object that the script itself has made.
 */
export function inverse(undoing: Undoing): readonly Step[] {
  const { change, statement } = undoing;
  if (change.inBlock === 'perhaps') return gap(`Undo what this block may have done: ${words(statement.text)}`);
  if (change.inBlock === 'if-needed' && isThere(change, undoing.before, undoing.session)) return [];
  return isAboutOwn(undoing) ? [] : ofKind(undoing, change);
}

function ofKind(undoing: Undoing, change: Change): readonly Step[] {
  const { before, session, world, statement } = undoing;
  const relation = (name: Name) => nameOfKey(resolve(name, before, session), name);
  switch (change.kind) {
    case 'create-table':
      return relationMade(undoing, change.table, (name) =>
        change.foreign ? own`DROP FOREIGN TABLE ${name}` : { type: 'drop table', names: [name] },
      );
    case 'create-sequence':
      return relationMade(undoing, change.sequence, (name) => ({ type: 'drop sequence', names: [name] }));
    case 'create-view':
      return viewMade({ ...undoing, change });
    case 'create-index':
      return indexMade({ ...undoing, change });
    case 'create-function':
      return functionMade({ ...undoing, change });
    case 'create-trigger':
      return triggerMade({ ...undoing, change });
    case 'create-enum':
    case 'create-type':
    case 'create-composite':
      return typeMade(undoing, change.type, false);
    case 'create-domain':
      return typeMade(undoing, change.type, true);
    case 'create-schema':
      return before.schemas.has(change.schema) || !world.end.schemas.has(change.schema)
        ? []
        : run({ type: 'drop schema', name: { name: change.schema } });
    case 'create-extension':
      return before.extensions.has(change.extension) || !world.end.extensions.has(change.extension)
        ? []
        : run({ type: 'drop extension', name: { name: change.extension } });
    case 'drop-table':
    case 'drop-column':
    case 'drop-constraint':
    case 'drop-index':
    case 'drop-view':
    case 'drop-sequence':
    case 'drop-type':
    case 'drop-function':
    case 'drop-trigger':
    case 'drop-policy':
    case 'drop-schema':
    case 'drop-extension':
      return dropped(undoing);
    case 'add-column':
      return columnAdded({ ...undoing, change });
    case 'add-constraint':
      return constraintAdded({ ...undoing, change });
    case 'alter-constraint':
      return constraintAltered({ ...undoing, change });
    case 'alter-composite':
      return compositeAltered({ ...undoing, change });
    case 'alter-function':
    case 'alter-extension':
      return gap(`Undo what this did: ${words(statement.text)}`);
    case 'alter-domain':
      return domainAltered({ ...undoing, change });
    case 'change-column-type':
    case 'set-default':
    case 'drop-default':
    case 'set-not-null':
    case 'drop-not-null':
    case 'set-identity':
    case 'drop-identity':
    case 'set-expression':
    case 'drop-expression':
      return columnAltered({ ...undoing, change });
    case 'rename-table':
    case 'rename-column':
    case 'rename-constraint':
    case 'rename-index':
    case 'rename-view':
    case 'rename-sequence':
    case 'rename-trigger':
    case 'rename-type':
    case 'rename-enum-value':
    case 'rename-function':
    case 'rename-schema':
      return renamed({ ...undoing, change });
    case 'set-object-schema':
    case 'set-table-schema':
      return moved({ ...undoing, change });
    case 'attach-partition':
      return run(own`ALTER TABLE ${relation(change.table)} DETACH PARTITION ${relation(change.partition)}`);
    case 'detach-partition':
      return gap(`Attach ${shown(resolve(change.partition, before, session))} to its table again, with the bounds that it had.`);
    case 'set-inherit':
      return run(
        own`ALTER TABLE ${relation(change.table)} ${{ sql: change.inherits ? 'NO INHERIT' : 'INHERIT' }} ${relation(change.parent)}`,
      );
    case 'set-row-security': {
      const table = before.relations.get(resolve(change.table, before, session));
      if (table?.kind === 'table' && table.rowSecurity === change.enabled) return [];
      return run(own`ALTER TABLE ${relation(change.table)} ${{ sql: change.enabled ? 'DISABLE' : 'ENABLE' }} ROW LEVEL SECURITY`);
    }
    case 'force-row-security': {
      const table = before.relations.get(resolve(change.table, before, session));
      if (table?.kind === 'table' && table.rowSecurityForced === change.forced) return [];
      return run(own`ALTER TABLE ${relation(change.table)} ${{ sql: change.forced ? 'NO FORCE' : 'FORCE' }} ROW LEVEL SECURITY`);
    }
    case 'create-policy':
    case 'alter-policy':
    case 'rename-policy':
      return policyChanged({ ...undoing, change });
    case 'set-trigger-state':
      return triggerStateChanged({ ...undoing, change });
    case 'attach-index':
      return gap(`${change.partition.name} stays a part of ${change.index.name}: PostgreSQL detaches no index.`);
    case 'set-persistence': {
      const table = before.relations.get(resolve(change.table, before, session));
      if (table?.kind === 'table' && table.persistence === change.persistence) return [];
      return run(
        own`ALTER TABLE ${relation(change.table)} SET ${{ sql: change.persistence === 'unlogged' ? 'LOGGED' : 'UNLOGGED' }}`,
      );
    }
    case 'create-rule':
      return change.replace
        ? gap(`Undo what this did: ${words(statement.text)}`)
        : run(own`DROP RULE ${{ name: change.rule }} ON ${relation(change.table)}`);
    case 'rename-rule':
      return run(own`ALTER RULE ${{ name: change.to }} ON ${relation(change.table)} RENAME TO ${{ name: change.rule }}`);
    case 'create-object':
      return change.name.name === '' || change.ifNotExists
        ? gap(`Undo what this did: ${words(statement.text)}`)
        : run(own`DROP ${{ sql: change.what.toUpperCase() }} ${change.name}`);
    case 'drop-rule':
    case 'set-rule-state':
    case 'drop-object':
    case 'rename-object':
    case 'alter-table-other':
      return gap(`Undo what this did: ${words(statement.text)}`);
    case 'alter-sequence':
      return gap(`Give the sequence ${change.sequence.name} back what it had before: ${words(statement.text)}`);
    case 'add-enum-value':
      return gap(
        `The value '${change.value}' of ${change.type.name} stays: PostgreSQL takes none away. It does no harm where nothing uses it.`,
      );
    case 'comment':
      return commented({ ...undoing, change });
    case 'grant':
      return granted({ ...undoing, change }) ?? gap(`Undo what this did: ${words(statement.text)}`);
    case 'create-role':
      return before.roles.has(change.role) || !world.end.roles.has(change.role)
        ? []
        : run(own`DROP ROLE ${{ name: change.role }}`);
    case 'rename-role':
      return run(own`ALTER ROLE ${{ name: change.to }} RENAME TO ${{ name: change.role }}`);
    case 'default-privileges':
    case 'grant-role':
    case 'set-table-owner':
    case 'set-owner':
    case 'alter-role':
    case 'drop-role':
      return gap(`Undo what this did: ${words(statement.text)}`);
    case 'write':
      return gap(written(change, shown(resolve(change.table, before, session))));
    case 'truncate':
      return gap(
        `The rows of ${shown(resolve(change.table, before, session))} are gone: bring them back from a backup where they are needed.`,
      );
    case 'read': {
      const calls = (change.calls ?? []).some((name) => isVolatile(name, undoing));
      return calls ? gap(`Undo what this did: ${words(statement.text)}`) : [];
    }
    case 'do':
    case 'no-transaction':
    case 'other':
      return gap(`Undo what this did: ${words(statement.text)}`);
    case 'validate-constraint':
    case 'reindex':
    case 'refresh-view':
    case 'set-sequence':
    case 'lock-table':
    case 'transaction':
    case 'set':
    case 'vacuum':
    case 'cluster':
      return [];
  }
}

/** Whether a function of the user's own may do something: nobody else knows what. */
function isVolatile(name: Name, { before, session }: Undoing): boolean {
  return (
    before.functions.get(resolve(name, before, session, 'function'))?.some(({ volatility }) => volatility === 'volatile') === true
  );
}

function dropped({ before, after, world, statement }: Undoing): readonly Step[] {
  const steps = restore(before, after, world);
  if (steps.length > 0 || after !== before) return steps;
  // IF EXISTS, or an object that no migration of this folder has made.
  return /\bif\s+exists\b/i.test(statement.text) ? [] : gap(`Create again what this dropped: ${words(statement.text)}`);
}

function written({ verb, hasWhere }: ChangeOf<'write'>, table: string): string {
  switch (verb) {
    case 'insert':
    case 'copy':
      return `Delete the rows that were added to ${table}, unless they are to stay.`;
    case 'delete':
      return `${hasWhere ? 'Rows' : 'All rows'} of ${table} were deleted: bring them back from a backup where they are needed.`;
    case 'update':
    case 'merge':
      return `Rows of ${table} were changed: bring the former values back from a backup where they are needed.`;
  }
}

/**
 * Whether a change is about a relation that the script has made, and so goes with it. A trigger or a foreign key that
 * names what was made after its table must go by itself, before that does.
 */
function isAboutOwn({ change, statement, before, session, world }: Undoing): boolean {
  const names = subjects(change);
  return (
    names.length > 0 &&
    names.every((name) => {
      const relation = before.relations.get(resolve(name, before, session));
      if (relation === undefined || !world.isBornHere(relation.origin)) return false;
      return !namesAny(statement.text, world.madeBetween(relation.origin, statement));
    })
  );
}

function subjects(change: Change): readonly Name[] {
  switch (change.kind) {
    case 'create-table':
    case 'drop-table':
    case 'set-inherit':
    case 'detach-partition':
      return [];
    case 'attach-partition':
      return [change.partition];
    case 'grant':
      return change.tables;
    case 'comment':
      return change.on !== undefined && isOfRelation(change.on) ? [change.on.name] : [];
    case 'alter-sequence':
    case 'rename-sequence':
      return [change.sequence];
    case 'rename-index':
      return [change.index];
    case 'rename-view':
      return [change.view];
    default:
      return 'table' in change ? [change.table] : [];
  }
}

function isOfRelation({ what }: Subject): boolean {
  return what === 'relation' || what === 'column' || what === 'constraint' || what === 'trigger' || what === 'policy';
}

/** A statement in one line, for a comment. */
function words(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
