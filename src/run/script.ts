import type { Convention } from '../migrations/convention';
import type { Script } from '../migrations/project';
import { lex } from '../sql/lexer';
import { isWord, type Token } from '../sql/token';
import { firstPlaceholder } from '../sql/mask';
import { shift, type Span } from '../sql/span';
import { Pass } from '../sql/splitter';
import type { Statement } from '../sql/statement';
import type { RunError } from './events';
import type { ForeseenScript } from './foreseen';
import { controlFault, isOpenEnded, openFault, placeholderFault, psqlFault, runOnFault, type ScriptFault } from './script-faults';
import { Places, ScriptStatements } from './script-statements';

/** A script that can be carried out. */
export interface RunnableScript {
  readonly path: string;
  /**
   * `transaction`: all statements and the history's row in one; `run`: the same, together with the other scripts of the
   * run; `none`: each statement by itself, for good.
   */
  readonly mode: 'transaction' | 'run' | 'none';
  /** The file's own BEGIN, where it says more than that. */
  readonly begin?: string;
  readonly statements: ScriptStatements;
  /** Where it is rehearsed: what is foreseen of its statements. */
  readonly foreseen?: ForeseenScript;
  /** For the report. */
  readonly notes: readonly string[];
}

export type PreparedScript =
  { readonly ok: true; readonly script: RunnableScript } | { readonly ok: false; readonly error: RunError };

/**
 * Reads a script's statements, one a step since a script may be long, and says what cannot be carried out: psql's own
 * commands, and transaction control within the file, which would end the transaction that keeps a migration whole.
 */
export function* prepareScript(script: Script, convention: Convention): Generator<undefined, PreparedScript> {
  const { path, text, body } = script;
  const places = new Places(text);
  const controls: Controlling[] = [];
  let [meta, next, before, placeholder]: [Statement?, Statement?, Statement?, Span?] = [];
  const pass = new Pass(text, body, 'none');
  for (const statement of pass.statements()) {
    if (statement.kind === 'psql') meta ??= statement;
    if (isOpenEnded(before)) next ??= statement;
    placeholder ??= placeholderIn(statement);
    const control = controlOf(statement);
    if (control !== undefined) controls.push({ index: places.count, control, statement });
    places.add(statement);
    before = statement;
    yield;
  }
  const wrapping = convention.transaction(script);
  const own = wrapping === 'run' ? undefined : ownTransaction(controls, places.count);
  const fault = (): ScriptFault | undefined => {
    if (pass.fault !== 'none') return openFault(script);
    if (meta !== undefined) return psqlFault(meta);
    if (next !== undefined) return runOnFault(next);
    const unfilled = first([...(convention.placeholders?.(script) ?? []), ...(placeholder === undefined ? [] : [placeholder])]);
    if (unfilled !== undefined) {
      return placeholderFault(unfilled, text.slice(unfilled.start, unfilled.end), convention);
    }
    const control = own === undefined ? controls[0] : controls.length > 2 ? controls[1] : undefined;
    return control && controlFault(control.statement, convention, wrapping === 'run');
  };
  const found = fault();
  if (found !== undefined) {
    const { at, message, advice } = found;
    return { ok: false, error: { message, advice, path, statement: at, at } };
  }
  const all = ScriptStatements.in(places);
  const statements = own === undefined ? all : all.slice(1, all.length - 1);
  const notes = own === undefined ? [] : ['The file’s own BEGIN and COMMIT were taken as the migration’s transaction.'];
  return {
    ok: true,
    script: {
      path,
      mode: own === undefined ? modeOf(wrapping, statements.length, convention) : 'transaction',
      ...(own !== undefined && hasOptions(own) && { begin: own.text }),
      statements,
      notes: statements.length === 0 ? [...notes, 'There is no statement in it.'] : notes,
    },
  };
}

/**
 * A file that is to bring its own transaction and has none runs without one; but several statements in one query are a
 * transaction to the server, which undoes them all when one fails.
 */
function modeOf(
  wrapping: ReturnType<Convention['transaction']>,
  statements: number,
  { sendsWholeFile }: Convention,
): RunnableScript['mode'] {
  if (wrapping === 'run') return 'run';
  return wrapping === 'file' || (sendsWholeFile && statements > 1) ? 'transaction' : 'none';
}

/** The first place in a statement where a value would have to be put in. */
function placeholderIn({ text, at }: Statement): Span | undefined {
  const found = firstPlaceholder(text);
  return found && shift(found, at.start);
}

/** Of some places the first in the order of the file. */
function first(places: readonly Span[]): Span | undefined {
  return [...places].sort((a, b) => a.start - b.start)[0];
}

type Control = 'begin' | 'commit' | 'other';

/** A statement that controls the transaction, and its number. */
interface Controlling {
  readonly index: number;
  readonly control: Control;
  readonly statement: Statement;
}

/** A cheap look before a statement's tokens are read, for there may be a million. */
const mayControl = /^(?:begin|start|commit|end|rollback|abort|prepare)\b/i;

/** What a statement does to the transaction around it. Savepoints stay within it. */
function controlOf(statement: Statement): Control | undefined {
  if (!mayControl.test(statement.text)) return undefined;
  const tokens = firstTokens(statement.text);
  const [first, second, third] = tokens;
  const is = (token: Token | undefined, ...words: readonly string[]): boolean =>
    words.some((word) => isWord(statement.text, token, word));
  if (is(first, 'begin') || (is(first, 'start') && is(second, 'transaction'))) return 'begin';
  if (is(first, 'commit', 'end')) {
    const next = is(second, 'work', 'transaction') ? third : second;
    return is(next, 'prepared') || is(next, 'and') ? 'other' : 'commit';
  }
  if (is(first, 'rollback', 'abort')) {
    const next = is(second, 'work', 'transaction') ? third : second;
    return is(next, 'to') ? undefined : 'other';
  }
  return is(first, 'prepare') && is(second, 'transaction') ? 'other' : undefined;
}

/** The BEGIN of a file that is exactly one BEGIN … COMMIT, which means what a migration's own transaction does. */
function ownTransaction(controls: readonly Controlling[], count: number): Statement | undefined {
  const [begin, commit] = [controls[0], controls.at(-1)];
  if (begin?.index !== 0 || begin.control !== 'begin') return undefined;
  return commit?.index === count - 1 && commit.control === 'commit' ? begin.statement : undefined;
}

function hasOptions({ text }: Statement): boolean {
  const words = firstTokens(text).length;
  return words > 2 || (words === 2 && !/^(begin\s+(work|transaction)|start\s+transaction)$/i.test(text.trim()));
}

/** Enough tokens to know a statement by; comments left out. */
function firstTokens(text: string): readonly Token[] {
  return lex(text.length > 500 ? text.slice(0, 500) : text).filter(({ kind }) => kind !== 'comment');
}
