import type { ColumnDefinition } from '../../../schema/definitions';
import type { Fix } from '../../finding';
import type { RuleContext } from '../../rule';
import { findWords, keywords, mentions } from '../../user-text';
import { rewritingColumn } from './rewriting-column';

export const addColumnStoredGenerated = rewritingColumn({
  id: 'add-column-stored-generated',
  title: 'Stored generated column added',
  also: [
    'squawk:adding-field-with-default',
    'pgfence:add-column-stored-generated',
    'migrationpilot:MP062',
    'pgsafe:add-column-generated-stored',
    'diesel-guard:GeneratedColumn',
    'eugene:E11',
  ],
  causes: ['generated'],
  because: ({ name }) => `${name} is computed and stored for every row`,
  help: ({ postgres }) =>
    `Add a plain column, fill it by a trigger and in batches${postgres >= 18 ? '; or make it VIRTUAL, which stores nothing' : ''}.`,
  at(column, { statement }) {
    const from = findWords(statement.text, ['generated'], column.at)?.start;
    const to = findWords(statement.text, ['stored'], column.at)?.end;
    return from === undefined || to === undefined ? column.at : { start: from, end: to };
  },
  fixes: virtual,
});

/** Since 18, where a virtual column is allowed: no key, index or type of one's own, and only what is built in computes it. */
function virtual(column: ColumnDefinition, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const word = findWords(text, ['stored'], column.at);
  const isPlain = column.constraints.length === 0 && !column.notNull && context.type(column.type) === undefined;
  const isBuiltIn = !/"(FuncCall|TypeCast)"/.test(JSON.stringify(column.generated?.expression.tree));
  const isUsed = context.later().some((later) => mentions(later.text, column.name));
  if (context.postgres < 18 || word === undefined || !isPlain || !isBuiltIn || isUsed) return [];
  return [
    {
      title: 'Make it VIRTUAL: computed when it is read',
      edits: [context.replace(word, keywords(text, 'VIRTUAL'))],
      preferred: false,
      safe: false,
    },
  ];
}
