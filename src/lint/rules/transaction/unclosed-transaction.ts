import { changeRule } from '../../rule';
import { appendToScript } from '../../statement-edits';
import { keywords } from '../../user-text';
import { controlsOf, endsTransaction, openBefore } from './own-transactions';

/** A connection that is closed with an open transaction rolls it back. */
export const unclosedTransaction = changeRule({
  id: 'unclosed-transaction',
  title: 'Transaction that the file opens and nobody ends',
  category: 'transaction',
  severity: 'error',
  also: ['squawk:ban-uncommitted-transaction', 'pgfence:unclosed-transaction', 'migrationpilot:MP053'],
  on: ['transaction'],
  check(change, context) {
    if (change.what !== 'begin' || change.inBlock !== undefined || openBefore(context).by !== 'nobody') return undefined;
    const after = context.after();
    if (after.some((each) => controlsOf(each).some(({ what }) => endsTransaction(what)))) return undefined;
    const { statement } = context;
    const commit = appendToScript(context, keywords(statement.text, 'COMMIT'));
    return {
      message: 'Nothing ends this transaction: all of it is undone when the connection closes, and its locks are held until then',
      help: 'End it with COMMIT.',
      fixes: [
        {
          title: 'Add COMMIT at the end of the file',
          edits: [commit],
          preferred: true,
          safe: true,
        },
      ],
    };
  },
});
