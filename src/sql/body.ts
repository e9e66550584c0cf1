import type { Guard } from './plpgsql';
import type { Span } from './span';
import type { ReadStatement } from './statement';

/** What stands between the quotes of a function, a procedure or a DO block, or between its BEGIN ATOMIC and END. */
export interface Body {
  /** In lower case: `plpgsql`, `sql`, or a language that is not read. */
  readonly language: string;
  /** The content, without its quotes. Like all positions here it counts from the start of the statement around. */
  readonly at: Span;
  /** In the order of the text. Empty where `unread` says why. */
  readonly parts: readonly BodyPart[];
  /** Another language, a template, text that could not be found again, or something the parser cannot judge alone. */
  readonly unread?: string;
}

export type BodyPart =
  | {
      readonly kind: 'statement';
      /**
       * The SQL as PostgreSQL runs it, as long as what is written: INTO is blanked out, PERFORM and RETURN read SELECT.
       * `at` and `end` count from the start of the statement around.
       */
      readonly statement: ReadStatement;
      /** Whether it runs each time the body does: under no condition, in no loop, and not undone by a handler. */
      readonly certain: boolean;
      /** What alone keeps it from running. */
      readonly guard?: Guard;
      /** A position in this statement as one in the statement around; more than a shift where the body is escaped. */
      readonly place: (offset: number) => number;
    }
  /** EXECUTE of an expression that only running it will tell. */
  | { readonly kind: 'dynamic'; readonly at: Span; readonly certain: boolean }
  /** COMMIT or ROLLBACK in a procedure or a DO block. */
  | { readonly kind: 'transaction'; readonly at: Span; readonly certain: boolean };

/** The body of a statement that has one. */
export function bodyOf(statement: ReadStatement): Body | undefined {
  return statement.parsed.ok ? statement.parsed.body : undefined;
}
