import type { ChangeOf } from '../../../schema/change';
import type { Judged } from '../../judge';
import type { RuleContext } from '../../rule';

/** Who has opened the transaction that a statement runs in: the runner, or a BEGIN of the file. */
export type Opener = { readonly by: 'runner' } | { readonly by: 'file'; readonly begin: Judged } | { readonly by: 'nobody' };

/** The transaction block that is open before the statement in hand; a query of several statements is none. */
export function openBefore({ transaction, before }: Pick<RuleContext, 'transaction' | 'before'>): Opener {
  let open: Opener = { by: transaction === 'file' || transaction === 'run' ? 'runner' : 'nobody' };
  for (const each of before()) {
    for (const { what } of controlsOf(each)) {
      if (what === 'begin' && open.by === 'nobody') open = { by: 'file', begin: each };
      else if (endsTransaction(what)) open = { by: 'nobody' };
    }
  }
  return open;
}

/** BEGIN, COMMIT and the like of a statement; those within a DO block are its own affair. */
export function controlsOf({ changes }: Judged): readonly ChangeOf<'transaction'>[] {
  return changes.flatMap(({ change }) => (change.kind === 'transaction' && change.inBlock === undefined ? [change] : []));
}

/** Whether it leaves no transaction open. */
export function endsTransaction(what: ChangeOf<'transaction'>['what']): boolean {
  return what === 'commit' || what === 'rollback' || what === 'prepare';
}
