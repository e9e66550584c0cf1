import type { RuleContext } from '../../rule';

/** Why a statement finds a transaction open, to go on a sentence. */
export function whoseTransaction({ transaction, source: { convention }, isAlone }: RuleContext): string {
  if (transaction === 'file' || transaction === 'run') return `${convention.title} runs this file in one`;
  if (convention.sendsWholeFile && !isAlone) return `${convention.title} sends the whole file as one query, which makes it one`;
  return 'this file has opened one';
}

/** How what cannot run in a transaction can be run. */
export function withoutTransaction({ transaction, source: { convention }, isAlone }: RuleContext): string {
  const directive = convention.noTransactionDirective?.trimEnd();
  if (transaction === 'own') return 'Move it out of BEGIN … COMMIT, into a file of its own.';
  if (isAlone && directive !== undefined) return `Begin the file with ${directive}.`;
  if (directive !== undefined) return `Move it into a file of its own that begins with ${directive}.`;
  return 'Move it into a file of its own that runs outside a transaction.';
}
