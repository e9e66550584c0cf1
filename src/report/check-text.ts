import type { CheckTime } from '../migrations/validation';

/** The hover of a section's heading, as Markdown. */
export const checksMarkdown = [
  '**Checks of this migration**',
  'Each line `-- before: QUERY` or `-- after: QUERY` names a query that must give true before the first statement or after the last one; lines below go on with it. Lockkeeper alone asks them: for other runners they are comments.',
].join('\n\n');

/** The hover of a check: when it is asked, and what follows where it does not hold; as Markdown. */
export function checkMarkdown(when: CheckTime, isInTransaction: boolean): string {
  const [title, asked, kept] =
    when === 'before'
      ? [
          'Check before the first statement',
          'before it sends the first statement',
          'Unless it gives true, nothing of the migration runs.',
        ]
      : [
          'Check after the last statement',
          'after the last statement, and again with `verify --validations`',
          isInTransaction
            ? 'Unless it gives true, the migration is rolled back.'
            : 'Unless it gives true, the migration counts as failed; what its statements did stays, as they run outside a transaction.',
        ];
  return [`**${title}**`, `Lockkeeper asks this query ${asked}. ${kept}`].join('\n\n');
}
