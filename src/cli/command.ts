import type { Engine } from '../workspace/engine';
import type { AddedTarget } from '../workspace/targets';

/** Everything that a command touches outside the engine. */
export interface Io {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether colours may be printed: a terminal, and no NO_COLOR. */
  readonly color: boolean;
  /** How wide the terminal is; absent where there is none. */
  readonly columns?: number;
  /** Asks at the terminal; absent where there is none. */
  readonly ask?: (question: string) => Promise<string>;
  /** Raised by Ctrl+C. */
  readonly signal: AbortSignal;
  readonly openEngine: (root: string, added: readonly AddedTarget[]) => Engine;
}

/** What stood on the command line, parsed: `--name value` and `--flag` by name, the rest in order. */
export interface Arguments {
  readonly words: readonly string[];
  text(name: string): string | undefined;
  has(name: string): boolean;
}

export interface OptionDescription {
  /** How its value is called in the help; absent for a flag. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** The words after the name, for the help: `[FILE…]`. */
  readonly words: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionDescription>>;
  /** What it can print besides text and JSON. */
  readonly formats?: readonly Format[];
  /** Returns the exit code. */
  run(given: Arguments, context: CommandContext): Promise<number>;
}

export interface CommandContext {
  readonly io: Io;
  readonly engine: Engine;
  readonly format: Format;
  /** Of the program. */
  readonly version: string;
}

export type Format = 'text' | 'json' | 'table' | 'sarif' | 'github' | 'gitlab' | 'junit' | 'markdown' | 'mermaid' | 'dot';

/** The exit codes of every command; documented in docs/command-line.md. */
export const exit = {
  fine: 0,
  /** Findings at or above the threshold, or a migration failed. */
  failed: 1,
  usage: 2,
  locked: 3,
  noConnection: 4,
  disagreement: 5,
  refused: 6,
} as const;

/** The command line cannot be carried out as it stands: exit code 2, with the reason. */
export class UsageError extends Error {}

/** A guard does not let it pass: exit code 6, with the reason. */
export class RefusedError extends Error {}
