import type { ChangeOf } from '../../../schema/change';
import { typeText } from '../../../schema/types';
import { rollOutFix } from '../../roll-out';
import { changeRule, type RuleContext } from '../../rule';
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
  check(change, context) {
    const { table, column, to, at } = change;
    const known = context.column(table, column);
    if (isTakenOver(change, context)) return undefined;
    if (context.createdHere(table) || (known !== undefined && context.madeHere(known.origin))) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Code that says ${name}.${column} fails from this moment, and code that says ${to} fails until then`,
      help: 'Add the new column, keep both in step, move the code over, and drop the old one in a later migration.',
      at: { start: findWords(context.statement.text, ['rename'], at)?.start ?? at.start, end: at.end },
      related: context.origin(known, `${column} was added here`),
      fixes:
        known === undefined
          ? []
          : rollOutFix({ table, column, to, type: typeText(known.type), isWritten: true, isRenamed: false }, context),
    };
  },
});

/** Whether the new name is that of a column that the script has dropped: code that says it finds what took its place. */
function isTakenOver({ table, to }: ChangeOf<'rename-column'>, context: RuleContext): boolean {
  const key = context.resolve(table);
  return context
    .changesBefore()
    .some((each) => each.kind === 'drop-column' && each.column === to && context.resolve(each.table) === key);
}
