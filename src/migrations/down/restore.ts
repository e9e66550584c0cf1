import { own, type Printable } from '../../sql/printer';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../sql/quote';
import { partsOf } from '../../schema/names';
import type { Constraint, Extension, Index, Key, Relation, Schema, Table, TypeObject, View } from '../../schema/schema';
import { attributeSql, constraintSql, namesAny, typeSql } from './definition';
import { restorePolicies } from './policies';
import { addColumns, createTable } from './restore-table';
import { gap, nameOfKey, run, shown, type Step, type World } from './undoing';

/**
 * Everything that stood before a change and is gone after it, made again from what is known of it: what DROP took, and
 * what went along with it. What the script itself had made is left out.
 */
export function restore(before: Schema, after: Schema, world: World): readonly Step[] {
  const gone = before.relations
    .keysNotIn(after.relations)
    .flatMap((key) => before.relations.get(key) ?? [])
    .filter(({ key, origin }) => !key.startsWith('pg_temp.') && !world.isBornHere(origin));
  const tables = gone.filter(isTable);
  const kept = [...changedTables(before, after)];
  return [
    ...[...before.schemas.keys()]
      .filter((name) => !after.schemas.has(name))
      .flatMap((name) => run({ type: 'create schema', name: { name } })),
    ...[...before.extensions.values()].filter(({ name }) => !after.extensions.has(name)).flatMap(restoreExtension),
    ...[...before.types.values()]
      .filter(({ key, origin }) => !after.types.has(key) && !world.isBornHere(origin))
      .flatMap((type) => restoreType(type, world)),
    ...gone.filter(({ kind }) => kind === 'sequence').flatMap((sequence) => restoreSequence(sequence, world)),
    ...restoreFunctions(before, after, world),
    ...tables.flatMap((table) => createTable(table, before, world)),
    ...kept.flatMap(([was, is]) => addColumns(was, is, before)),
    ...[isKey, isReference].flatMap((isNext) =>
      [...tables.map((table) => [table, undefined] as const), ...kept].flatMap(([was, is]) =>
        restoreConstraints({ was, is, isNext }, world),
      ),
    ),
    ...gone
      .filter((relation) => relation.kind === 'index' && !isBehindConstraint(relation, before))
      .flatMap((index) => restoreIndex(index as Index, world)),
    ...inReadingOrder(gone).flatMap((view) => restoreView(view, world)),
    ...gone
      .filter((relation) => relation.kind === 'index' && isOfView(relation, before))
      .flatMap((index) => restoreIndex(index as Index, world)),
    ...[...tables.map((table) => [table, undefined] as const), ...kept].flatMap(([was, is]) => [
      ...restoreTriggers(was, is, world),
      ...restorePolicies(was, is, (origin) => world.isBornHere(origin)),
    ]),
  ];
}

const isTable = (relation: Relation): relation is Table => relation.kind === 'table' || relation.kind === 'foreign-table';

/** Tables that are still there and have lost something. */
function* changedTables(before: Schema, after: Schema): Generator<readonly [Table, Table]> {
  for (const was of before.relations.values()) {
    const is = after.relations.get(was.key);
    if (was === is || was.kind !== 'table' || is?.kind !== 'table') continue;
    yield [was, is];
  }
}

function restoreExtension({ name }: Extension): readonly Step[] {
  return run({ type: 'create extension', extension: { name } });
}

function restoreType(type: TypeObject, world: World): readonly Step[] {
  const name = nameOfKey(type.key);
  switch (type.kind) {
    case 'enum':
      return run(own`CREATE TYPE ${name} AS ENUM (${{ sql: type.values.map(quoteLiteral).join(', ') }})`);
    case 'domain': {
      const parts = [typeSql(type.base)];
      if (type.default !== undefined) parts.push(`DEFAULT ${type.default.text}`);
      if (type.notNull) parts.push('NOT NULL');
      for (const { name: check, expression } of type.constraints) {
        parts.push(`CONSTRAINT ${quoteIdentifier(check)} CHECK (${expression.text})`);
      }
      return run(own`CREATE DOMAIN ${name} AS ${{ sql: parts.join(' ') }}`);
    }
    case 'composite':
      return run(own`CREATE TYPE ${name} AS (${{ sql: type.attributes.map(attributeSql).join(', ') }})`);
    case 'range':
    case 'other': {
      const former = world.former(type.origin);
      const isOwn = former?.changes.some(
        (change) => change.kind === 'create-type' && change.type.name === partsOf(type.key).name,
      );
      return former !== undefined && isOwn === true
        ? run({ type: 'as written', text: former.text })
        : gap(`Create the type ${shown(type.key)} again, as it was before.`);
    }
  }
}

function restoreSequence(sequence: Relation, world: World): readonly Step[] {
  // One that belongs to a column comes back with it.
  if (sequence.kind !== 'sequence' || sequence.ownedBy !== undefined) return [];
  const former = world.former(sequence.origin);
  const isOwn = former?.changes.some(
    (change) => change.kind === 'create-sequence' && change.sequence.name === partsOf(sequence.key).name,
  );
  const made: Printable =
    former !== undefined && isOwn === true
      ? { type: 'as written', text: former.text }
      : own`CREATE SEQUENCE ${nameOfKey(sequence.key)}`;
  return [...run(made), ...gap(`${shown(sequence.key)} counts from its start again: set it with setval() to where it was.`)];
}

function restoreFunctions(before: Schema, after: Schema, world: World): readonly Step[] {
  return [...before.functions].flatMap(([key, functions]) => {
    const left = after.functions.get(key);
    if (left === functions) return [];
    return functions
      .filter(
        (it) => !world.isBornHere(it.origin) && left?.some((other) => other.arguments.join() === it.arguments.join()) !== true,
      )
      .flatMap((it) => run({ type: 'as written', text: it.text }));
  });
}

/** Keys of all tables come first, foreign keys last: those refer to them. */
const isReference = ({ kind }: Constraint): boolean => kind === 'foreign-key';
const isKey = (constraint: Constraint): boolean => !isReference(constraint);

interface Lost {
  readonly was: Table;
  readonly is: Table | undefined;
  readonly isNext: (constraint: Constraint) => boolean;
}

function restoreConstraints({ was, is, isNext }: Lost, world: World): readonly Step[] {
  if (was.kind === 'foreign-table' || was.partitionOf !== undefined || world.isBornHere(was.origin)) return [];
  const lost = was.constraints.filter(
    ({ name, kind, origin }) =>
      kind !== 'not-null' && !world.isBornHere(origin) && is?.constraints.some((other) => other.name === name) !== true,
  );
  return lost.filter(isNext).flatMap((constraint) => {
    const sql = constraintSql(constraint, world);
    return sql === undefined
      ? gap(`Add the constraint ${constraint.name} to ${shown(was.key)} again: columns have been renamed since it was written.`)
      : run(own`ALTER TABLE ${nameOfKey(was.key)} ADD CONSTRAINT ${{ name: constraint.name }} ${{ sql }}`);
  });
}

function isBehindConstraint(index: Relation, before: Schema): boolean {
  if (index.kind !== 'index') return false;
  if (index.partitionOf !== undefined || isOfView(index, before)) return true;
  const table = before.relations.get(index.table);
  return table?.kind === 'table' && table.constraints.some((constraint) => constraint.index === index.key);
}

function isOfView(index: Relation, before: Schema): boolean {
  return index.kind === 'index' && before.relations.get(index.table)?.kind === 'materialized-view';
}

/** An index as it was written, where its table and columns are still called so; otherwise of what is known. */
function restoreIndex(index: Index, world: World): readonly Step[] {
  const former = world.former(index.origin);
  const { name } = partsOf(index.key);
  const made = former?.changes.find((change) => change.kind === 'create-index');
  if (former !== undefined && made?.kind === 'create-index' && made.table.name === partsOf(index.table).name) {
    const isNamed = made.index === undefined || made.index === name;
    if (isNamed && !namesAny(former.text, world.renamedSince(index.origin))) {
      const { start, end } = made.indexWordAt;
      const rest = former.text.slice(end).replace(/^\s+concurrently\b/i, '');
      const concurrently = world.isOutside ? ' CONCURRENTLY' : '';
      const called = made.index === undefined ? ` ${quoteIdentifier(name)}` : '';
      return run({ type: 'as written', text: `${former.text.slice(0, start)}INDEX${concurrently}${called}${rest}` });
    }
  }
  const unique = { sql: index.unique ? 'UNIQUE ' : '' };
  const concurrently = { sql: world.isOutside ? 'CONCURRENTLY ' : '' };
  const manners = index.columns.map((_, nth) => index.manners?.[nth] ?? '');
  // Of the rest no more is kept than what tells two indexes apart.
  const orders = manners.map((manner) => /^(?:desc)?(?: ?nulls (?:first|last))?$/.exec(manner)?.[0].toUpperCase());
  const columns = index.columns.map((column, nth) => {
    const order = orders[nth] ?? '';
    return `${column.startsWith('(') ? column : quoteIdentifier(column)}${order === '' ? '' : ` ${order}`}`;
  });
  const included = index.include.map(quoteIdentifier).join(', ');
  const rest = [
    ...(included === '' ? [] : [` INCLUDE (${included})`]),
    ...(index.nullsNotDistinct ? [' NULLS NOT DISTINCT'] : []),
    ...(index.predicate === undefined ? [] : [` WHERE ${index.predicate.text}`]),
  ].join('');
  const isWhole = !orders.includes(undefined) && !index.hasExpressions && index.predicate === undefined;
  return [
    ...(isWhole ? [] : gap(`Compare the index ${name} with what it was: not all of it is known as its columns are called now.`)),
    ...run(
      own`CREATE ${unique}INDEX ${concurrently}${{ name }} ON ${nameOfKey(index.table)} USING ${{ name: index.method }} (${{ sql: columns.join(', ') }})${{ sql: rest }}`,
    ),
  ];
}

/** Views after those that they read. */
function inReadingOrder(gone: readonly Relation[]): readonly View[] {
  const views = new Map(
    gone.flatMap((it) => (it.kind === 'view' || it.kind === 'materialized-view' ? [[it.key, it] as const] : [])),
  );
  const ordered = new Set<View>();
  const visit = (view: View): void => {
    for (const key of view.reads) {
      const read = views.get(key);
      if (read !== undefined && read !== view && !ordered.has(read)) visit(read);
    }
    ordered.add(view);
  };
  for (const view of views.values()) visit(view);
  return [...ordered];
}

function restoreView(view: View, world: World): readonly Step[] {
  const former = world.former(view.origin);
  const isOwn = former?.changes.some((change) => change.kind === 'create-view' && change.view.name === partsOf(view.key).name);
  if (isOwn !== true || namesAny(view.text, world.renamedSince(view.origin))) {
    return gap(`Create the view ${shown(view.key)} again: it or what it reads has been renamed since it was written.`);
  }
  return run({ type: 'as written', text: view.text });
}

function restoreTriggers(was: Table, is: Table | undefined, world: World): readonly Step[] {
  if (world.isBornHere(was.origin)) return [];
  return was.triggers
    .filter(({ name, origin }) => !world.isBornHere(origin) && is?.triggers.some((other) => other.name === name) !== true)
    .flatMap((trigger) => restoreTrigger(trigger, was.key, world));
}

/** A trigger as it was written. */
export function restoreTrigger(trigger: Table['triggers'][number], table: Key, world: World): readonly Step[] {
  const former = world.former(trigger.origin);
  const made = former?.changes.find((change) => change.kind === 'create-trigger');
  const isOwn = made?.kind === 'create-trigger' && made.trigger === trigger.name && made.table.name === partsOf(table).name;
  if (former === undefined || !isOwn || namesAny(former.text, world.renamedSince(trigger.origin))) {
    return gap(`Create the trigger ${trigger.name} on ${quoteName(nameOfKey(table))} again, as it was before.`);
  }
  return run({ type: 'as written', text: former.text });
}
