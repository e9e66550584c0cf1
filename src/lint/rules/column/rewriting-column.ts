import { rewriteCause, type RewriteCause } from '../../../effects/add-column';
import type { ColumnDefinition } from '../../../schema/definitions';
import type { Span } from '../../../sql/span';
import type { Fix, Related } from '../../finding';
import { changeRule, type Rule, type RuleContext, type RuleMeta } from '../../rule';
import { plainName } from '../../wording';

/** What differs among the rules about a column whose values PostgreSQL writes into every row at once. */
interface RewritingColumn extends Pick<RuleMeta, 'id' | 'title' | 'also'> {
  readonly causes: readonly RewriteCause[];
  /** Why every row is written, as the end of a sentence. */
  readonly because: (column: ColumnDefinition) => string;
  readonly help: (context: RuleContext) => string;
  readonly at: (column: ColumnDefinition, context: RuleContext) => Span;
  readonly related?: (column: ColumnDefinition, context: RuleContext) => readonly Related[];
  readonly fixes?: (column: ColumnDefinition, context: RuleContext) => readonly Fix[];
}

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES: what is the same for every row is stored once, and nothing else is. */
export function rewritingColumn({ causes, because, help, at, related, fixes, ...meta }: RewritingColumn): Rule {
  return changeRule({
    ...meta,
    category: 'column',
    severity: 'warning',
    on: ['add-column'],
    check({ table, column }, context) {
      const cause = rewriteCause(column, context);
      if (cause === undefined || !causes.includes(cause) || context.harmful('rewrite').length === 0) return undefined;
      // Of a new key add-column-primary-key says it, and that its index is built too.
      if (column.constraints.some(({ kind }) => kind === 'primary-key')) return undefined;
      const name = plainName(context.resolve(table));
      return {
        message: `Rewrites all of ${name} and blocks its reads and writes meanwhile: ${because(column)}`,
        help: help(context),
        at: at(column, context),
        related: related?.(column, context) ?? [],
        fixes: fixes?.(column, context) ?? [],
      };
    },
  });
}
