import { keysOn, viewsReading } from '../../../effects/column-subject';
import { foreignKeysTo, tables, viewsOver, type ForeignKey } from '../../../effects/world';
import type { Change, ChangeOf } from '../../../schema/change';
import type { Constraint, Key, Origin, View } from '../../../schema/schema';
import { resolve } from '../../../schema/session';
import type { RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** The changes in which CASCADE takes along what depends on an object. */
export type Cascading = ChangeOf<
  'drop-table' | 'drop-view' | 'drop-column' | 'drop-constraint' | 'drop-function' | 'drop-sequence'
>;

/** Something that goes along without being named. */
interface Dependant {
  readonly name: string;
  /** The relation that it is, or that it is a part of. */
  readonly on: Key;
  readonly origin: Origin;
  /** Of a foreign key: what may have been dropped before, by name or with its column. */
  readonly constraint?: Constraint;
}

/** What depends on an object, as far as the chain tells, and is not dropped by name as well. */
export function goingAlong(change: Cascading, context: RuleContext): readonly Dependant[] {
  const named = new Set([...context.changesBefore(), ...context.changesAfter()].flatMap((each) => dropped(each, context)));
  return dependants(change, context).filter(
    (each) => !named.has(each.on) && !context.madeHere(each.origin) && !mayBeGone(each, context),
  );
}

/** Whether the script has dropped it under a condition, as a block does that looks first whether the table is there. */
function mayBeGone({ on, constraint }: Dependant, context: RuleContext): boolean {
  if (constraint === undefined) return false;
  return context.changesBefore().some((change) => {
    if (change.inBlock !== 'perhaps') return false;
    if (change.kind !== 'drop-column' && change.kind !== 'drop-constraint') return false;
    if (context.resolve(change.table) !== on) return false;
    return change.kind === 'drop-column' ? constraint.columns.includes(change.column) : change.constraint === constraint.name;
  });
}

function dropped(change: Change, context: RuleContext): readonly Key[] {
  if (change.kind === 'drop-table') return [context.resolve(change.table)];
  return change.kind === 'drop-view' ? [context.resolve(change.view)] : [];
}

function dependants(change: Cascading, context: RuleContext): readonly Dependant[] {
  switch (change.kind) {
    case 'drop-table': {
      const key = context.resolve(change.table);
      const others = foreignKeysTo(context, key).filter(({ from }) => from.key !== key);
      return [...viewsOver(context, key).map(ofView), ...others.map(ofForeignKey)];
    }
    case 'drop-view':
      return viewsOver(context, context.resolve(change.view)).map(ofView);
    case 'drop-column': {
      const key = context.resolve(change.table);
      const others = keysOn(context, key, change.column).to.filter(({ from }) => from.key !== key);
      return [...viewsReading(context, key, change.column).map(ofView), ...others.map(ofForeignKey)];
    }
    case 'drop-constraint': {
      const key = context.resolve(change.table);
      const constraint = context.table(change.table)?.constraints.find(({ name }) => name === change.constraint);
      if (constraint?.kind !== 'primary-key' && constraint?.kind !== 'unique') return [];
      const isReferenced = ({ constraint: { references } }: ForeignKey): boolean =>
        references?.columns.length === 0
          ? constraint.kind === 'primary-key'
          : references?.columns.join() === constraint.columns.join();
      return foreignKeysTo(context, key).filter(isReferenced).map(ofForeignKey);
    }
    case 'drop-function': {
      const key = resolve(change.function, context.schema, context.session, 'function');
      return tables(context).flatMap((table) =>
        table.triggers
          .filter((trigger) => resolve(trigger.function, context.schema, context.session, 'function') === key)
          .map(({ name, origin }) => ({ name: `trigger ${name} of ${plainName(table.key)}`, on: table.key, origin })),
      );
    }
    case 'drop-sequence':
      return tables(context).flatMap((table) =>
        table.columns
          .filter((column) => column.default?.text.includes(change.sequence.name) === true)
          .map(({ name, origin }) => ({ name: `default of ${plainName(table.key)}.${name}`, on: table.key, origin })),
      );
  }
}

function ofView({ kind, key, origin }: View): Dependant {
  return { name: `${kind === 'view' ? 'view' : 'materialized view'} ${plainName(key)}`, on: key, origin };
}

function ofForeignKey({ from, constraint }: ForeignKey): Dependant {
  return {
    name: `foreign key ${constraint.name} of ${plainName(from.key)}`,
    on: from.key,
    origin: constraint.origin,
    constraint,
  };
}
