import type { Difference } from '../migrations/difference';
import type { RunDirection, RunReport, StepResult } from './events';

/** What is done to a database by way of Lockkeeper, as the journal calls it. */
export type JournalCommand = RunDirection | 'recreate' | 'repair' | 'baseline' | 'mark';

/**
 * One line of a journal. None holds SQL, whose strings may be secrets: statements are known by their place in the file.
 * Times are in UTC, durations in milliseconds.
 */
export type JournalEntry = { readonly at: string; /** The run's own id. */ readonly run: string } & (
  | {
      readonly kind: 'begun';
      readonly command: JournalCommand;
      /** The user of this machine. */
      readonly by: string;
      readonly target: string;
      readonly source: string;
      readonly git?: { readonly commit: string; readonly isDirty: boolean };
      /** Versions, or the names of repeatable ones, in the order in which they are to be carried out. */
      readonly migrations: readonly string[];
      readonly reason?: string;
    }
  | {
      /** About to be sent, for good: what follows no such entry may have been carried out or not. */
      readonly kind: 'statement';
      readonly version: string;
      readonly direction: 'up' | 'down';
      /** Counted from 1; 0 where the script is begun and nothing of it is sent yet. */
      readonly statement: number;
      readonly of: number;
      readonly line: number;
      /** A few digits of what stands before it, and of itself: who goes on there knows by them that it is the same still. */
      readonly before: string;
      readonly own: string;
    }
  | {
      readonly kind: 'migration';
      readonly version: string;
      readonly name: string;
      readonly direction: 'up' | 'down';
      readonly outcome: StepResult['outcome'];
      readonly ms: number;
      /** How long each statement took. */
      readonly statements: readonly number[];
      /** How many are certain to be carried out, those of earlier runs of the same script included. */
      readonly done: number;
      readonly error?: { readonly message: string; readonly sqlstate?: string; readonly line?: number };
    }
  | {
      readonly kind: 'amended';
      readonly version: string;
      readonly name: string;
      readonly change: 'checksum' | 'applied' | 'not-applied';
      readonly from?: string;
      readonly to?: string;
      readonly difference?: Difference;
    }
  | { readonly kind: 'finished'; readonly outcome: RunReport['outcome']; readonly ms: number; readonly message?: string }
);

/** Of an entry what is not filled in by whoever writes it. */
export type JournalFact = JournalEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'at' | 'run'> : never) : never;

/** What was done to one target from one source, in this user's own data folder. Only ever added to. */
export interface Journal {
  /** Adds a line; `flushed` returns only when it is on the disk. Never rejects: what goes wrong is kept in `problem`. */
  write(entry: JournalEntry, how: 'flushed' | 'buffered'): Promise<void>;
  /** Why a line could not be written, if one could not. */
  readonly problem: string | undefined;
  /** All lines, in order. A last one that was cut off is left out. */
  read(): Promise<readonly JournalEntry[]>;
}

/** The entries of one run. */
export class RunJournal {
  readonly #journal: Journal;
  readonly #run: string;
  readonly #now: () => number;

  constructor(journal: Journal, run: string, now: () => number) {
    this.#journal = journal;
    this.#run = run;
    this.#now = now;
  }

  tell(fact: JournalFact, how: 'flushed' | 'buffered' = 'flushed'): Promise<void> {
    return this.#journal.write({ at: new Date(this.#now()).toISOString(), run: this.#run, ...fact }, how);
  }

  /** For the report: the run itself is as it is. */
  get problem(): string | undefined {
    const { problem } = this.#journal;
    return problem === undefined ? undefined : `The journal could not be written: ${problem}`;
  }
}

/** Tells the lines of a script that offsets are in, counted from 1. Each is asked for no earlier than the one before. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  /** The next line feed that is not counted yet. */
  #feed: number;

  constructor(text: string) {
    this.#text = text;
    this.#feed = text.indexOf('\n');
  }

  at(offset: number): number {
    while (this.#feed !== -1 && this.#feed < offset) {
      this.#line += 1;
      this.#feed = this.#text.indexOf('\n', this.#feed + 1);
    }
    return this.#line;
  }
}
