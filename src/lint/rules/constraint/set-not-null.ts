import type { ChangeOf } from '../../../schema/change';
import type { Edit } from '../../../migrations/edit';
import type { Fix } from '../../finding';
import { runLater, tableElsewhere } from '../../not-valid';
import { changeRule, type RuleContext } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords, lineEndOf } from '../../user-text';
import { plainName } from '../../wording';
import { unvalidatedNotNull } from './unvalidated-not-null';

/** A validated CHECK (column IS NOT NULL) spares the scan: https://www.postgresql.org/docs/current/sql-altertable.html */
export const setNotNull = changeRule({
  id: 'set-not-null',
  title: 'SET NOT NULL without a proof that there are no NULLs',
  category: 'constraint',
  severity: 'warning',
  also: [
    'set-not-null-unrelated-validate',
    'squawk:adding-not-nullable-field',
    'postgres-language-server:addingNotNullField',
    'pgfence:alter-column-set-not-null',
    'migrationpilot:MP002',
    'migrationpilot:MP018',
    'pgsafe:set-not-null',
    'diesel-guard:AddNotNull',
    'eugene:E2',
    'strong_migrations:change_column_null',
  ],
  on: ['set-not-null'],
  check(change, context) {
    if (context.harmful('scan').length === 0 || unvalidatedNotNull(change, context) !== undefined) return undefined;
    const name = plainName(context.resolve(change.table));
    return {
      message: `Blocks all reads and writes of ${name} while every row is checked for a NULL in ${change.column}`,
      help:
        context.postgres >= 18
          ? 'Add the NOT NULL constraint NOT VALID, which is instant, and validate it in a later transaction.'
          : 'Add CHECK (… IS NOT NULL) NOT VALID, validate it in a later transaction, then SET NOT NULL without a scan.',
      fixes: fixes(change, context),
    };
  },
});

function fixes(change: ChangeOf<'set-not-null'>, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const table = tableElsewhere(change.table, context);
  const column = quoteIdentifier(change.column);
  const name = `${context.resolve(change.table).split('.').pop() ?? ''}_${change.column}_not_null`;
  const isTaken = context.table(change.table)?.constraints.some((constraint) => constraint.name === name) === true;
  if (table === undefined || isTaken || name.length > 63) return [];
  const sql = (words: string): string =>
    keywords(text, words).replace(
      /:(\w)/g,
      (_, which: string) => ({ t: table, c: column, n: quoteIdentifier(name) })[which.toLowerCase()] ?? '',
    );
  const isNative = context.postgres >= 18;
  const constraint = sql(isNative ? 'NOT NULL :c NOT VALID' : 'CHECK (:c IS NOT NULL) NOT VALID');
  const add = `${sql('ADD CONSTRAINT :n')} ${constraint}`;
  const validate = sql('ALTER TABLE :t VALIDATE CONSTRAINT :n');
  const later = runLater(context, {
    description: `validate ${name}`,
    statements: isNative
      ? [validate]
      : [
          ...(context.inTransaction ? [sql("SET LOCAL lock_timeout = '2s'")] : []),
          validate,
          sql('ALTER TABLE :t ALTER COLUMN :c SET NOT NULL'),
          sql('ALTER TABLE :t DROP CONSTRAINT :n'),
        ],
    undo: isNative ? [] : [sql('ALTER TABLE :t ALTER COLUMN :c DROP NOT NULL'), `${sql('ALTER TABLE :t')} ${add}`],
  });
  if (later === undefined) return [];
  return [
    {
      title: `Add the constraint NOT VALID, and validate it ${later.where}`,
      edits: [
        context.replace(change.at, add),
        ...undo(sql('ALTER TABLE :t DROP CONSTRAINT IF EXISTS :n'), context),
        ...later.edits,
      ],
      preferred: true,
      safe: false,
    },
  ];
}

/** The migration's own way back must take the constraint away, or it could not be applied again. */
function undo(drop: string, { migration, script }: RuleContext): readonly Edit[] {
  const { down } = migration;
  if (down === undefined || down.path === script.path) return [];
  const eol = lineEndOf(down.text);
  const end = down.body.end;
  const lead = end === 0 || /[\r\n]$/.test(down.text.slice(0, end)) ? '' : eol;
  return [{ kind: 'replace', path: down.path, at: { start: end, end }, text: `${lead}${drop};${eol}` }];
}
