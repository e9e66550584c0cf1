import { viewColumns } from '../../../schema/apply/relation';
import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** 42P16: https://www.postgresql.org/docs/current/sql-createview.html#id-1.9.3.97.5 */
export const unsafeEditOfPublishedViewColumns = changeRule({
  id: 'unsafe-edit-of-published-view-columns',
  title: 'View replaced by one without all its columns',
  category: 'view',
  severity: 'error',
  also: [],
  on: ['create-view'],
  check(change, context) {
    if (!context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '42P16')) return undefined;
    const found = context.schema.relations.get(context.resolve(change.view));
    if (found?.kind !== 'view') return undefined;
    const columns = viewColumns(change, context.schema, context.session);
    const nth = found.columns?.findIndex((column, n) => columns?.[n] !== column) ?? -1;
    const [old, next] = [found.columns?.[nth] ?? '', columns?.[nth]];
    const name = plainName(found.key);
    return {
      message: `Always fails with 42P16: CREATE OR REPLACE VIEW adds columns at the end and nothing else, and ${old} of ${name} would be ${next === undefined ? 'gone' : `called ${next}`}`,
      help: `Keep its columns as they are and in their order. To take one away, drop ${name} and create it anew in the same transaction, with its grants, once no code reads that column.`,
      at: findWords(context.statement.text, ['or', 'replace'], change.at) ?? change.at,
      related: context.origin(found, `${name} was created here`),
    };
  },
});
