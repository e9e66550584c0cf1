import { foldName } from '../../../migrations/scaffold';
import { nameIn } from '../../../migrations/paths';
import type { Rule } from '../../rule';
import { pathsOf } from './paths-of';

/** Names that differ in case, or in how their letters are composed. */
export const namesAlike: Rule = {
  id: 'names-alike',
  title: 'Two files that are one on other systems',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'source',
  staysOnceApplied: true,
  check(source) {
    const known = new Map<string, string>();
    return pathsOf(source).flatMap((path) => {
      const folded = foldName(path);
      const other = known.get(folded);
      if (other === undefined) known.set(folded, path);
      if (other === undefined || other === path) return [];
      const isCase = other.toLowerCase() === path.toLowerCase();
      const how = isCase ? 'case' : 'how its letters are composed';
      const where = isCase ? 'On Windows and macOS' : 'On macOS';
      return {
        path,
        message: `Differs from ${nameIn(source.path, other)} in ${how} alone. ${where} a checkout has one of the two, and the runner applies that one only`,
        help: 'Give one of them another name.',
        related: [{ message: 'The other file', path: other, at: { start: 0, end: 0 } }],
      };
    });
  },
};
