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
    const along = goingAlong(change, context);
    if (along.length === 0) return undefined;
    return {
      message: `Also drops the ${enumerate(along.map(({ name }) => name))}, which depend${along.length === 1 ? 's' : ''} on ${subject(change, context)}`,
      help: 'Drop or change each of them by name first; then CASCADE is not needed.',
      at: findWords(context.statement.text, ['cascade'], change.at) ?? change.at,
      related: along.slice(0, 5).flatMap((each) => context.origin(each, `The ${each.name} was made here`)),
    };
  },
});

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
