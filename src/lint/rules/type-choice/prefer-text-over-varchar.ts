import { columnChoice, columnName } from './column-type';

export const preferTextOverVarchar = columnChoice(
  {
    id: 'prefer-text-over-varchar',
    title: 'String column with a limit in its type',
    severity: 'information',
    preset: 'all',
    also: [
      'squawk:prefer-text-field',
      'postgres-language-server:preferTextField',
      'pgfence:prefer-text-field',
      'migrationpilot:MP037',
    ],
  },
  (column, owner, context) => {
    const { name, modifiers, array } = column.type;
    if (name !== 'varchar' || modifiers.length === 0 || array > 0) return undefined;
    return {
      message: `A string longer than ${modifiers.join()} fails for ${columnName(column, owner, context)}; a lower limit later rewrites the table, and neither saves space`,
      help: 'text is as fast; a CHECK of the length can be changed without rewriting anything.',
      instead: 'text',
    };
  },
);
