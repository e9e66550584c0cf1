import { volatilityOf } from '../../../effects/volatility';
import { changesOf } from '../../../schema/changes';
import { changeRule, type RuleContext } from '../../rule';
import type { Name } from '../../../schema/schema';
import { plainName } from '../../wording';

export const setDefaultVolatile = changeRule({
  id: 'set-default-volatile',
  title: 'Default computed for each row set, and the old rows left as they are',
  category: 'column-change',
  severity: 'information',
  preset: 'all',
  also: ['migrationpilot:MP048'],
  on: ['set-default'],
  check({ table, column, default: standard }, context) {
    const { kind } = volatilityOf(standard, context.schema, context.session.searchPath);
    if (kind !== 'volatile' || context.createdHere(table) || isFilled(table, context)) return undefined;
    if (context.column(table, column)?.notNull === true) return undefined;
    return {
      message: `Gives ${column} a value in new rows only: the rows that ${plainName(context.resolve(table))} has keep theirs, or NULL`,
      help: 'Fill the old rows by an UPDATE of its own, in batches.',
    };
  },
});

function isFilled(table: Name, context: RuleContext): boolean {
  const key = context.resolve(table);
  return context
    .later()
    .some((statement) =>
      changesOf(statement).some(
        (change) => change.kind === 'write' && change.verb === 'update' && context.resolve(change.table) === key,
      ),
    );
}
