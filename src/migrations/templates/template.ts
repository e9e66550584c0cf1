import type { Name, Schema } from '../../schema/schema';
import type { Phase } from '../header';
import type { Content } from '../scaffold-all';

/** What a template can be told. */
export const parameters = ['table', 'columns', 'type', 'name'] as const;
export type Parameter = (typeof parameters)[number];

/** A table that a template is about, and what the chain knows of it. */
export interface KnownTable {
  /** Without the schema where it is `public`. */
  readonly name: Name;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The primary key, where it is one column. */
  readonly key?: string;
  readonly isPartitioned: boolean;
  readonly rowSecurity: boolean;
}

/** What a template is filled with: names as they were given, as the description tells them, or placeholders. */
export interface Subject {
  /** As SQL. */
  readonly table: string;
  readonly tableName: Name;
  /** Somebody has named it: else it is a placeholder. */
  readonly isTableNamed: boolean;
  readonly known?: KnownTable;
  /** Names, not SQL; empty where nobody has named any. */
  readonly columns: readonly string[];
  /** Of a column, as SQL. */
  readonly type?: string;
  /** Of what is made. */
  readonly name?: Name;
  readonly withDown: boolean;
  /** What the chain leaves behind. */
  readonly schema: Schema;
}

/** One migration of those that a template makes. */
export interface TemplatePart {
  /** Where there are several: follows the description. */
  readonly phase?: Phase;
  /** The best first; the next one where the convention has no place for it. */
  readonly contents: readonly [Content, ...Content[]];
}

/** A model for new migrations. Pure; one file each. */
export interface Template {
  readonly id: string;
  /** For people: `Add index`. */
  readonly title: string;
  /** One line: what it writes. */
  readonly summary: string;
  readonly takes: readonly Parameter[];
  /** Which of these are there already, so that they can be picked; a table may be left out where it is `optional`. */
  readonly picks?: { readonly table: 'needed' | 'optional'; readonly columns: boolean };
  /** How many migrations it makes. */
  readonly migrations: number;
  parts(subject: Subject): readonly [TemplatePart, ...TemplatePart[]];
}

/** A name that nobody has given yet: the same in every template, and selected when the file is opened. */
export const placeholders = {
  table: 'table_name',
  column: 'column_name',
  type: 'type_name',
  view: 'view_name',
} as const;

/** A migration of one file, or a pair, which runs in a transaction. */
export function onePart(up: string, down: string): readonly [TemplatePart] {
  return [{ contents: [{ up, down, outsideTransaction: false }] }];
}
