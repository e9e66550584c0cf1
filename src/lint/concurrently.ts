import type { Edit } from '../migrations/edit';
import type { Fix } from './finding';
import { type FollowUp, followUp } from './follow-up';
import type { RuleContext } from './rule';
import { removeStatement, runOutsideTransaction } from './statement-edits';

/** The edits that make a statement CONCURRENTLY, and what makes its file run outside a transaction; none where that takes more files. */
export function concurrentlyFix(context: RuleContext, edits: readonly Edit[]): readonly Fix[] {
  const outside = runOutsideTransaction(context);
  if (outside === undefined) return [];
  const title = outside.length === 0 ? 'Add CONCURRENTLY' : 'Add CONCURRENTLY and run outside a transaction';
  return [{ title, edits: joined([...outside, ...edits]), preferred: true, safe: true }];
}

/** Edits that touch as one: what is put before a statement that is itself replaced. */
export function joined(edits: readonly Edit[]): readonly Edit[] {
  const [first, second, ...rest] = edits;
  if (first?.kind !== 'replace' || second?.kind !== 'replace' || first.at.end !== second.at.start) return edits;
  const at = { start: first.at.start, end: second.at.end };
  return [{ kind: 'replace', path: first.path, at, text: first.text + second.text }, ...rest];
}

/** The statement goes from its file to the next migration of the source, where it is alone and CONCURRENTLY. */
export function moveFix(context: RuleContext, work: Omit<FollowUp, 'outsideTransaction'>): readonly Fix[] {
  const files = followUp(context, { ...work, outsideTransaction: true });
  if (files === undefined) return [];
  return [
    {
      title: 'Move to a migration of its own, with CONCURRENTLY',
      edits: [removeStatement(context), ...files],
      preferred: true,
      safe: false,
    },
  ];
}

/** Whether another file would find what has this name, whose search path is not the one in hand. */
export function isFoundElsewhere(context: RuleContext, name: { readonly schema?: string; readonly name: string }): boolean {
  return name.schema !== undefined || context.resolve(name).startsWith('public.');
}
