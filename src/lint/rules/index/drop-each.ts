import { changesOf } from '../../../schema/changes';
import type { RuleContext } from '../../rule';
import { keywords } from '../../user-text';

/** DROP INDEX CONCURRENTLY of each index that the statement in hand drops, one a statement. */
export function eachAlone({ statement }: RuleContext): readonly string[] {
  return changesOf(statement).flatMap((each) => {
    if (each.kind !== 'drop-index') return [];
    const words = keywords(statement.text, `DROP INDEX CONCURRENTLY${each.ifExists ? ' IF EXISTS' : ''}`);
    return [`${words} ${statement.text.slice(each.nameAt.start, each.nameAt.end)}`];
  });
}
