import { indexesOf } from '../../../effects/world';
import type { Key } from '../../../schema/schema';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';

export const refreshMatviewNotConcurrent = changeRule({
  id: 'refresh-matview-not-concurrent',
  title: 'Materialized view refreshed without CONCURRENTLY',
  category: 'maintenance',
  severity: 'warning',
  also: [
    'postgres-language-server:requireConcurrentRefreshMatview',
    'pgfence:refresh-matview-blocking',
    'migrationpilot:MP033',
    'pgsafe:refresh-matview-non-concurrent',
    'diesel-guard:RefreshMatview',
  ],
  on: ['refresh-view'],
  concerns: ({ concurrently, withData }) => !concurrently && withData,
  check({ view, at }, context) {
    const key = context.resolve(view);
    const known = context.schema.relations.get(key);
    // One that was never filled, nobody can read.
    if (known?.kind === 'materialized-view' && (!known.populated || context.madeHere(known.origin))) return undefined;
    if (context.session.fresh.has(key) || context.effects.some(({ kind }) => kind === 'error')) return undefined;
    const canConcurrently = known !== undefined && hasFullUniqueIndex(key, context);
    const word = findWords(context.statement.text, ['view'], at);
    return {
      message: `Whoever reads ${plainName(key)} waits until its query has run again`,
      help: canConcurrently
        ? 'With CONCURRENTLY reads go on meanwhile.'
        : 'Give it a unique index without WHERE over columns, and refresh it with CONCURRENTLY: then reads go on meanwhile.',
      related: context.origin(known, `${plainName(key)} was created here`),
      fixes:
        canConcurrently && word !== undefined
          ? [
              {
                title: 'Add CONCURRENTLY',
                edits: [context.replace({ start: word.end, end: word.end }, keywords(context.statement.text, ' CONCURRENTLY'))],
                preferred: true,
                safe: true,
              },
            ]
          : [],
    };
  },
});

function hasFullUniqueIndex(key: Key, context: RuleContext): boolean {
  return indexesOf(context, key).some(
    ({ unique, predicate, hasExpressions }) => unique && predicate === undefined && !hasExpressions,
  );
}
