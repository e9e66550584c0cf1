import type { ChangeOf } from '../../../schema/change';
import type { Constraint } from '../../../schema/schema';
import type { Fix } from '../../finding';
import { runLater, tableElsewhere } from '../../not-valid';
import { changeRule, type RuleContext } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';

/** Judged by what the last migration leaves: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES */
export const notValidNeverValidated = changeRule({
  id: 'not-valid-never-validated',
  title: 'NOT VALID constraint that no migration validates',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: [],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    if (!constraint.notValid || !constraint.enforced) return undefined;
    const left = context.finally.relations.get(context.resolve(table));
    const known = left?.kind === 'table' ? left.constraints.find((each) => isMadeBy(constraint, each)) : undefined;
    if (known === undefined || known.validated) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Rows of ${name} from before are never checked, and the planner cannot count on ${known.name}: no migration validates it`,
      help: `VALIDATE CONSTRAINT ${known.name} in a later migration, which lets reads and writes go on.`,
      at: findWords(context.statement.text, ['not', 'valid'], constraint.at) ?? constraint.at,
      fixes: fixes(table, known, context),
    };
  },
});

function isMadeBy({ name, kind, columns }: ChangeOf<'add-constraint'>['constraint'], known: Constraint): boolean {
  return name === undefined ? kind === known.kind && columns.join() === known.columns.join() : name === known.name;
}

function fixes(table: ChangeOf<'add-constraint'>['table'], { name }: Constraint, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const target = tableElsewhere(table, context);
  if (target === undefined) return [];
  const words = [keywords(text, 'ALTER TABLE'), target, keywords(text, 'VALIDATE CONSTRAINT'), quoteIdentifier(name)];
  const later = runLater(context, { description: `validate ${name}`, statements: [words.join(' ')], undo: [] });
  return later === undefined ? [] : [{ title: `Validate it ${later.where}`, edits: later.edits, preferred: true, safe: false }];
}
