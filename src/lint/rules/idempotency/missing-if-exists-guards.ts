import type { Change } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { controlsOf, endsTransaction, openBefore } from '../transaction/own-transactions';
import { missingGuard } from './guards';

export const missingIfExistsGuards = changeRule({
  id: 'missing-if-exists-guards',
  title: 'Statement that keeps a file from being run again',
  category: 'idempotency',
  severity: 'information',
  preset: 'strict',
  also: [
    'squawk:prefer-robust-stmts',
    'postgres-language-server:preferRobustStmts',
    'pgfence:prefer-robust-create-index',
    'migrationpilot:MP023',
    'pgsafe:require-if-exists',
    'pg-migration-lint:PGM401',
    'pg-migration-lint:PGM402',
  ],
  on: [
    'add-column',
    'create-extension',
    'create-index',
    'create-schema',
    'create-sequence',
    'create-table',
    'create-view',
    'drop-column',
    'drop-constraint',
    'drop-extension',
    'drop-function',
    'drop-index',
    'drop-policy',
    'drop-rule',
    'drop-schema',
    'drop-sequence',
    'drop-table',
    'drop-trigger',
    'drop-type',
    'drop-view',
  ],
  concerns: (change) => change.inBlock === undefined && missingGuard(change) !== undefined,
  check(change, context) {
    const guard = missingGuard(change);
    if (guard === undefined || !isKeptBeforeTheEnd(context) || !isFirstNamed(change, context)) return undefined;
    const { text } = context.statement;
    const at = guard.after
      .map((words) => findWords(text, words, change.at))
      .find((words) => words !== undefined && words.start - change.at.start < 60);
    if (at === undefined) return undefined;
    const is = guard.words === 'IF EXISTS' ? 'is gone' : 'is there';
    return {
      message: `Fails with ${guard.sqlstate} when the file is run again after a failure further down: ${guard.name} ${is} already then`,
      help: `${guard.words} lets the file be run again.`,
      at,
      fixes: [
        {
          title: `Add ${guard.words}`,
          edits: [context.replace({ start: at.end, end: at.end }, keywords(text, ` ${guard.words}`))],
          preferred: true,
          safe: false,
        },
      ],
    };
  },
});

/** Whether what the statement does stays when one behind it fails: without a transaction, or with one that ends before. */
function isKeptBeforeTheEnd(context: RuleContext): boolean {
  const after = context.after().filter(({ statement }) => statement.kind === 'sql');
  if (!context.inTransaction) return after.length > 0;
  if (openBefore(context).by !== 'file') return false;
  const end = after.findIndex((each) => controlsOf(each).some(({ what }) => endsTransaction(what)));
  return end >= 0 && after.slice(end + 1).some((each) => controlsOf(each).length === 0);
}

/** Of several names in one statement, which share its guard, the first. */
function isFirstNamed(change: Change, { statement }: RuleContext): boolean {
  const alike = changesOf(statement).filter(
    (each) => each.kind === change.kind && each.at.start === change.at.start && each.at.end === change.at.end,
  );
  return change.kind === 'drop-index' ? change.nth === 0 : alike.length < 2 || isSameName(alike[0], change);
}

function isSameName(a: Change | undefined, b: Change): boolean {
  return a !== undefined && missingGuard(a)?.name === missingGuard(b)?.name;
}
