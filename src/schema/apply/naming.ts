import type { Key, Schema } from '../schema';
import { firstBytes, longestName } from '../../sql/identifier';
import { byteLength } from '../../sql/positions';
import { keyOf, partsOf } from '../names';

/**
 * The name that PostgreSQL gives to what has none: parts joined by underscores, the longer of the first two cut until
 * all fits (makeObjectName in commands/indexcmds.c), and a number where that name is taken.
 */
export function chooseName(
  parts: { readonly table: string; readonly columns: string; readonly label: string },
  isTaken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(parts.table, parts.columns, pass === 0 ? parts.label : `${parts.label}${pass}`);
    if (!isTaken(name)) return name;
  }
}

function objectName(table: string, columns: string, label: string): string {
  const overhead = label.length + 1 + (columns === '' ? 0 : 1);
  let one = byteLength(table);
  let two = byteLength(columns);
  while (one + two > longestName - overhead) {
    if (one > two) one--;
    else two--;
  }
  const middle = columns === '' ? '' : `_${firstBytes(columns, two)}`;
  return `${firstBytes(table, one)}${middle}_${label}`;
}

/** Columns joined as in an index's name, which stops growing at the longest name. */
export function joinColumns(columns: readonly string[]): string {
  let joined = '';
  for (const column of columns) {
    joined = joined === '' ? column : `${joined}_${column}`;
    if (byteLength(joined) > longestName) break;
  }
  return joined;
}

/** Whether a relation of that name stands in the schema of `near`. */
export function relationTaken(schema: Schema, near: Key): (name: string) => boolean {
  const { schema: namespace } = partsOf(near);
  return (name) => schema.relations.has(keyOf(namespace, name));
}

/** Whether a constraint of that name stands in the schema of `near`. */
export function constraintTaken(schema: Schema, near: Key): (name: string) => boolean {
  const { schema: namespace } = partsOf(near);
  return (name) => schema.constraintNames.has(keyOf(namespace, name));
}
