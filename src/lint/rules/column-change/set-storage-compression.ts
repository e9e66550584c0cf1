import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const setStorageCompression = changeRule({
  id: 'set-storage-compression',
  title: 'Storage or compression of a column changed',
  category: 'column-change',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['alter-table-other'],
  check({ table, column, clause }, context) {
    const isOne = clause === 'AT_SetStorage' || clause === 'AT_SetCompression';
    if (!isOne || column === undefined || context.harmful('lock').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Holds for new values of ${column} only: those that ${name} has stay as they are until they are written again`,
      help: 'It is instant. Where the old values matter, write them again in batches.',
    };
  },
});
