import type { Schema, Table } from '../../../schema/schema';
import { newNames } from '../../new-names';
import type { Requirements } from '../../options';
import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

const usual: Requirements = { columns: [], comment: true };

export const requireCommentOrColumns = changeRule({
  id: 'require-comment-or-columns',
  title: 'Table without its comment or its required columns',
  category: 'style',
  severity: 'information',
  preset: 'all',
  option: 'require',
  upOnly: true,
  also: ['pgsafe:require-comment', 'pgsafe:require-columns', 'pgrubic:missing-required-column'],
  on: ['create-table'],
  check(change, context) {
    if (change.persistence === 'temporary' || change.partitionOf !== undefined) return undefined;
    const key = context.resolve(change.table);
    if (context.schema.relations.has(key)) return undefined;
    const left = tableOf(context.leaves, key);
    if (left === undefined) return undefined;
    const { columns, comment } = context.options.require ?? usual;
    const name = plainName(key);
    const missing = left.partlyKnown ? [] : columns.filter((column) => !left.columns.some((each) => each.name === column));
    const at = newNames(change, context.statement.text)[0]?.at ?? change.at;
    // A later migration may have made up for it.
    const isCommented = left.comment !== undefined || tableOf(context.finally, key)?.comment !== undefined;
    return [
      ...(missing.length === 0
        ? []
        : [
            {
              message: `${name} lacks ${enumerate(missing)}, which lockkeeper.json wants in every table`,
              help: 'Add it while the table is empty.',
              at,
            },
          ]),
      ...(!comment || isCommented
        ? []
        : [
            {
              message: `Nobody learns from the database what the rows of ${name} are`,
              help: `Say it where tools and people look: COMMENT ON TABLE ${name} IS '…'.`,
              at,
            },
          ]),
    ];
  },
});

function tableOf({ relations }: Schema, key: string): Table | undefined {
  const found = relations.get(key);
  return found?.kind === 'table' || found?.kind === 'foreign-table' ? found : undefined;
}
