import { own, type PrintedName } from '../../sql/printer';
import { quoteLiteral } from '../../sql/quote';
import type { ChangeOf } from '../../schema/change';
import type { Key, Name } from '../../schema/schema';
import { keyOf, partsOf } from '../../schema/names';
import { resolve } from '../../schema/session';
import { nameOfKey, run, type Step, type Undoing } from './undoing';

type Rename = Undoing<
  ChangeOf<
    | 'rename-table'
    | 'rename-column'
    | 'rename-constraint'
    | 'rename-index'
    | 'rename-view'
    | 'rename-sequence'
    | 'rename-trigger'
    | 'rename-type'
    | 'rename-enum-value'
    | 'rename-function'
    | 'rename-schema'
  >
>;

/** A name back. */
export function renamed({ change, before, session }: Rename): readonly Step[] {
  const relation = (name: Name): Key => resolve(name, before, session);
  const moved = (key: Key, to: string, written: Name): PrintedName => nameOfKey(keyOf(partsOf(key).schema, to), written);
  const to = (key: Key): PrintedName => ({ name: partsOf(key).name });
  switch (change.kind) {
    case 'rename-table': {
      const key = relation(change.table);
      return run({ type: 'alter table', table: moved(key, change.to, change.table), changes: [{ type: 'rename', to: to(key) }] });
    }
    case 'rename-column':
    case 'rename-constraint': {
      const table = nameOfKey(relation(change.table), change.table);
      const now = { name: change.to };
      const back =
        change.kind === 'rename-column'
          ? ({ type: 'rename column', column: now, to: { name: change.column } } as const)
          : ({ type: 'rename constraint', constraint: now, to: { name: change.constraint } } as const);
      return run({ type: 'alter table', table, changes: [back] });
    }
    case 'rename-index': {
      const key = relation(change.index);
      // With IF EXISTS, and unknown: it is likely not there, and comes back as it came.
      const perhaps = { sql: change.ifRelationExists === true && !before.relations.has(key) ? 'IF EXISTS ' : '' };
      return run(own`ALTER INDEX ${perhaps}${moved(key, change.to, change.index)} RENAME TO ${to(key)}`);
    }
    case 'rename-view': {
      const key = relation(change.view);
      const what = { sql: change.materialized ? 'MATERIALIZED VIEW' : 'VIEW' };
      return run(own`ALTER ${what} ${moved(key, change.to, change.view)} RENAME TO ${to(key)}`);
    }
    case 'rename-sequence': {
      const key = relation(change.sequence);
      return run(own`ALTER SEQUENCE ${moved(key, change.to, change.sequence)} RENAME TO ${to(key)}`);
    }
    case 'rename-trigger': {
      const table = nameOfKey(relation(change.table), change.table);
      return run(own`ALTER TRIGGER ${{ name: change.to }} ON ${table} RENAME TO ${{ name: change.trigger }}`);
    }
    case 'rename-type': {
      const key = resolve(change.type, before, session, 'type');
      return run(own`ALTER TYPE ${moved(key, change.to, change.type)} RENAME TO ${to(key)}`);
    }
    case 'rename-enum-value': {
      const type = nameOfKey(resolve(change.type, before, session, 'type'), change.type);
      return run(own`ALTER TYPE ${type} RENAME VALUE ${literal(change.to)} TO ${literal(change.value)}`);
    }
    case 'rename-function': {
      const key = resolve(change.function, before, session, 'function');
      return run(own`ALTER ROUTINE ${moved(key, change.to, change.function)}${signature(change.arguments)} RENAME TO ${to(key)}`);
    }
    case 'rename-schema':
      return run(own`ALTER SCHEMA ${{ name: change.to }} RENAME TO ${{ name: change.schema }}`);
  }
}

/** SET SCHEMA, back. */
export function moved({ change, before, session }: Undoing<ChangeOf<'set-object-schema' | 'set-table-schema'>>): readonly Step[] {
  const [what, name] = change.kind === 'set-table-schema' ? (['table', change.table] as const) : [change.what, change.name];
  const space = what === 'type' || what === 'function' ? what : 'relation';
  const { schema, name: bare } = partsOf(resolve(name, before, session, space));
  const words = { sql: (what === 'function' ? 'routine' : what).replace('-', ' ').toUpperCase() };
  return run(own`ALTER ${words} ${{ schema: change.to, name: bare }} SET SCHEMA ${{ name: schema }}`);
}

function literal(value: string): { readonly sql: string } {
  return { sql: quoteLiteral(value) };
}

function signature(types: readonly string[] | undefined): { readonly sql: string } {
  return { sql: types === undefined ? '' : `(${types.join(', ')})` };
}
