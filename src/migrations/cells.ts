/** One row as the driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A column's text; numbers of any size become their digits. Undefined for NULL, and where the column is missing. */
export function textCell(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** A column's number; undefined for NULL, a missing column, and what is no number. */
export function numberCell(row: Row, column: string): number | undefined {
  const text = textCell(row, column);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** A column's time; undefined for NULL, a missing column, and what is no time. */
export function dateCell(row: Row, column: string): Date | undefined {
  const value = row[column];
  const date = value instanceof Date ? value : typeof value === 'string' ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** A column's list of texts; undefined for NULL, a missing column, and what is no such list. */
export function textsCell(row: Row, column: string): readonly string[] | undefined {
  const value = row[column];
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

/** A column's bytes in hexadecimal, from the driver's bytes or the server's text form `\x…`. */
export function hexCell(row: Row, column: string): string | undefined {
  const value = row[column];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'string' && value.startsWith('\\x') ? value.slice(2).toLowerCase() : undefined;
}

/** The members that have a value: what is absent from a row is absent from the result. */
export function present<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
