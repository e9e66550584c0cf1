import type { ColumnDefinition } from '../../../schema/definitions';
import type { Fix } from '../../finding';
import type { RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { columnChoice, columnName } from './column-type';

export const nullableBoolean = columnChoice(
  {
    id: 'nullable-boolean',
    title: 'Boolean with a third value',
    severity: 'information',
    preset: 'strict',
    also: [],
  },
  (column, owner, context) => {
    const { type, notNull } = column;
    // Whoever writes NULL has thought of it.
    const isMeant = findWords(context.statement.text, ['null'], column.at) !== undefined;
    if (type.name !== 'boolean' || type.array > 0 || notNull || column.generated !== undefined || isMeant) return undefined;
    return {
      message: `${columnName(column, owner, context)} may be NULL: then neither it nor NOT of it is true, and both conditions leave the row out`,
      help: 'Make it NOT NULL with a default; or write NULL, if unknown is meant.',
      fixes: [notNullFix(column, context)],
    };
  },
);

function notNullFix({ typeAt, default: standard }: ColumnDefinition, context: RuleContext): Fix {
  const words = standard === undefined ? ' NOT NULL DEFAULT false' : ' NOT NULL';
  return {
    title: `Add${words.toUpperCase().replace('FALSE', 'false')}`,
    edits: [context.replace({ start: typeAt.end, end: typeAt.end }, keywords(context.statement.text, words))],
    preferred: false,
    safe: false,
  };
}
