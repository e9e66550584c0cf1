import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-createview.html: a view's tables are read with its owner's rights, unless it says otherwise. */
export const viewWithoutSecurityInvoker = changeRule({
  id: 'view-without-security-invoker',
  title: 'View that passes row security by',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  since: 15,
  also: ['splinter:security_definer_view'],
  on: ['create-view'],
  check(change, context) {
    if (change.materialized || /\bsecurity_invoker\b/i.test(context.statement.text)) return undefined;
    const guarded = change.reads
      .map((name) => context.leaves.relations.get(context.resolve(name)))
      .flatMap((table) => (table?.kind === 'table' && table.rowSecurity ? [plainName(table.key)] : []));
    if (guarded.length === 0) return undefined;
    return {
      message: `Whoever may read this view sees the rows of ${enumerate(guarded)} that its owner sees, not those that the policies leave to them`,
      help: 'WITH (security_invoker = true) makes the policies hold for whoever asks.',
      fixes: invoke(context),
    };
  },
});

/** Before AS, unless the view has options already. */
function invoke(context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const as = findWords(text, ['as'], { start: 0, end: text.length });
  if (as === undefined || findWords(text, ['with'], { start: 0, end: as.start }) !== undefined) return [];
  const option = `${keywords(text, 'WITH')} (security_invoker = true) `;
  return [
    {
      title: 'Read with the rights of whoever asks',
      edits: [context.replace({ start: as.start, end: as.start }, option)],
      preferred: true,
      safe: false,
    },
  ];
}
