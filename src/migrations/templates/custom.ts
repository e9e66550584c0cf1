import { quoteIdentifier } from '../../sql/quote';
import { slugOf } from '../scaffold';
import { placeholders, type Parameter, type Subject } from './template';

/** A template that a repository keeps, as its files have it. */
export interface CustomTemplate {
  readonly up: string;
  readonly down: string;
  readonly outsideTransaction: boolean;
}

/** What `{{…}}` in such a file may name, each with what it stands for. */
export const fields = {
  name: 'the description as it stands in file names',
  version: 'the version that the migration gets',
  description: 'what was typed',
  date: 'the day in UTC, such as 2025-03-04',
  author: 'the user.name of git',
  table: 'the table that was named, as SQL',
  columns: 'the columns that were named, as SQL, with commas',
  type: 'the type that was named',
} as const;

export type Field = keyof typeof fields;

/** Tera, Go and Handlebars write blanks inside; so may we. */
const pattern = /\{\{\s*(.*?)\s*\}\}/g;

/** Which fields a text names that exist, or a sentence about the first that does not. */
export function fieldsIn(
  text: string,
): { readonly ok: true; readonly fields: readonly Field[] } | { readonly ok: false; readonly reason: string } {
  const found: Field[] = [];
  for (const [written, name = ''] of text.matchAll(pattern)) {
    const field = (Object.keys(fields) as Field[]).find((known) => known === name);
    if (field === undefined) {
      const known = Object.keys(fields).map((each) => `{{${each}}}`);
      return { ok: false, reason: `There is nothing to put in place of ${written}; there are ${known.join(', ')}.` };
    }
    found.push(field);
  }
  return { ok: true, fields: [...new Set(found)] };
}

/** The parameters that the fields of a text can take. */
export function takenBy(found: readonly Field[]): readonly Parameter[] {
  return (['table', 'columns', 'type'] as const).filter((parameter) => found.includes(parameter));
}

/** What a text is filled with. */
export interface Filling {
  readonly description: string;
  readonly version: string;
  readonly now: number;
  readonly author: string | undefined;
  readonly subject: Subject;
}

/** The text with its fields filled in, ended by LF; `fieldsIn` has found none that are unknown. */
export function fill(text: string, { description, version, now, author, subject }: Filling): string {
  const slug = slugOf(description);
  const values: Readonly<Record<Field, string>> = {
    name: slug.ok ? slug.slug : '',
    version,
    description: description.trim(),
    date: new Date(now).toISOString().slice(0, 10),
    author: author ?? '',
    table: subject.table,
    columns: subject.columns.length === 0 ? placeholders.column : subject.columns.map(quoteIdentifier).join(', '),
    type: subject.type ?? 'text',
  };
  const filled = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(pattern, (_, name: Field) => values[name]);
  return filled === '' || filled.endsWith('\n') ? filled : `${filled}\n`;
}
