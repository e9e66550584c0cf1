import { redact } from '../database/redact';
import type { StatementResult } from './events';

/** Beyond so many of one script nobody looks for a single one, and what is kept of them would outgrow the script. */
const mostListed = 1000;
/** Of a statement's text a report has so much, in UTF-16 units: enough to know it by. */
const mostText = 10_000;
/** A secret that reaches over the cut is hidden first, as long as it is no longer than this. */
const longestSecret = 1000;

/** How the statements of one script went. */
export interface StatementResults {
  /** The first ones, and whichever failed or was told something by the server. */
  readonly statements: readonly StatementResult[];
  /** The others, which succeeded. */
  readonly unlisted?: Unlisted;
}

/** Statements that are not told of one by one. */
export interface Unlisted {
  readonly statements: number;
  /** Together. */
  readonly ms: number;
  readonly rows: number;
}

/** Gathers results as they come, in bounded memory. */
export class ResultList {
  readonly #listed: StatementResult[] = [];
  #unlisted: Unlisted = { statements: 0, ms: 0, rows: 0 };

  /** Of all statements so far. */
  get count(): number {
    return this.#listed.length + this.#unlisted.statements;
  }

  get results(): StatementResults {
    return { statements: this.#listed, ...(this.#unlisted.statements > 0 && { unlisted: this.#unlisted }) };
  }

  add(result: StatementResult): void {
    const { measured } = result;
    const isTold = (measured?.notices.length ?? 0) > 0 && this.#listed.length < 2 * mostListed;
    if (isTold || measured?.error !== undefined || this.#listed.length < mostListed) {
      this.#listed.push(result);
      return;
    }
    const { statements, ms, rows } = this.#unlisted;
    this.#unlisted = { statements: statements + 1, ms: ms + (measured?.ms ?? 0), rows: rows + (measured?.rows ?? 0) };
  }
}

/** A statement's text as a report may have it: without secrets, and cut where it is very long. */
export function reported(text: string, secrets?: readonly string[]): string {
  if (text.length <= mostText) return redact(text, secrets);
  return `${redact(text.slice(0, mostText + longestSecret), secrets).slice(0, mostText)}…`;
}
