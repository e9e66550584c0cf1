import type { ChangeOf } from '../../../schema/change';
import type { Fix } from '../../finding';
import type { Judged } from '../../judge';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { removeStatement } from '../../statement-edits';
import { controlsOf, endsTransaction, openBefore } from './own-transactions';

/** BEGIN in a transaction only warns (25001), and so does COMMIT without one (25P01): the next COMMIT ends what is open. */
export const transactionNesting = changeRule({
  id: 'transaction-nesting',
  title: 'BEGIN or COMMIT that does not pair up',
  category: 'transaction',
  severity: 'warning',
  also: ['squawk:transaction-nesting', 'postgres-language-server:transactionNesting', 'bytebase:statement-disallow-commit'],
  on: ['transaction'],
  check(change, context) {
    if (change.inBlock !== undefined || isWholeFile(context)) return undefined;
    if (change.what === 'begin') return nested(context);
    return endsTransaction(change.what) ? unpaired(change, context) : undefined;
  },
});

function nested(context: RuleContext): Report | undefined {
  const open = openBefore(context);
  if (open.by === 'nobody' || !isBegin(context.statement.text)) return undefined;
  const end = context.after().find((each) => controlsOf(each).some(({ what }) => endsTransaction(what)));
  const runner = context.source.convention.title;
  const opened = open.by === 'runner' ? `${runner} has opened a transaction` : 'a transaction is open';
  const consequence =
    end === undefined
      ? ''
      : `, and ${wordOf(end.statement.text)} below ends that one${open.by === 'runner' ? ` before ${runner} does` : ''}`;
  return {
    message: `Opens nothing: ${opened} already${consequence}`,
    help: open.by === 'runner' ? `Remove it, and what ends it: ${runner} keeps the file in one transaction.` : 'Remove it.',
    related:
      open.by === 'file'
        ? [{ message: 'The transaction is opened here', path: context.script.path, at: open.begin.statement.at }]
        : [],
    fixes: open.by === 'file' ? removal(context) : isAmongOthers(context, end) ? [] : removal(context, end),
  };
}

function unpaired(change: ChangeOf<'transaction'>, context: RuleContext): Report | undefined {
  const open = openBefore(context);
  if (open.by === 'file') return undefined;
  const runner = context.source.convention.title;
  const word = wordOf(context.statement.text);
  if (open.by === 'nobody') {
    return { message: `${word} does nothing: no transaction is open`, help: 'Remove it.', fixes: removal(context) };
  }
  // Of a BEGIN before it that opened nothing, the finding stands there.
  if (context.before().some((each) => controlsOf(each).some(({ what }) => what === 'begin'))) return undefined;
  const lost = change.what === 'rollback' ? `, and all that the file has done so far is undone` : '';
  return {
    message: `Ends the transaction that ${runner} has opened${lost}: what follows, and ${runner}’s own record of this file, stand for themselves`,
    help: 'Remove it: the runner commits when the file has succeeded. Where a step must be committed first, make it a migration of its own.',
    fixes: removal(context),
  };
}

/** A file that is one BEGIN … COMMIT and nothing else: what the runner adds to that changes nothing. */
function isWholeFile(context: RuleContext): boolean {
  const own = context.statement;
  const [before, after] = [context.before(), context.after()];
  const first = before[0]?.statement ?? own;
  const last = after.at(-1)?.statement ?? own;
  const controls = [...before, ...after].flatMap(controlsOf).filter(({ what }) => what === 'begin' || endsTransaction(what));
  return controls.length === 1 && isBegin(first.text) && /^\s*(commit|end)\b/i.test(last.text);
}

const isBegin = (text: string): boolean => /^\s*(begin|start)\b/i.test(text);

/** Another transaction of the file, which would be the next to find the runner's open. */
function isAmongOthers(context: RuleContext, end: Judged | undefined): boolean {
  return [...context.before(), ...context.after()].some((each) => each !== end && controlsOf(each).length > 0);
}

function wordOf(text: string): string {
  return (/^\w+/.exec(text)?.[0] ?? '').toUpperCase();
}

/** Takes the statement away, and with it the one that ends what it seems to open. */
function removal(context: RuleContext, end?: Judged): readonly Fix[] {
  const words = [context.statement, ...(end === undefined ? [] : [end.statement])].map(({ text }) => wordOf(text));
  // What a rollback undoes is undone no more without it, and CHAIN opens what follows.
  const isMore = (text: string): boolean => /^(rollback|abort|prepare)\b|\bchain\b/i.test(text);
  if (isMore(context.statement.text) || isMore(end?.statement.text ?? '')) return [];
  const edits = [context.statement, ...(end === undefined ? [] : [end.statement])].map((statement) =>
    removeStatement({ ...context, statement }),
  );
  return [{ title: `Remove ${words.join(' and ')}`, edits, preferred: true, safe: false }];
}
