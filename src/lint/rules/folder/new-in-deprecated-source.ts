import { enumerate } from '../../wording';
import type { Rule } from '../../rule';

/** `lockkeeper.json` says that a source is not to grow any more, and it has grown. */
export const newInDeprecatedSource: Rule = {
  id: 'new-in-deprecated-source',
  title: 'New migration in a source that is deprecated',
  category: 'folder',
  severity: 'error',
  also: [],
  scope: 'source',
  check(source, { isDeprecated, sources, standing }) {
    if (!isDeprecated(source)) return [];
    const elsewhere = sources.filter((other) => !isDeprecated(other)).map(({ label }) => label);
    const where =
      elsewhere.length === 0 || elsewhere.length > 3 ? 'another source' : enumerate(elsewhere).replace(' and ', ' or ');
    return source.migrations
      .filter((migration) => migration.up !== undefined && standing(migration) === 'pending')
      .map(({ id }) => ({
        path: id,
        message: `Is new in ${source.label}, which lockkeeper.json calls deprecated: it belongs in ${where}`,
        help: 'Move it there, with a version of that source.',
      }));
  },
};
