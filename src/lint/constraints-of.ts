import type { ChangeOf } from '../schema/change';
import type { ConstraintDefinition } from '../schema/definitions';
import type { Key, TypeName } from '../schema/schema';
import type { RuleContext } from './rule';

/** The changes that make constraints. */
export const constraintMakers = ['create-table', 'add-column', 'add-constraint'] as const;
export type ConstraintMaker = ChangeOf<(typeof constraintMakers)[number]>;

/** Every constraint that a change makes, those written in a column too, in the order of the text. */
export function constraintsOf(change: ConstraintMaker): readonly ConstraintDefinition[] {
  switch (change.kind) {
    case 'create-table':
      return [...change.columns.flatMap(({ constraints }) => constraints), ...change.constraints].sort(
        (a, b) => a.at.start - b.at.start,
      );
    case 'add-column':
      return change.column.constraints;
    case 'add-constraint':
      return [change.constraint];
  }
}

/** What is known of a column that a constraint of the change names: its type, and whether it may hold NULL. */
export function columnOf(
  change: ConstraintMaker,
  name: string,
  context: RuleContext,
): { readonly type: TypeName; readonly notNull: boolean } | undefined {
  if (change.kind === 'create-table') {
    const inKey = change.constraints.some(({ kind, columns }) => kind === 'primary-key' && columns.includes(name));
    const column = change.columns.find((each) => each.name === name);
    return column === undefined ? undefined : { type: column.type, notNull: column.notNull || inKey };
  }
  if (change.kind === 'add-column' && change.column.name === name) return change.column;
  return context.column(change.table, name);
}

/** A foreign key that a change makes, with the table that it references. */
export interface NewForeignKey {
  readonly constraint: ConstraintDefinition;
  readonly to: Key;
}

export function foreignKeysOf(change: ConstraintMaker, context: Pick<RuleContext, 'resolve'>): readonly NewForeignKey[] {
  return constraintsOf(change).flatMap((constraint) => {
    const { kind, references } = constraint;
    return kind === 'foreign-key' && references !== undefined ? [{ constraint, to: context.resolve(references.table) }] : [];
  });
}
