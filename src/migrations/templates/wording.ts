import { firstBytes, longestName } from '../../sql/identifier';
import { quoteIdentifier } from '../../sql/quote';
import { keyOf } from '../../schema/names';
import { placeholders, type Subject } from './template';

/** The longest line of a comment. */
const width = 100;

/** A text as lines of a comment, each ended by LF. */
export function comment(text: string): string {
  const lines: string[] = [];
  let line = '--';
  for (const word of text.split(/\s+/)) {
    if (line.length + 1 + word.length > width && line !== '--') {
      lines.push(line);
      line = '--';
    }
    line += ` ${word}`;
  }
  return [...lines, line].map((each) => `${each}\n`).join('');
}

/** SQL as lines of a comment; empty ones stay, for a bare `--` is none to every runner. */
export function commented(sql: string): string {
  return sql.replace(/^(?=.)/gm, '-- ');
}

/** What stands first where a lock is taken in a transaction: everybody else would queue behind one that waits. */
export const lockTimeout = `-- Give up instead of waiting longer for a lock: everybody else would queue behind it.
SET LOCAL lock_timeout = '2s';

`;

/** The same on the way back, without the reason. */
export const lockTimeoutAgain = "SET LOCAL lock_timeout = '2s';\n\n";

/** The columns, as SQL, or the placeholder of one. */
export function columnsOf({ columns }: Subject): readonly string[] {
  return columns.length === 0 ? [placeholders.column] : columns.map(quoteIdentifier);
}

/** A new name in the table's schema, not quoted: cut to what the server keeps, with a number where it is taken. */
export function freeName({ schema, tableName }: Subject, words: readonly string[], ending: string): string {
  const isTaken = (name: string): boolean => schema.relations.has(keyOf(tableName.schema ?? 'public', name));
  const base = words.join('_');
  for (let nth = 1; ; nth += 1) {
    const end = `_${ending}${nth === 1 ? '' : nth}`;
    const name = firstBytes(base, longestName - end.length) + end;
    if (!isTaken(name)) return name;
  }
}

/** An object's name in the schema of the table, as SQL. */
export function besideTable({ tableName }: Subject, name: string): string {
  return tableName.schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(tableName.schema)}.${quoteIdentifier(name)}`;
}
