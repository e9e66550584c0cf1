import type { ChangeOf } from '../schema/change';
import type { Column, Constraint, Index, Key, Table } from '../schema/schema';
import { findColumn, keysOn, mentions, refusedAlone, viewNeeding, viewsReading } from './column-subject';
import type { Effect } from './effect';
import { dataException, fails, lock, mayFail, unknown, willFail } from './outcome';
import { isInherited } from './inheritance';
import { lockPartitions, workOn } from './subject';
import { lacksOperatorClass, namesOperatorClass } from './operator-classes';
import { changesFamily, mayReference, reduce, typeChange, type TypeChange } from './type-change';
import { descendants, indexesOf, sequencesOf, tableAt, type World } from './world';

export function changeColumnType(change: ChangeOf<'change-column-type'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = findColumn(change, world);
  if (willFail(effects)) return effects;
  if (table === undefined || column === undefined) {
    return [...effects, ...locks, unknown('work', `the old type of ${change.column} is not known`)];
  }
  if (table.partitionOf !== undefined) return [fails('42P16', 'a partition has the columns of its parent')];
  if (table.partitionBy?.columns.includes(change.column) === true) return [fails('42P16', 'it is in the partition key')];
  if (isInherited(table, change.column, world)) return [fails('42P16', `${change.column} is inherited`)];
  const outcome = bodyOf(change, column, world);
  if (outcome.kind === 'refused') return [fails('42804', `${change.column} cannot be cast automatically`)];
  const alone = refusedAlone(change, world, key);
  if (alone !== undefined) return [alone];
  const bare = [key, ...descendants(world, key).map((each) => each.key)]
    .flatMap((each) => indexesOf(world, each))
    .find((index) => isBareOn(index, change.column) && lacksOperatorClass(change.type, index.method, world));
  if (bare !== undefined) return [fails('42704', `${bare.key} has no operator class for the new type`)];
  const needing = viewNeeding(world, key, change.column);
  if (needing !== undefined) return [fails('0A000', `${needing.key} reads ${change.column}`)];
  const views = viewsReading(world, key, change.column);
  const generated = table.columns.find(
    (each) => each.generated !== undefined && mentions(each.generated.expression.text, change.column),
  );
  if (generated !== undefined) return [fails(world.postgres >= 15 ? '0A000' : '42601', `${generated.name} is generated from it`)];
  const strained = isStrained(change, { key, table, column }, world)
    ? [unknown('outcome', `a CHECK, default or index of ${change.column} may not fit the new type`)]
    : [];
  const unsure = views.length === 0 ? strained : [unknown('outcome', `${views[0]?.key ?? ''} may read ${change.column}`)];

  const keys = keysOn(world, key, change.column);
  if (unsure.length === 0 && breaksKey(change, keys, world))
    return [fails('42804', `a foreign key compares ${change.column} with another type`)];
  const partners = [...keys.from.map(({ to }) => to), ...keys.to.map(({ from }) => from.key)].flatMap((each) =>
    lockPartitions(world, each, 'AccessExclusiveLock'),
  );
  // The sequence of an identity column is made to count in the new type.
  const sequences = column.identity === undefined ? [] : sequencesOf(world, key, change.column);
  const counting = sequences.map((each) => lock(each.key, 'ShareRowExclusiveLock', key));
  const all = [...effects, ...locks, ...partners, ...counting, ...unsure];
  switch (outcome.kind) {
    case 'unknown':
      return [...all, unknown('work', outcome.why), unknown('outcome', outcome.why)];
    case 'rewrite': {
      const misfit = outcome.sqlstate === undefined ? [] : [mayFail(outcome.sqlstate, 'a value does not fit')];
      return [
        ...all,
        ...workOn(world, key, 'rewrite'),
        ...misfit,
        ...refusals(change, { key, table, column }, world),
        ...foreignKeyChecks(keys, world),
      ];
    }
    case 'rebuild':
    case 'free': {
      const touched = [key, ...descendants(world, key).map((each) => each.key)].flatMap((each) =>
        indexWork(world, each, change.column, outcome.kind === 'rebuild' || changesCollation(change, column)),
      );
      const checks = table.constraints.filter((each) => isCheckOn(each, change.column));
      const scans = checks.length > 0 ? workOn(world, key, 'scan') : [];
      const again = outcome.kind === 'rebuild' ? foreignKeyChecks(keys, world) : [];
      return [...all, ...touched, ...scans, ...again];
    }
  }
}

/** The column changes from one family of types to another, and something else speaks of its values. */
function isStrained(
  change: ChangeOf<'change-column-type'>,
  { key, table, column }: { readonly key: Key; readonly table: Table; readonly column: Column },
  world: World,
): boolean {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  if (!changesFamily(column.type, change.type, path)) return false;
  const indexed = indexesOf(world, key).some(
    (each) =>
      each.columns.some((one) => one.startsWith('(') && mentions(one, change.column)) ||
      each.columns.some((one, nth) => one === change.column && (each.manners?.[nth] ?? '') !== '') ||
      mentions(each.predicate?.text ?? '', change.column),
  );
  // What the old type can be cast to, its default can be, too.
  const isCast = typeChange(column.type, change.type, path).kind !== 'refused';
  return (
    (column.default !== undefined && !isCast) ||
    column.identity !== undefined ||
    indexed ||
    table.constraints.some((each) => isCheckOn(each, change.column))
  );
}

/** A foreign key of one column whose other end has a type that cannot be compared with the new one. */
function breaksKey(change: ChangeOf<'change-column-type'>, keys: ReturnType<typeof keysOn>, world: World): boolean {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const only = (table: Table | undefined, name: string | undefined) => table?.columns.find((each) => each.name === name)?.type;
  const primary = (table: Table | undefined) => table?.constraints.find(({ kind }) => kind === 'primary-key')?.columns[0];
  const isSelf = keys.from.some(({ from, to }) => from.key === to);
  if (isSelf) return false;
  const asSource = keys.from.some(({ to, constraint }) => {
    const target = tableAt(world, to);
    const type = only(target, constraint.references?.columns[0] ?? primary(target));
    return constraint.columns.length === 1 && type !== undefined && !mayReference(change.type, type, path);
  });
  const asTarget = keys.to.some(({ from, constraint }) => {
    const type = only(from, constraint.columns[0]);
    return constraint.columns.length === 1 && type !== undefined && !mayReference(type, change.type, path);
  });
  return asSource || asTarget;
}

function bodyOf(change: ChangeOf<'change-column-type'>, column: Column, world: World): TypeChange {
  const { schema, session } = world;
  const types = {
    schema,
    searchPath: session.searchPath,
    ...(session.timeZone !== undefined && { timeZone: session.timeZone }),
  };
  const plain = typeChange(column.type, change.type, types);
  if (change.using === undefined) return plain;
  // The column alone is no cast.
  if ('ColumnRef' in change.using.tree && isPlainCast(change.using.tree, change.column)) return plain;
  const computed: TypeChange = { kind: 'rewrite', sqlstate: dataException };
  if (isPlainCast(change.using.tree, change.column)) return plain.kind === 'refused' ? computed : plain;
  return computed;
}

/** `column` or `column::type`, whatever the type: to the same type it changes nothing, and else it is not the same. */
function isPlainCast(tree: unknown, column: string): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if ('TypeCast' in tree) {
    const cast = tree.TypeCast;
    return typeof cast === 'object' && cast !== null && 'arg' in cast && isPlainCast(cast.arg, column);
  }
  if (!('ColumnRef' in tree)) return false;
  return JSON.stringify(tree.ColumnRef).includes(JSON.stringify(column));
}

function changesCollation(change: ChangeOf<'change-column-type'>, column: Column): boolean {
  return (change.collation?.name ?? undefined) !== (column.collation?.name ?? undefined);
}

function isCheckOn({ kind, columns }: Constraint, column: string): boolean {
  return kind === 'check' && columns.includes(column);
}

function indexWork(world: World, key: Key, column: string, resorts: boolean): readonly Effect[] {
  const rebuilt = indexesOf(world, key).some((index) => {
    const inExpression = index.columns.some((each) => each.startsWith('(') && mentions(each, column));
    const inPredicate = index.predicate !== undefined && mentions(index.predicate.text, column);
    // The part of a partitioned table's index goes with that and is built anew, even where nothing else would be.
    const isPart = index.partitionOf !== undefined && [...index.columns, ...index.include].includes(column);
    return inExpression || inPredicate || isPart || (resorts && index.columns.includes(column));
  });
  return rebuilt ? [{ kind: 'index-build', on: key }] : [];
}

/** What rows with new values may run into. */
function refusals(
  change: ChangeOf<'change-column-type'>,
  { key, table, column }: { readonly key: Key; readonly table: Table; readonly column: Column },
  world: World,
): readonly Effect[] {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const isChecked = reduce(change.type, path).constrained || table.constraints.some((each) => isCheckOn(each, change.column));
  const isUnique = indexesOf(world, key).some(({ unique, columns }) => unique && columns.includes(change.column));
  return [
    ...(column.notNull && change.using !== undefined ? [mayFail('23502', `${change.column} may come out NULL`)] : []),
    ...(isChecked ? [mayFail('23514', 'a value fails a check')] : []),
    ...(isUnique ? [mayFail('23505', 'values become equal')] : []),
  ];
}

/** Whether an index has the column under the default operator class of its type. */
function isBareOn({ columns, manners }: Index, column: string): boolean {
  const nth = columns.indexOf(column);
  return nth >= 0 && !namesOperatorClass({ column, manner: manners?.[nth] ?? '' });
}

function foreignKeyChecks(keys: ReturnType<typeof keysOn>, world: World): readonly Effect[] {
  const checked = [...keys.from, ...keys.to].filter(({ constraint }) => constraint.validated && constraint.enforced);
  return checked.flatMap(({ from }) => workOn(world, from.key, 'fk-check'));
}
