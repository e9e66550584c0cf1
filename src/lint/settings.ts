import type { ChangeOf } from '../schema/change';
import { milliseconds } from '../schema/settings';
import type { Span } from '../sql/span';
import { gravestLockOf } from './locking';
import type { Judged, JudgedChange } from './judge';
import type { RuleContext } from './rule';
import { insertBefore } from './statement-edits';
import { keywords } from './user-text';
import type { Edit } from '../migrations/edit';

/** The timeouts that the session minds, by the names that PostgreSQL has for them. */
export type Timeout = 'lock_timeout' | 'statement_timeout';

/** What a SET gives a timeout, in milliseconds; undefined where it sets another setting, or takes the value away. */
export function timeoutOf({ setting, value }: ChangeOf<'set'>, timeout: Timeout): number | undefined {
  return setting === timeout && value !== undefined ? milliseconds(value) : undefined;
}

/** The first statement behind a SET of a timeout that runs with what it sets, and of which `is` holds. */
export function firstUnder(
  change: ChangeOf<'set'>,
  { after }: Pick<RuleContext, 'after'>,
  is: (each: Judged) => boolean,
): Judged | undefined {
  const ms = milliseconds(change.value ?? '');
  const isUnder = ({ session }: JudgedChange): boolean =>
    ms !== undefined && (change.setting === 'lock_timeout' ? session.lockTimeout : session.statementTimeout) === ms;
  return after().find((each) => each.changes.some(isUnder) && is(each));
}

/** Whether a statement keeps others out of what it works on row by row. */
export function worksUnderLock(each: Judged): boolean {
  if (gravestLockOf(each) === undefined) return false;
  return each.changes.some(({ effects, session }) =>
    effects.some((effect) => isLong.has(effect.kind) && 'on' in effect && !session.fresh.has(effect.on)),
  );
}

const isLong: ReadonlySet<string> = new Set(['rewrite', 'copy', 'index-build', 'fk-check', 'scan']);

/** The value in SET name = value; undefined in set_config and the like. */
export function valueAt(text: string): Span | undefined {
  const match = /^(set\s+(?:local\s+|session\s+)?[a-z_.]+\s*(?:=|\bto\b)\s*)([^]*?)\s*$/i.exec(text);
  if (match?.[1] === undefined || match[2] === undefined || match[2] === '') return undefined;
  return { start: match[1].length, end: match[1].length + match[2].length };
}

/** A SET before the statement: for the transaction where there is one, and else for the session. */
export function setBefore(context: RuleContext, assignment: string): Edit {
  const isLocal = context.inTransaction || context.source.convention.sendsWholeFile;
  return insertBefore(context, `${keywords(context.statement.text, isLocal ? 'SET LOCAL' : 'SET')} ${assignment}`);
}

/** Where a second statement would make a transaction of what cannot run in one, the file cannot set anything for it. */
export function canSet({ effects, source: { convention }, inTransaction }: RuleContext): boolean {
  return inTransaction || !convention.sendsWholeFile || !effects.some(({ kind }) => kind === 'no-transaction');
}

/** Whether an earlier statement of the file sets one of these. */
export function isSetBefore({ before }: Pick<RuleContext, 'before'>, settings: readonly string[]): boolean {
  return before().some(({ changes }) => changes.some(({ change }) => change.kind === 'set' && settings.includes(change.setting)));
}
