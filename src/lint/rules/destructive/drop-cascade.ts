import type { Judged } from '../../judge';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';
import { goingAlong, type Cascading } from './going-along';

export const dropCascade = changeRule({
  id: 'drop-cascade',
  title: 'CASCADE that drops what is not named',
  category: 'destructive',
  severity: 'error',
  also: [
    'migrationpilot:MP022',
    'pg-migration-lint:PGM202',
    'pgrubic:drop-cascade',
    'bytebase:statement-disallow-rm-tbl-cascade',
  ],
  on: ['drop-table', 'drop-view', 'drop-column', 'drop-constraint', 'drop-function', 'drop-sequence'],
  concerns: ({ cascade }) => cascade,
  check(change, context) {
    const beside = besides(change, context);
    // The first of several names before one CASCADE speaks for all.
    if (beside[0] !== change) return undefined;
    const found = beside.map((each) => ({ each, along: goingAlong(each, context) })).filter(({ along }) => along.length > 0);
    const along = found.flatMap((each) => each.along);
    if (along.length === 0) return undefined;
    const subjects = found.map(({ each }) => subject(each, context));
    return {
      message: `Also drops the ${few(along.map(({ name }) => name))}, which depend${along.length === 1 ? 's' : ''} on ${few(subjects)}`,
      help: 'Drop or change each of them by name first; then CASCADE is not needed.',
      at: findWords(context.statement.text, ['cascade'], change.at) ?? change.at,
      related: along.slice(0, 5).flatMap((each) => context.origin(each, `The ${each.name} was made here`)),
    };
  },
});

/** What the same CASCADE is written behind: `DROP TABLE a, b CASCADE`. */
function besides(change: Cascading, context: RuleContext): readonly Cascading[] {
  const count = (judged: readonly Judged[]): number => judged.reduce((sum, { changes }) => sum + changes.length, 0);
  const after = context.changesAfter();
  const all = [
    ...context.changesBefore().slice(count(context.before())),
    change,
    ...after.slice(0, after.length - count(context.after())),
  ];
  return all.filter(
    (each): each is Cascading => each.kind === change.kind && each.at.start === change.at.start && each.at.end === change.at.end,
  );
}

/** The first few of many. */
function few(names: readonly string[]): string {
  return enumerate(names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names);
}

function subject(change: Cascading, context: RuleContext): string {
  switch (change.kind) {
    case 'drop-table':
      return plainName(context.resolve(change.table));
    case 'drop-view':
      return plainName(context.resolve(change.view));
    case 'drop-column':
      return `${plainName(context.resolve(change.table))}.${change.column}`;
    case 'drop-constraint':
      return change.constraint;
    case 'drop-function':
      return `${change.function.name}()`;
    case 'drop-sequence':
      return change.sequence.name;
  }
}
