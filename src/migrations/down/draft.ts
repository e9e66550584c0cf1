import type { Printer } from '../../sql/printer';
import type { SqlReader } from '../../sql/reader';
import type { Unread } from '../../sql/statement';
import type { Chain } from '../chain';
import type { Migration, Source } from '../project';
import { baseName } from '../paths';
import { walk, type Passed } from '../walk';
import { differences } from './compare';
import { compose, type Composed } from './compose';
import { asRead, type Body, byHand, inside, isFramed, outside, type Within } from './fitted';
import { inverse } from './inverse';
import { downPlace } from './place';
import type { Undoing } from './undoing';
import { worldAt, type Place } from './world';

/** A down script as it would be written, or why there can be none. */
export type Draft =
  | ({
      readonly ok: true;
      /** Relative to the source's folder, with `/`. */
      readonly path: string;
      /** What a person must do, each a sentence; all of them stand in the text as comments, too. */
      readonly gaps: readonly string[];
    } & Composed)
  | { readonly ok: false; readonly reason: string };

export interface DraftTools {
  readonly chain: Chain;
  readonly reader: SqlReader;
  readonly printer: Printer;
}

/**
 * The way back from a migration: what undoes each of its changes, in reverse order. Where a statement cannot do it, a
 * comment says what a person must do; nothing is made up. The draft is walked like any script, and what is not as it
 * was before afterwards is said in it.
 */
export function draftDown(source: Source, migration: Migration, tools: DraftTools): Draft {
  const { convention } = source;
  const { up } = migration;
  const step = tools.chain.byId.get(migration.id);
  if (up === undefined || step === undefined) return refused('It has no up script that could be undone.');
  const name = baseName(up.path);
  const place = downPlace(migration, source);
  if (place === undefined) return refused(whyNot(migration, source));
  const problem = place.kind === 'file' ? migration.problems.find(({ kind }) => kind !== 'refused') : undefined;
  if (problem !== undefined) return refused(problem.message);
  const { statements, after } = walk(up, { convention, reader: tools.reader, before: step.before });
  const unread = statements.find(({ statement }) => !statement.parsed.ok && statement.parsed.unread !== 'empty');
  if (unread !== undefined) return refused(`${name} cannot be undone by a draft: ${reasonOf(unread)}`);

  const within: Within = {
    source,
    place,
    up,
    isFramed: convention.transaction(up) === 'own' && isFramed({ text: up.text, at: up.body }),
  };
  const body = (isOutside: boolean): Body =>
    bodyOf({ migration, ...tools, statements, end: after.schema }, isOutside, within, tools);
  const limits = timeouts(statements, within);
  const drafted = outside(within, body, limits) ?? inside(within, body(false), limits);
  const { script } = drafted;
  if (typeof script === 'string') return refused(`${name} cannot be undone by a draft: ${script}`);
  const walked = walk(script, { convention, reader: tools.reader, before: after });
  const left = differences(step.before.schema, walked.after.schema);
  const last = left.length === 0 ? [] : [`Not as before yet: ${left.join(', ')}.`];
  const composed = compose(place, { ...drafted.wanted, parts: withLast(drafted.wanted.parts, last.map(comment)) });
  return { ok: true, path: place.path, ...composed, gaps: [...drafted.gaps, ...last] };
}

function whyNot({ up, down }: Migration, { convention }: Source): string {
  const name = baseName(up?.path ?? '');
  if (down === undefined) return `${convention.title} has no down script for a file named ${name}.`;
  const inItself = down.path === up?.path ? '' : `: ${baseName(down.path)}`;
  return `${name} has a down script already${inItself}.`;
}

/** A last line belongs to the statements. */
function withLast(parts: readonly string[], last: readonly string[]): readonly string[] {
  return [...parts.slice(0, -1), [...parts.slice(-1), ...last].join('\n')].filter((part) => part !== '');
}

function bodyOf(place: Place, isOutside: boolean, within: Within, { printer }: DraftTools): Body {
  const lines: string[] = [];
  const gaps: string[] = [];
  let statements = 0;
  const mark = (words: string): void => {
    // What one statement did several times is said once.
    if (gaps.includes(words)) return;
    gaps.push(words);
    lines.push(comment(words));
  };
  for (const undoing of undoings(place, isOutside).reverse()) {
    for (const step of inverse(undoing)) {
      if ('gap' in step) {
        mark(step.gap);
        continue;
      }
      const printed = printer.print(step.statement);
      if (printed.ok) {
        lines.push(asRead(`${printed.text};`, within));
        statements += 1;
      } else mark(`Undo what this did: ${undoing.statement.text}`);
    }
  }
  return { lines, gaps, statements };
}

/** Every change of the script in order, each with the Schema on both sides of it. */
function undoings(place: Place, isOutside: boolean): Undoing[] {
  const passed = place.statements.flatMap(({ statement, changes }) => changes.map((each) => ({ statement, ...each })));
  return passed.map(({ statement, change, schema, session }, nth) => ({
    change,
    statement,
    before: schema,
    after: passed[nth + 1]?.schema ?? place.end,
    session,
    world: worldAt(place, isOutside, nth),
  }));
}

/** SET lock_timeout and SET statement_timeout at the script's start: its way back waits no longer. */
function timeouts(statements: readonly Passed[], within: Within): readonly string[] {
  const lines: string[] = [];
  for (const { statement, changes } of statements) {
    const isTimeout = changes.every(({ change }) => change.kind === 'set' && /^(lock|statement)_timeout$/.test(change.setting));
    if (!isTimeout || changes.length === 0) break;
    lines.push(asRead(`${statement.text};`, within));
  }
  return lines;
}

function comment(words: string): string {
  return `${byHand}${words.replace(/\s+/g, ' ')}`;
}

function reasonOf({ statement: { parsed } }: Passed): string {
  if (parsed.ok) return '';
  return parsed.unread === undefined ? `${parsed.fault.message}.` : reasons[parsed.unread];
}

const reasons: Readonly<Record<Unread, string>> = {
  size: 'one of its statements is too large to be read.',
  psql: 'it has lines for psql.',
  template: 'placeholders in it leave no SQL to be read.',
  empty: 'there is nothing in it.',
};

function refused(reason: string): Draft {
  return { ok: false, reason };
}
