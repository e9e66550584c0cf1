import type { ConstraintDefinition } from '../../../schema/definitions';
import type { Constraint, Index, Key, Schema, Table } from '../../../schema/schema';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import { uniqueIndexes } from './unique-indexes';

/** PostgreSQL makes a second index, or looks the other table up twice, without a word. */
export const addConstraintDuplicatesExisting = changeRule({
  id: 'add-constraint-duplicates-existing',
  title: 'Constraint that says what another one says already',
  category: 'constraint',
  severity: 'warning',
  upOnly: true,
  also: [],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    const known = context.table(table);
    if (known === undefined || constraint.usingIndex !== undefined) return undefined;
    const name = plainName(known.key);
    const twin = known.constraints.find((each) => isTwin(constraint, each, context) && staysIn(context, known.key, each));
    if (twin !== undefined) return report(twin, constraint, name, context);
    const index = constraint.kind === 'unique' ? twinIndex(constraint, known, context.schema) : undefined;
    if (index === undefined || !context.leaves.relations.has(index.key) || !context.finally.relations.has(index.key)) {
      return undefined;
    }
    return {
      message: `Builds a second index of the same columns, which every write to ${name} keeps up: ${plainName(index.key)} is unique already`,
      help: 'Add the constraint USING INDEX, which takes the index over.',
      at: constraint.at,
      related: context.origin(index, `${plainName(index.key)} was created here`),
    };
  },
});

function isTwin(made: ConstraintDefinition, known: Constraint, context: RuleContext): boolean {
  const isSame = made.columns.join() === known.columns.join();
  switch (made.kind) {
    case 'unique':
      return isSame && (known.kind === 'unique' || known.kind === 'primary-key') && known.deferrable === made.deferrable;
    case 'foreign-key': {
      // NOT VALID is how another one takes its place, step by step.
      const { references } = made;
      if (known.kind !== 'foreign-key' || made.notValid || references === undefined || !isSame) return false;
      const isSameTarget = references.columns.length === 0 || references.columns.join() === known.references?.columns.join();
      return isSameTarget && context.resolve(references.table) === known.references?.table;
    }
    case 'check':
      return known.kind === 'check' && !made.notValid && made.expression?.text === known.expression?.text;
    default:
      return false;
  }
}

/** Neither this script nor a later one takes it away: then it is not replaced. */
function staysIn({ leaves, finally: last }: RuleContext, key: Key, { name }: Constraint): boolean {
  return [leaves, last].every((schema) => {
    const table = schema.relations.get(key);
    return table?.kind === 'table' && table.constraints.some((each) => each.name === name);
  });
}

/** A unique index of just these columns that stands behind no constraint. */
function twinIndex({ columns, deferrable }: ConstraintDefinition, table: Table, schema: Schema): Index | undefined {
  if (deferrable) return undefined;
  return uniqueIndexes(schema, table.key).find(
    (each) =>
      each.predicate === undefined &&
      !each.hasExpressions &&
      each.columns.join() === columns.join() &&
      !table.constraints.some(({ index }) => index === each.key),
  );
}

function report(twin: Constraint, { at, kind }: ConstraintDefinition, name: string, context: RuleContext): Report {
  const cost = {
    unique: `Builds a second index of the same columns, which every write to ${name} keeps up`,
    'foreign-key': `Looks every new row of ${name} up twice`,
  };
  const said = kind === 'unique' || kind === 'foreign-key' ? cost[kind] : `Checks every new row of ${name} twice`;
  return {
    message: `${said}: ${twin.name} says the same already`,
    help: 'Leave it out.',
    at,
    related: context.origin(twin, `${twin.name} was added here`),
  };
}
