import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

export const renameColumn = changeRule({
  id: 'rename-column',
  title: 'Column renamed',
  category: 'rename',
  severity: 'error',
  upOnly: true,
  also: [
    'squawk:renaming-column',
    'postgres-language-server:renamingColumn',
    'pgfence:rename-column',
    'migrationpilot:MP010',
    'migrationpilot:MP071',
    'pgsafe:rename',
    'diesel-guard:RenameColumn',
  ],
  on: ['rename-column'],
  check({ table, column, to, at }, context) {
    const known = context.column(table, column);
    if (context.createdHere(table) || (known !== undefined && context.madeHere(known.origin))) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Code that says ${name}.${column} fails from this moment, and code that says ${to} fails until then`,
      help: 'Add the new column, keep both in step, move the code over, and drop the old one in a later migration.',
      at: { start: findWords(context.statement.text, ['rename'], at)?.start ?? at.start, end: at.end },
      related: context.origin(known, `${column} was added here`),
    };
  },
});
