import { own, type PrintedName, type Printable } from '../../sql/printer';
import type { ChangeOf } from '../../schema/change';
import type { Column, Relation, Table } from '../../schema/schema';
import { resolve } from '../../schema/session';
import { typeText } from '../../schema/types';
import { typeSql } from './definition';
import { gap, nameOfKey, run, shown, type Step, type Undoing, type World } from './undoing';
import { isSame } from './world';

type ColumnChange = Undoing<
  ChangeOf<
    | 'change-column-type'
    | 'set-default'
    | 'drop-default'
    | 'set-not-null'
    | 'drop-not-null'
    | 'set-identity'
    | 'drop-identity'
    | 'set-expression'
    | 'drop-expression'
  >
>;

/** What ALTER COLUMN did, back to what the column was before. */
export function columnAltered({ change, before, session }: ColumnChange): readonly Step[] {
  const key = resolve(change.table, before, session);
  const found = before.relations.get(key);
  const column = found?.kind === 'table' ? found.columns.find(({ name }) => name === change.column) : undefined;
  const table = nameOfKey(key, change.table);
  const name: PrintedName = { name: change.column };
  if (column === undefined) return gap(`Give ${shown(key)}.${change.column} back what it had: its definition is not known here.`);
  switch (change.kind) {
    case 'set-not-null':
      return column.notNull ? [] : run(alterColumn(table, change.column, 'DROP NOT NULL'));
    case 'drop-not-null':
      return column.notNull ? run(alterColumn(table, change.column, 'SET NOT NULL')) : [];
    case 'set-default':
    case 'drop-default':
      if (column.default !== undefined)
        return run(own`ALTER TABLE ${table} ALTER COLUMN ${name} SET DEFAULT ${{ sql: column.default.text }}`);
      return change.kind === 'set-default' ? run(alterColumn(table, change.column, 'DROP DEFAULT')) : [];
    case 'set-identity':
      return column.identity === undefined
        ? run(own`ALTER TABLE ${table} ALTER COLUMN ${name} DROP IDENTITY`)
        : run(own`ALTER TABLE ${table} ALTER COLUMN ${name} SET GENERATED ${{ sql: column.identity.toUpperCase() }}`);
    case 'drop-identity':
      if (column.identity === undefined) return [];
      return [
        ...run(
          own`ALTER TABLE ${table} ALTER COLUMN ${name} ADD GENERATED ${{ sql: column.identity.toUpperCase() }} AS IDENTITY`,
        ),
        ...gap(
          `The identity of ${shown(key)}.${change.column} counts from 1 again: set it with setval() past the largest value.`,
        ),
      ];
    case 'set-expression':
      return column.generated === undefined
        ? []
        : run(own`ALTER TABLE ${table} ALTER COLUMN ${name} SET EXPRESSION AS (${{ sql: column.generated.expression.text }})`);
    case 'drop-expression':
      return gap(`Make ${shown(key)}.${change.column} a generated column again: it must be dropped and added for that.`);
    case 'change-column-type':
      return typeChanged(change, column, table);
  }
}

/** The library has trees for these, and prints them in lower case. */
function alterColumn(table: PrintedName, column: string, what: 'SET NOT NULL' | 'DROP NOT NULL' | 'DROP DEFAULT'): Printable {
  return own`ALTER TABLE ${table} ALTER COLUMN ${{ name: column }} ${{ sql: what }}`;
}

const textual = new Set(['text', 'varchar', 'char', 'bpchar']);

/** A type back. Where no assignment leads there, the cast is written out; values that do not fit must stop it, not be cut. */
function typeChanged(change: ChangeOf<'change-column-type'>, column: Column, table: PrintedName): readonly Step[] {
  const name: PrintedName = { name: change.column };
  const type = typeSql(column.type);
  const isApart = change.type.name !== column.type.name;
  const needsCast = isApart && textual.has(change.type.name) && !textual.has(column.type.name);
  const using = needsCast ? own`${name}::${{ sql: type }}` : undefined;
  const collate = column.collation === undefined ? undefined : own`${column.collation}`;
  const clauses = [
    type,
    ...(collate?.type === 'own' ? [`COLLATE ${collate.text}`] : []),
    ...(using?.type === 'own' ? [`USING ${using.text}`] : []),
  ].join(' ');
  const back = own`ALTER TABLE ${table} ALTER COLUMN ${name} TYPE ${{ sql: clauses }}`;
  const words = `Values of ${change.column} that ${typeText(column.type)} cannot hold stop this; what the new type rounded or cut stays so.`;
  if (column.default === undefined || !isApart) return [...gap(words), ...run(back)];
  // A default must be cast as well, which not every one can be.
  return [
    ...gap(words),
    ...run(
      alterColumn(table, change.column, 'DROP DEFAULT'),
      back,
      own`ALTER TABLE ${table} ALTER COLUMN ${name} SET DEFAULT ${{ sql: column.default.text }}`,
    ),
  ];
}

/** ADD COLUMN, back: where the column was there already, nothing. */
export function columnAdded({ change, before, session }: Undoing<ChangeOf<'add-column'>>): readonly Step[] {
  const key = resolve(change.table, before, session);
  const table = before.relations.get(key);
  if (table?.kind === 'table' && table.columns.some(({ name }) => name === change.column.name)) return [];
  return run({
    type: 'alter table',
    table: nameOfKey(key, change.table),
    changes: [{ type: 'drop column', column: { name: change.column.name } }],
  });
}

/** ADD CONSTRAINT, back, by the name that PostgreSQL chose. */
export function constraintAdded(undoing: Undoing<ChangeOf<'add-constraint'>>): readonly Step[] {
  const { change, before, after, session, world } = undoing;
  const key = resolve(change.table, before, session);
  const [was, is] = [before.relations.get(key), after.relations.get(key)];
  const known = new Set(constraintsOf(was).map(({ name }) => name));
  const name = change.constraint.name ?? constraintsOf(is).find((it) => !known.has(it.name))?.name;
  if (name === undefined) return gap(`Drop the constraint that was added to ${shown(key)}: its name is not known here.`);
  const made = constraintsOf(is).find((it) => it.name === name);
  // What the script has dropped again, perhaps to make another of that name, is not there to be dropped.
  if (made !== undefined && is !== undefined && !isLeft(made, { made: is, end: endOf(is, world) })) return [];
  const { usingIndex } = change.constraint;
  return [
    ...run({
      type: 'alter table',
      table: nameOfKey(key, change.table),
      changes: [{ type: 'drop constraint', constraint: { name } }],
    }),
    ...(usingIndex === undefined ? [] : gap(`The index ${usingIndex} goes with the constraint: create it again.`)),
    ...impliedNotNull(was, is).map((column) => ({
      statement: alterColumn(nameOfKey(key, change.table), column, 'DROP NOT NULL'),
    })),
  ];
}

/** Whether a constraint is there when the script ends, by its name or by another that it has been given since. */
function isLeft(
  { name, origin }: Table['constraints'][number],
  { made, end }: { readonly made: Relation; readonly end: Relation | undefined },
): boolean {
  const ofStatement = (relation: Relation | undefined) => constraintsOf(relation).filter((it) => isSame(it.origin, origin));
  const left = ofStatement(end);
  return left.some((it) => it.name === name) || (left.length > 0 && left.length === ofStatement(made).length);
}

/** What a relation has become by the script's end. */
function endOf({ key, origin }: Relation, world: World): Relation | undefined {
  return world.end.relations.get(world.finalKey(key, origin) ?? key);
}

function constraintsOf(relation: { readonly kind: string } | undefined): Table['constraints'] {
  return relation !== undefined && 'constraints' in relation ? (relation as Table).constraints : [];
}

/** Columns that a new primary key has made NOT NULL, which they stay when it goes. */
function impliedNotNull(
  was: { readonly kind: string } | undefined,
  is: { readonly kind: string } | undefined,
): readonly string[] {
  if (was === undefined || is === undefined || !('columns' in was) || !('columns' in is)) return [];
  if (was.kind !== 'table' || is.kind !== 'table') return [];
  const nullable = new Set((was as Table).columns.filter(({ notNull }) => !notNull).map(({ name }) => name));
  return (is as Table).columns.filter(({ name, notNull }) => notNull && nullable.has(name)).map(({ name }) => name);
}

export function constraintAltered({ change, before, session }: Undoing<ChangeOf<'alter-constraint'>>): readonly Step[] {
  const key = resolve(change.table, before, session);
  const was = constraintsOf(before.relations.get(key)).find(({ name }) => name === change.constraint);
  if (was === undefined || change.enforced !== undefined || was.deferrable) {
    return gap(`Give the constraint ${change.constraint} of ${shown(key)} back what it had before.`);
  }
  if (change.deferrable !== true) return [];
  return run(own`ALTER TABLE ${nameOfKey(key, change.table)} ALTER CONSTRAINT ${{ name: change.constraint }} NOT DEFERRABLE`);
}
