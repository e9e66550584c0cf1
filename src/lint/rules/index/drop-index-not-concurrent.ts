import type { ChangeOf } from '../../../schema/change';
import { concurrentlyFix, isFoundElsewhere, moveFix } from '../../concurrently';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { replaceWith } from '../../statement-edits';
import { findWords, keywords, mentions } from '../../user-text';
import { plainName } from '../../wording';
import { eachAlone } from './drop-each';

type DropIndex = ChangeOf<'drop-index'>;

/** ACCESS EXCLUSIVE on the table: quickly done, but it waits for every query, and everyone behind it waits too. */
export const dropIndexNotConcurrent = changeRule({
  id: 'drop-index-not-concurrent',
  title: 'Index dropped without CONCURRENTLY',
  category: 'index',
  severity: 'warning',
  also: [
    'squawk:require-concurrent-index-deletion',
    'postgres-language-server:requireConcurrentIndexDeletion',
    'pgfence:drop-index-not-concurrent',
    'migrationpilot:MP009',
    'pgsafe:drop-index-non-concurrent',
    'diesel-guard:DropIndex',
    'strong_migrations:remove_index',
  ],
  on: ['drop-index'],
  check(change, context) {
    if (change.concurrently) return undefined;
    const table = lockedTable(change, context);
    if (table === undefined) return undefined;
    return {
      message: `Blocks all reads and writes of ${table} while it waits for the queries that run there to end`,
      help: change.cascade
        ? 'CONCURRENTLY takes no CASCADE: drop the foreign keys that need the index first, then the index with CONCURRENTLY.'
        : 'DROP INDEX CONCURRENTLY lets them go on; it must run outside a transaction.',
      at: change.nameAt,
      related: context.origin(context.index(change.index), `${change.index.name} was created here`),
      fixes: change.cascade ? [] : fixes(change, context),
    };
  },
});

/** What a finding calls the table; undefined where nobody waits, or where another rule speaks. */
function lockedTable({ index, ifExists }: DropIndex, context: RuleContext): string | undefined {
  const known = context.index(index);
  if (known === undefined) {
    const key = context.resolve(index);
    // Of one that the migrations themselves have dropped, another rule says that the statement fails.
    const isGone = context.schema.lives.get(key)?.dropped !== undefined && !context.schema.partlyKnown;
    const isAbsent = ifExists || isGone || context.schema.relations.has(key);
    return isAbsent ? undefined : `the table of ${index.name}`;
  }
  // Its own, and what undoes it: whoever made the index could have done so with CONCURRENTLY, and was told.
  if (context.madeHere(known.origin)) return undefined;
  // The table goes too, and that is told by another rule.
  if (!context.leaves.relations.has(known.table)) return undefined;
  const isPartitioned = context.tableAt(known.table)?.partitionBy !== undefined;
  const isHarmful = context.harmful('lock').some(({ on }) => on === known.table);
  return isHarmful && !isPartitioned ? plainName(known.table) : undefined;
}

function fixes(change: DropIndex, context: RuleContext): readonly Fix[] {
  const { statement, source } = context;
  if (change.count > 1) {
    return source.convention.sendsWholeFile ? [] : concurrentlyFix(context, [replaceWith(context, eachAlone(context))]);
  }
  const at = findWords(statement.text, ['index'], change.at)?.end ?? 0;
  const concurrently = keywords(statement.text, ' CONCURRENTLY');
  const here = concurrentlyFix(context, [context.replace({ start: at, end: at }, concurrently)]);
  if (here.length > 0) return here;
  // The way back, or what follows here, may count on the index being gone.
  const isNamedElsewhere = context.later().some(({ text }) => mentions(text, change.index.name));
  if (isNamedElsewhere || context.migration.down !== undefined || !isFoundElsewhere(context, change.index)) return [];
  return moveFix(context, {
    description: `drop ${change.index.name} concurrently`,
    up: `${statement.text.slice(0, at)}${concurrently}${statement.text.slice(at)};\n`,
    down: '',
  });
}
