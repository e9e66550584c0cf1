import type { ChangeOf } from '../../../schema/change';
import type { Edit } from '../../../migrations/edit';
import type { Fix } from '../../finding';
import { nameOfConstraint, runLater } from '../../not-valid';
import type { RuleContext } from '../../rule';
import { runOutsideTransaction } from '../../statement-edits';
import { quoteIdentifier } from '../../../sql/quote';
import { alteredTable, indentBefore, keywords, lineEndOf } from '../../user-text';

/** UNIQUE or PRIMARY KEY of plain columns, with or without a name: what an index of the same columns can stand behind. */
const plain = /^(?:constraint\s+(?:\w+|"[^"]+")\s+)?(?:unique|primary\s+key)\s*(\([^()]*\))$/i;

/**
 * CREATE UNIQUE INDEX CONCURRENTLY in place of the statement, and the constraint USING INDEX after it, or in the next
 * migration where the runner sends a file as one query. Only where the file holds nothing else, or is in no transaction.
 */
export function buildFirstFix({ table, constraint }: ChangeOf<'add-constraint'>, context: RuleContext): readonly Fix[] {
  const { statement, source, migration, script } = context;
  const { text } = statement;
  const columns = plain.exec(text.slice(constraint.at.start, constraint.at.end))?.[1];
  const written = alteredTable(text);
  const name = nameOfConstraint(table, constraint, context);
  const known = context.table(table);
  if (columns === undefined || written === undefined || name === undefined || known?.kind !== 'table') return [];
  // Another file has another search path, and a partitioned table's index cannot be built concurrently.
  if (table.schema === undefined && !known.key.startsWith('public.')) return [];
  if (known.partitionBy !== undefined || !context.isOnlyChange || /^alter\s+table\s+if\b/i.test(text)) return [];
  const outside = runOutsideTransaction(context);
  // Its way back would find nothing to drop where the next migration adds the constraint.
  if (outside === undefined || (source.convention.sendsWholeFile && migration.down !== undefined)) return [];
  const index = quoteIdentifier(name);
  const build = `${keywords(text, 'CREATE UNIQUE INDEX CONCURRENTLY')} ${index} ${keywords(text, 'ON')} ${written} ${columns}`;
  const kind = keywords(text, constraint.kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY');
  const words = [keywords(text, 'ALTER TABLE'), written, keywords(text, 'ADD CONSTRAINT'), index, kind];
  const add = `${words.join(' ')} ${keywords(text, 'USING INDEX')} ${index}`;
  if (!source.convention.sendsWholeFile) {
    const separator = `;${lineEndOf(script.text)}${indentBefore(script.text, statement.at.start) ?? ''}`;
    return [fix('after it', replaced(`${build}${separator}${add}`, outside, context))];
  }
  const later = runLater(context, { description: `add ${name}`, statements: [timeout(text), add], undo: [] });
  return later === undefined ? [] : [fix(later.where, [...replaced(build, outside, context), ...later.edits])];
}

/** The statement replaced, and what stands right before it in the same edit: two that touch have no order. */
function replaced(sql: string, before: readonly Edit[], context: RuleContext): readonly Edit[] {
  const edit = { kind: 'replace', path: context.script.path, at: context.statement.at, text: sql } as const;
  const touching = before.find((other) => other.kind === 'replace' && other.at.end === edit.at.start);
  if (touching?.kind !== 'replace') return [...before, edit];
  const at = { start: touching.at.start, end: edit.at.end };
  return [...before.filter((other) => other !== touching), { ...edit, at, text: touching.text + sql }];
}

function timeout(text: string): string {
  return `${keywords(text, 'SET LOCAL')} lock_timeout = '2s'`;
}

function fix(where: string, edits: readonly Edit[]): Fix {
  return {
    title: `Build the index CONCURRENTLY here, and add the constraint ${where}`,
    edits,
    preferred: true,
    safe: false,
  };
}
