import { nameIn } from '../../../migrations/paths';
import { branchOrder } from '../../../migrations/branch-order';
import type { Rule } from '../../rule';

/** Every file that this branch adds must sort behind all that the other branch has, for that may have been applied. */
export const outOfOrderAfterMerge: Rule = {
  id: 'out-of-order-after-merge',
  title: 'Migration that comes too late after a merge',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'source',
  check(source, { branch, isStrict }) {
    if (branch === undefined) return [];
    return branchOrder(source, branch).flatMap(({ migration, other, isSameVersion }) => {
      const name = nameIn(source.path, other.id);
      const path = migration.id;
      if (isSameVersion) {
        const message = `Has version ${migration.version}, which ${branch.name} has given to ${name}: once merged, neither runs`;
        return { path, message, help: 'Give it a version behind all that are there.' };
      }
      const message = `Sorts before ${name}, which is in ${branch.name} already`;
      const { history } = source.convention;
      const { late = 'it is not applied where that one is' } = history;
      if (!(history.mayComeLate?.(migration) ?? history.can.outOfOrder)) {
        return { path, message: `${message}: ${late}`, help: 'Give it a version behind all that are there.' };
      }
      if (!isStrict) return [];
      return {
        path,
        message: `${message}: databases that have that one apply this one later, and new ones before`,
        help: 'Where the one does not depend on the other, nothing is wrong. Else give it a version behind all that are there.',
        isMild: true,
      };
    });
  },
};
