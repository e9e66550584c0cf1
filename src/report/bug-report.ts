import { versionWords } from '../database/versions';
import type { Effect } from '../effects/effect';
import { lockName } from '../lint/wording';
import type { StatementResult } from '../run/events';
import { lex } from '../sql/lexer';
import { tokenText, type Token } from '../sql/token';
import { markdownCode } from './markdown';
import { effectOf, isAgreed } from './measured';
import { sqlWords } from './sql-words';

/** Statements that did something else than was foretold. */
export function differing(statements: readonly StatementResult[]): readonly StatementResult[] {
  return statements.filter(({ comparison }) => comparison !== undefined && !isAgreed(comparison));
}

/**
 * What was foretold of statements and what was measured, as Markdown for a bug report. Names of the user stand as t1, s1 and
 * c1, the same name always as the same; what is in quotes, numbers, comments and messages is left out.
 */
export function bugReport(statements: readonly StatementResult[], lockkeeper: string): string {
  const names = new Names(statements.flatMap(effectsOf));
  const sections = statements.map((statement) => sectionOf(statement, names));
  return `${[`### Prediction and measurement differ`, `Lockkeeper ${lockkeeper}`, ...sections].join('\n\n')}\n`;
}

function sectionOf({ text, predicted = [], measured, comparison, measuredOn }: StatementResult, names: Names): string {
  const words = (effects: readonly Effect[]): string =>
    effects.length === 0 ? '- nothing' : effects.map((effect) => `- ${wordsOf(effect, names)}`).join('\n');
  const lines = (all: readonly string[] = []): readonly Effect[] => all.flatMap((line) => effectOf(line) ?? []);
  return [
    ...(measuredOn === undefined ? [] : [`#### ${versionWords(measuredOn)}`]),
    markdownCode(nameless(text, names)),
    `Predicted:\n\n${words(predicted)}`,
    `Measured:\n\n${words(measured?.effects ?? [])}`,
    `Measured, not predicted:\n\n${words(lines(comparison?.missed))}`,
    `Predicted, not measured:\n\n${words(lines(comparison?.false))}`,
  ].join('\n\n');
}

function effectsOf({ predicted = [], measured, comparison }: StatementResult): readonly Effect[] {
  const lines = [...(comparison?.missed ?? []), ...(comparison?.false ?? [])];
  return [...predicted, ...(measured?.effects ?? []), ...lines.flatMap((line) => effectOf(line) ?? [])];
}

/** Without reasons and names of constraints, which quote the user. */
function wordsOf(effect: Effect, names: Names): string {
  switch (effect.kind) {
    case 'lock':
      return `lock ${lockName(effect.mode)} on ${names.ofRelation(effect.on)}`;
    case 'rewrite':
    case 'scan':
    case 'fk-check':
    case 'copy':
    case 'empty':
    case 'index-build':
    case 'waits-for-transactions':
      return `${effect.kind} ${names.ofRelation(effect.on)}`;
    case 'error':
      return `error ${effect.sqlstate}, ${effect.when}`;
    case 'unknown':
      return `unknown ${effect.aspect}`;
    case 'data-loss':
    case 'no-transaction':
      return effect.kind;
  }
}

/** A statement with other names, without comments, and with empty literals. */
function nameless(sql: string, names: Names): string {
  let [out, last] = ['', 0];
  for (const token of lex(sql)) {
    const word = wordOf(token, sql, names);
    if (word !== '') {
      if (token.at.start > last && out !== '') out += ' ';
      out += word;
    }
    // Where a comment stood, words must not grow together.
    last = word === '' ? -1 : token.at.end;
  }
  return out;
}

function wordOf(token: Token, sql: string, names: Names): string {
  const text = tokenText(sql, token);
  switch (token.kind) {
    case 'word': {
      const word = text.toLowerCase();
      return sqlWords.has(word) ? text : names.ofWord(word);
    }
    case 'quoted':
      return names.ofWord(text.replace(/^"|"$/g, '').replaceAll('""', '"'));
    case 'string':
      return "'…'";
    case 'dollar':
      return '$$…$$';
    case 'number':
      return '0';
    case 'parameter':
    case 'operator':
    case 'punctuation':
      return text;
    case 'comment':
    case 'placeholder':
    case 'psql':
    case 'junk':
      return '';
  }
}

/** One other name for each name. */
class Names {
  readonly #known = new Map<string, string>();
  readonly #counts = { t: 0, s: 0, c: 0 };

  /** Relations are known by what was predicted and measured of them. */
  constructor(effects: readonly Effect[]) {
    for (const effect of effects) if ('on' in effect) this.ofRelation(effect.on);
  }

  /** `schema.name`. */
  ofRelation(key: string): string {
    const dot = key.indexOf('.');
    const schema = key.slice(0, Math.max(dot, 0));
    const name = this.#nameFor(key.slice(dot + 1), 't');
    return schema === '' || schema === 'public' ? name : `${this.#nameFor(schema, 's')}.${name}`;
  }

  ofWord(word: string): string {
    return this.#nameFor(word, 'c');
  }

  #nameFor(name: string, kind: 't' | 's' | 'c'): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#counts[kind] += 1;
    const made = `${kind}${String(this.#counts[kind])}`;
    this.#known.set(name, made);
    return made;
  }
}
