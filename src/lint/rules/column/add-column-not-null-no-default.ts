import { changeRule } from '../../rule';
import { withBlanksBefore } from '../../user-text';
import { plainName } from '../../wording';

/** 23502 «column … contains null values», at once, for the first row. */
export const addColumnNotNullNoDefault = changeRule({
  id: 'add-column-not-null-no-default',
  title: 'NOT NULL column added without a default',
  category: 'column',
  severity: 'error',
  also: [
    'squawk:adding-required-field',
    'postgres-language-server:addingRequiredField',
    'pgfence:add-column-not-null-no-default',
    'migrationpilot:MP084',
    'pgsafe:add-column-not-null-no-default',
  ],
  on: ['add-column'],
  check({ table, column }, context) {
    const fails = context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '23502');
    if (!fails || !column.notNull) return undefined;
    // A new table has no rows until this migration fills it, and then it fails for certain.
    if (context.createdHere(table) && !context.session.filled.has(context.resolve(table))) return undefined;
    const { text } = context.statement;
    const name = plainName(context.resolve(table));
    return {
      message: `Fails with 23502 as soon as ${name} holds a row: ${column.name} is NOT NULL and has no default`,
      help: 'Add it with a constant default, or nullable; fill it, and enforce NOT NULL in a later migration.',
      at: column.notNullAt ?? column.at,
      fixes:
        column.notNullAt === undefined
          ? []
          : [
              {
                title: 'Add the column without NOT NULL',
                edits: [context.replace(withBlanksBefore(text, column.notNullAt), '')],
                preferred: false,
                safe: false,
              },
            ],
    };
  },
});
