import { findWords } from '../../user-text';
import { plainName } from '../../wording';
import { foreignKeyOpinion } from './foreign-key-opinion';

export const foreignKeyCascade = foreignKeyOpinion(
  {
    id: 'foreign-key-cascade',
    title: 'Foreign key with CASCADE',
    also: ['pgrubic:cascade-delete', 'pgrubic:cascade-update', 'bytebase:statement-disallow-on-del-cascade'],
  },
  ({ constraint, to }, change, context) => {
    const { text } = context.statement;
    const onDelete = findWords(text, ['on', 'delete', 'cascade'], constraint.at);
    const at = onDelete ?? findWords(text, ['on', 'update', 'cascade'], constraint.at);
    if (at === undefined) return undefined;
    const [table, target] = [plainName(context.resolve(change.table)), plainName(to)];
    return {
      message:
        onDelete === undefined
          ? `A new key of one row of ${target} changes, and locks, every row of ${table} that references it`
          : `One DELETE in ${target} deletes every row of ${table} that references it`,
      help: 'With RESTRICT or NO ACTION whoever deletes has to say what becomes of the other rows.',
      at,
    };
  },
);
