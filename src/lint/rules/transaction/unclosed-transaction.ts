import { changeRule } from '../../rule';
import { keywords, lineEndOf } from '../../user-text';
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
    const { script, statement } = context;
    const last = after.at(-1)?.statement ?? statement;
    const commit = `${last.end === last.at.end ? ';' : ''}${lineEndOf(script.text)}${keywords(statement.text, 'COMMIT')};`;
    return {
      message: 'Nothing ends this transaction: all of it is undone when the connection closes, and its locks are held until then',
      help: 'End it with COMMIT.',
      fixes: [
        {
          title: 'Add COMMIT at the end of the file',
          edits: [{ kind: 'replace', path: script.path, at: { start: last.end, end: last.end }, text: commit }],
          preferred: true,
          safe: true,
        },
      ],
    };
  },
});
