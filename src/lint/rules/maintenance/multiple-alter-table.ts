import type { Change } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import type { Fix } from '../../finding';
import type { Judged } from '../../judge';
import { changeRule, type RuleContext } from '../../rule';
import { alteredTable } from '../../user-text';
import { plainName } from '../../wording';

const kinds = [
  'add-column',
  'drop-column',
  'add-constraint',
  'drop-constraint',
  'change-column-type',
  'set-default',
  'drop-default',
  'set-not-null',
  'drop-not-null',
] as const satisfies readonly Change['kind'][];

/** https://www.postgresql.org/docs/current/sql-altertable.html: «multiple table scans or rewrites can … be combined into a single pass». */
export const multipleAlterTable = changeRule({
  id: 'multiple-alter-table',
  title: 'ALTER TABLE twice where once would do',
  category: 'maintenance',
  severity: 'information',
  preset: 'strict',
  also: [
    'postgres-language-server:multipleAlterTable',
    'migrationpilot:MP058',
    'eugene:W12',
    'pg-migration-lint:PGM023',
    'bytebase:statement-merge-alter-table',
  ],
  on: kinds,
  check(change, context) {
    const previous = context.before().at(-1);
    // Said at the first clause of the second statement.
    const here = clausesOf(context);
    if (previous === undefined || here?.[0]?.at.start !== change.at.start) return undefined;
    const key = context.resolve(change.table);
    const earlier = alterOf(previous, context, key);
    if (earlier === undefined || context.harmful('lock').length === 0) return undefined;
    const passes = [previous.effects, context.whole].map((effects) =>
      effects.find((effect) => (effect.kind === 'rewrite' || effect.kind === 'scan') && effect.on === key),
    );
    const name = plainName(key);
    const isRewritten = passes.every((pass) => pass?.kind === 'rewrite');
    const gain = passes.every((pass) => pass !== undefined)
      ? `${isRewritten ? 'Writes every row' : 'Goes through every row'} of ${name} a second time, while nobody can use it`
      : context.inTransaction
        ? undefined
        : `Locks ${name} a second time: reads and writes wait once more for the queries that run there to end`;
    if (gain === undefined) return undefined;
    return {
      message: gain,
      help: 'Make it one ALTER TABLE with several clauses.',
      at: { start: 0, end: change.at.start },
      related: [{ message: `${name} is altered here`, path: context.script.path, at: previous.statement.at }],
      fixes: fixes({ earlier, here, previous }, context),
    };
  },
});

type Clause = Extract<Change, { readonly kind: (typeof kinds)[number] }>;

function isClause(change: Change): change is Clause {
  return change.inBlock === undefined && (kinds as readonly string[]).includes(change.kind);
}

/** The clauses of an ALTER TABLE of that table, if it has none of another sort. */
function alterOf({ changes }: Judged, context: RuleContext, key: string): readonly Clause[] | undefined {
  const clauses = changes.map(({ change }) => change).filter(isClause);
  const isOne = clauses.length > 0 && clauses.length === changes.length;
  return isOne && clauses.every(({ table }) => context.resolve(table) === key) ? clauses : undefined;
}

/** PostgreSQL carries clauses out in an order of its own, so none may have to do with what another one makes. */
function fixes(
  { earlier, here, previous }: { earlier: readonly Clause[]; here: readonly Clause[]; previous: Judged },
  { script, statement }: RuleContext,
): readonly Fix[] {
  const [first] = earlier;
  const written = alteredTable(statement.text);
  if (first === undefined || written === undefined) return [];
  const [next] = here;
  if (next === undefined || alteredTable(previous.statement.text) !== written) return [];
  if (first.only !== next.only || first.ifRelationExists !== next.ifRelationExists) return [];
  const between = script.text.slice(previous.statement.at.end, statement.at.start);
  if (!/^\s*;\s*$/.test(between) || isEntangled(earlier, here)) return [];
  const indent = /[ \t]*$/.exec(script.text.slice(0, previous.statement.at.start))?.[0] ?? '';
  const edit = {
    kind: 'replace',
    path: script.path,
    at: { start: previous.statement.at.end, end: statement.at.start + next.at.start },
    text: between.includes('\n') ? `,${between.includes('\r\n') ? '\r\n' : '\n'}${indent}  ` : ', ',
  } as const;
  return [{ title: 'Make it one ALTER TABLE', edits: [edit], preferred: true, safe: true }];
}

/** All clauses of the statement in hand, if none is of another sort. */
function clausesOf({ statement }: RuleContext): readonly Clause[] | undefined {
  const changes = changesOf(statement);
  return changes.every(isClause) ? changes : undefined;
}

function isEntangled(a: readonly Clause[], b: readonly Clause[]): boolean {
  const names = new Set(a.flatMap(touched));
  return b.flatMap(touched).some((name) => names.has(name));
}

function touched(change: Clause): readonly string[] {
  switch (change.kind) {
    case 'add-column':
      return [change.column.name];
    case 'add-constraint':
      return [...change.constraint.columns, ...(change.constraint.references?.columns ?? []), change.constraint.name ?? ''];
    case 'drop-constraint':
      return [change.constraint];
    default:
      return [change.column];
  }
}
