import type { Edit } from '../migrations/edit';
import type { Effect } from '../effects/effect';
import type { Span } from '../sql/span';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Fix {
  /** What it will do: «Add CONCURRENTLY». */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** It is the remedy, not one of several. */
  readonly preferred: boolean;
  /** Safe to apply together with others, unseen. */
  readonly safe: boolean;
}

export interface Related {
  readonly message: string;
  readonly path: string;
  readonly at: Span;
}

/** One thing that a rule found, at one place of one file. */
export interface Finding {
  /** The rule's id, or `syntax-error`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence: the consequence, with the names in it. */
  readonly message: string;
  /** What to do instead, in one or two sentences. */
  readonly help?: string;
  /** What that means for tables of the target's sizes, where its statistics are known; says how old they are. */
  readonly estimate?: string;
  readonly path: string;
  readonly at: Span;
  /** The whole statement. */
  readonly statement: Span;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  /** What PostgreSQL does to carry the statement out. */
  readonly effects: readonly Effect[];
}
