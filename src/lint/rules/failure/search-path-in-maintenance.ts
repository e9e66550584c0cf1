import type { ChangeOf } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import { callerName, type CallerName } from '../../caller-path';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/17/release-17.html: maintenance runs functions with a safe search_path. */
export const searchPathInMaintenance = changeRule({
  id: 'search-path-in-maintenance',
  title: 'Function in an index or a materialized view that needs the caller’s search_path',
  category: 'failure',
  severity: 'error',
  since: 17,
  also: [],
  on: ['create-index', 'create-view', 'refresh-view'],
  check(change, context) {
    switch (change.kind) {
      case 'create-index':
        return index(change, context);
      case 'create-view':
        return change.materialized ? query(change.query, change.populated, context) : undefined;
      case 'refresh-view':
        return change.withData ? refreshed(change, context) : undefined;
    }
  },
});

function index(change: ChangeOf<'create-index'>, context: RuleContext): Report | undefined {
  const expressions = change.columns.flatMap((column) => ('expression' in column ? [column.expression.tree] : []));
  const found = callerName([...expressions, change.predicate?.tree], context);
  if (found === undefined) return undefined;
  // PL/pgSQL is not called while there is no row.
  const isCertain = found.isReadFirst || !context.createdHere(change.table);
  const name = plainName(context.resolve(change.table));
  return isCertain ? fails(found, '', context) : later(found, `ANALYZE and REINDEX of ${name}`, context);
}

function query(tree: unknown, isFilled: boolean, context: RuleContext): Report | undefined {
  const found = callerName(tree, context);
  if (found === undefined) return undefined;
  return isFilled ? fails(found, found.isReadFirst ? '' : ' for the first row', context) : later(found, 'REFRESH', context);
}

function refreshed({ view }: ChangeOf<'refresh-view'>, context: RuleContext): Report | undefined {
  const known = context.schema.relations.get(context.resolve(view));
  if (known?.kind !== 'materialized-view') return undefined;
  const made = context.read(known.text);
  const [change] = made === undefined ? [] : changesOf(made);
  return change?.kind === 'create-view' ? query(change.query, true, context) : undefined;
}

function fails(found: CallerName, when: string, context: RuleContext): Report {
  return { message: `Fails with ${found.sqlstate}${when}: ${because(found)}`, ...remedy(found, context) };
}

function later(found: CallerName, what: string, context: RuleContext): Report {
  return { message: `Every ${what} will fail with ${found.sqlstate}: ${because(found)}`, ...remedy(found, context) };
}

function because({ name, by }: CallerName): string {
  return `${plainName(by.key)} names ${name} without its schema, and since PostgreSQL 17 it runs here with a search_path of pg_catalog alone`;
}

function remedy({ name, by }: CallerName, context: RuleContext): Pick<Report, 'help' | 'related'> {
  return {
    help: `Write the schema before ${name} in ${plainName(by.key)}, or give the function a search_path of its own with SET.`,
    related: context.origin(by, `${plainName(by.key)} was made here`),
  };
}
