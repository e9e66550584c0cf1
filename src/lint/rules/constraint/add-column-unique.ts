import type { ChangeOf } from '../../../schema/change';
import type { Fix } from '../../finding';
import { canRunAlone, followUp } from '../../follow-up';
import { nameOfConstraint, tableElsewhere } from '../../not-valid';
import { changeRule, type RuleContext } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords, withBlanksBefore, mentions } from '../../user-text';
import { plainName } from '../../wording';
import { getsOneValue } from './one-value';

/** The index is built before the lock of ADD COLUMN is let go. */
export const addColumnUnique = changeRule({
  id: 'add-column-unique',
  title: 'Column added with UNIQUE',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:disallowed-unique-constraint',
    'postgres-language-server:disallowUniqueConstraint',
    'pgsafe:add-unique-constraint',
    'diesel-guard:AddUniqueConstraint',
  ],
  on: ['add-column'],
  check(change, context) {
    const { table, column } = change;
    const constraint = column.constraints.find(({ kind }) => kind === 'unique');
    if (constraint === undefined || context.harmful('index-build').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    if (getsOneValue(context)) {
      return {
        message: `Fails with 23505 as soon as ${name} holds two rows: all get the same ${column.name}`,
        help: 'Add the column without a default, fill it, and add the unique index after that.',
        at: constraint.at,
      };
    }
    return {
      message: `Blocks all reads and writes of ${name} until the index of ${column.name} is built`,
      help: 'Add the column alone, and build a unique index with CONCURRENTLY, which lets reads and writes go on.',
      at: constraint.at,
      fixes: fixes(change, context),
    };
  },
});

/** The column alone, and a unique index under the constraint's name in a migration of its own. */
function fixes({ table, column }: ChangeOf<'add-column'>, context: RuleContext): readonly Fix[] {
  const constraint = column.constraints.find(({ kind }) => kind === 'unique');
  if (constraint === undefined || !canRunAlone(context)) return [];
  const { text } = context.statement;
  const target = tableElsewhere(table, context);
  const name = nameOfConstraint(table, constraint, context);
  // What else the words may say, such as DEFERRABLE, no index can.
  const isPlain = /^(?:constraint\s+(?:\w+|"[^"]+")\s+)?unique$/i.test(text.slice(constraint.at.start, constraint.at.end));
  const isNeeded = context.later().some((other) => mentions(other.text, column.name));
  if (target === undefined || name === undefined || !isPlain || isNeeded) return [];
  const index = quoteIdentifier(name);
  const { schema = '' } = /^(?:(?<schema>.+)\.)?[^.]+$/.exec(target)?.groups ?? {};
  const files = followUp(context, {
    description: `build ${name} concurrently`,
    up: `${keywords(text, 'CREATE UNIQUE INDEX CONCURRENTLY')} ${index} ${keywords(text, 'ON')} ${target} (${quoteIdentifier(column.name)});\n`,
    down: `${keywords(text, 'DROP INDEX CONCURRENTLY')} ${schema === '' ? '' : `${schema}.`}${index};\n`,
    outsideTransaction: true,
  });
  if (files === undefined) return [];
  return [
    {
      title: 'Add the column alone, and build a unique index CONCURRENTLY in the next migration',
      edits: [context.replace(withBlanksBefore(text, constraint.at), ''), ...files],
      preferred: true,
      safe: false,
    },
  ];
}
