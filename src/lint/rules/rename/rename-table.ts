import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { isTakenOver, renamed } from './renamed';

export const renameTable = changeRule({
  id: 'rename-table',
  title: 'Table renamed',
  category: 'rename',
  severity: 'error',
  upOnly: true,
  also: [
    'squawk:renaming-table',
    'postgres-language-server:renamingTable',
    'pgfence:rename-table',
    'migrationpilot:MP028',
    'pgsafe:rename',
    'diesel-guard:RenameTable',
    'strong_migrations:rename_table',
  ],
  on: ['rename-table'],
  check({ table, to }, context) {
    const key = context.resolve(table);
    const known = context.table(table);
    const isNew = context.createdHere(table) || (known !== undefined && context.madeHere(known.origin));
    if (isNew || known?.persistence === 'temporary' || isTakenOver(key, context)) return undefined;
    // ALTER TABLE … RENAME is allowed for what is no table, and other rules speak of that.
    if (known === undefined && context.schema.relations.has(key)) return undefined;
    return {
      ...renamed({ key, to }, context),
      help: 'In the same transaction create a view of the old name, with the table’s GRANTs; move the code over, and drop the view in a later migration.',
      related: context.origin(known, `${plainName(key)} was created here`),
    };
  },
});
