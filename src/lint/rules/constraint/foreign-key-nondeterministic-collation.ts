import { compared } from '../../../effects/collations';
import { constraintMakers, type ConstraintMaker, foreignKeysOf } from '../../constraints-of';
import type { Column } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/18/release-18.html: with such a collation both ends must have the same one. */
export const foreignKeyNondeterministicCollation = changeRule({
  id: 'foreign-key-nondeterministic-collation',
  title: 'Foreign key by a collation that takes different strings for equal',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['migrationpilot:MP083'],
  on: constraintMakers,
  check: (change, context) =>
    foreignKeysOf(change, context).flatMap(({ constraint, to }) => {
      const table = context.tableAt(to);
      const primary = table?.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
      const named = constraint.references?.columns ?? [];
      const targets = named.length > 0 ? named : primary;
      for (const [nth, name] of constraint.columns.entries()) {
        const own = columnOf(change, name, context);
        const target = table?.columns.find((each) => each.name === targets[nth]);
        if (own === undefined || target === undefined) continue;
        const { isSame, nondeterministic } = compared(own, target, context);
        // From 18 on the server refuses it, and that is told.
        if (nondeterministic === undefined || (!isSame && context.postgres >= 18)) continue;
        const other = `${plainName(to)}.${target.name}`;
        return [
          {
            message: isSame
              ? `A value of ${name} may be spelt otherwise than the ${other} that it references, and code that compares the two finds no partner`
              : `PostgreSQL 18 refuses this with 42P21, also when a dump is restored there: ${name} and ${other} have different collations, and ${plainName(nondeterministic)} takes different strings for equal`,
            help: isSame
              ? 'Reference a key of another type, or one with a deterministic collation.'
              : 'Give both columns the same collation, best a deterministic one.',
            at: constraint.at,
            related: context.origin(target, `${target.name} was added here`),
          },
        ];
      }
      return [];
    }),
});

function columnOf(change: ConstraintMaker, name: string, context: RuleContext): Pick<Column, 'collation'> | undefined {
  if (change.kind === 'create-table') return change.columns.find((each) => each.name === name);
  if (change.kind === 'add-column' && change.column.name === name) return change.column;
  return context.column(change.table, name);
}
