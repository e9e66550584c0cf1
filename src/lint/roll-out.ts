import type { Edit } from '../migrations/edit';
import { rollOutSteps } from '../migrations/templates/roll-out-steps';
import type { Name, Table } from '../schema/schema';
import { longestName } from '../sql/identifier';
import { byteLength } from '../sql/positions';
import { quoteIdentifier } from '../sql/quote';
import type { Fix } from './finding';
import { followUps } from './follow-up';
import { tableElsewhere } from './not-valid';
import type { RuleContext } from './rule';
import { replaceWith } from './statement-edits';
import { indentOfLine, keywords, lineEndOf } from './user-text';

/** A column that takes the place of another, as a finding asks for it. */
export interface RollOut {
  readonly table: Name;
  readonly column: string;
  /** The column that code is to use instead, until the old one is dropped. */
  readonly to: string;
  /** Its type, as it is written. */
  readonly type: string;
  /** Whether code writes the new column before the old one is dropped: the two are kept alike in both directions then. */
  readonly isWritten: boolean;
  /** What the new column is called at last, where that is the old one's name. */
  readonly isRenamed: boolean;
}

/**
 * The scaffold of a roll-out in three migrations: here the new column and a trigger that keeps both alike, then the old
 * rows in batches, and at last the old column dropped, which waits for the code. Only for a column on which nothing
 * else stands, for all that would have to be made anew; and nothing is said to be done by it.
 */
export function rollOutFix(rollOut: RollOut, context: RuleContext): readonly Fix[] {
  const { table, column, to } = rollOut;
  const known = context.table(table);
  const target = tableElsewhere(table, context);
  if (known === undefined || target === undefined || !context.isOnlyChange || !isPlain(known, column, context)) return [];
  const key = known.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
  if (key.length !== 1 || key[0] === undefined || known.columns.some(({ name }) => name === to)) return [];
  const back = undoHere(context);
  const name = `${table.name}_${column}_to_${to}`;
  if (byteLength(name) > longestName) return [];
  const steps = rollOutSteps({
    ...rollOut,
    table: target,
    name,
    key: quoteIdentifier(key[0]),
    word: (sql) => keywords(context.statement.text, sql),
  });
  if (back === undefined) return [];
  const files = followUps(context, [
    {
      description: `fill ${column} into ${to}`,
      up: steps.fill,
      down: '-- Nothing to undo.\n',
      outsideTransaction: true,
    },
    {
      description: `drop ${column} for ${to}`,
      up: steps.contract,
      down: '-- By hand: what the dropped column held is gone.\n',
      outsideTransaction: false,
    },
  ]);
  if (files === undefined) return [];
  const { script, statement } = context;
  const lineStart = `${lineEndOf(script.text)}${indentOfLine(script.text, statement.at.start)}`;
  return [
    {
      title: `Scaffold the roll-out: add ${to} here, fill it and drop ${column} in migrations of their own`,
      edits: [
        replaceWith(
          context,
          steps.expand.map((sql) => sql.replaceAll('\n', lineStart)),
        ),
        ...back(steps.undo),
        ...files,
      ],
      preferred: false,
      safe: false,
    },
  ];
}

/** Types without an equality, by which the trigger could tell what has changed. */
const incomparable: ReadonlySet<string> = new Set(['json', 'xml', 'point', 'polygon']);

/** Whether nothing has to be made anew for the column: no constraint, index, view or default. */
function isPlain(table: Table, column: string, { schema, effects }: RuleContext): boolean {
  const own = table.columns.find(({ name }) => name === column);
  if (
    own === undefined ||
    incomparable.has(own.type.name) ||
    table.partlyKnown ||
    table.partitionBy !== undefined ||
    table.partitionOf !== undefined
  )
    return false;
  if (own.notNull || own.default !== undefined || own.identity !== undefined || own.generated !== undefined) return false;
  if (table.inherits.length > 0 || effects.some(({ kind }) => kind === 'error')) return false;
  const isNamed = (text: string): boolean => text.includes(column);
  const dependents = [...(schema.dependents.get(table.key) ?? [])].map((each) => schema.relations.get(each));
  const isFree = dependents.every(
    (each) => each === undefined || each.kind === 'sequence' || (each.kind === 'index' && !isNamed(JSON.stringify(each))),
  );
  return (
    isFree && !table.constraints.some(({ columns, expression }) => columns.includes(column) || isNamed(expression?.text ?? ''))
  );
}

/** What puts statements into the way back from this migration: undefined where a person has written one that they cannot replace. */
function undoHere({ migration, script }: RuleContext): ((sql: string) => readonly Edit[]) | undefined {
  const { down } = migration;
  if (down === undefined || down.path === script.path) return () => [];
  const body = down.text.slice(down.body.start, down.body.end);
  const single = /^\s*(?<statement>alter\s+table[^;]*;)\s*$/i.exec(body);
  const statement = single?.groups?.['statement'];
  if (statement === undefined) return undefined;
  const start = down.body.start + body.indexOf(statement);
  const at = { start, end: start + statement.length };
  return (sql) => [{ kind: 'replace', path: down.path, at, text: sql.trimEnd().replaceAll('\n', lineEndOf(down.text)) }];
}
