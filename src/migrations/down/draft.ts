import type { Printer } from '../../sql/printer';
import type { SqlReader } from '../../sql/reader';
import type { Unread } from '../../sql/statement';
import type { Chain } from '../chain';
import type { Migration, Source } from '../project';
import { baseName } from '../paths';
import { walk, type Passed } from '../walk';
import { differences } from './compare';
import { inverse } from './inverse';
import type { Undoing } from './undoing';
import { worldAt, type Place } from './world';

/** A down script as it would be written, or why there can be none. */
export type Draft =
  | {
      readonly ok: true;
      /** Relative to the source's folder, with `/`. */
      readonly path: string;
      readonly text: string;
      /** What a person must do, each a sentence; all of them stand in the text as comments, too. */
      readonly gaps: readonly string[];
    }
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
  if (migration.down !== undefined) return refused(`${name} has a down script already: ${baseName(migration.down.path)}.`);
  const file = convention.downFile?.(migration, source);
  if (file === undefined) return refused(`${convention.title} has no down script for a file named ${name}.`);
  const { statements, after } = walk(up, { convention, reader: tools.reader, before: step.before });
  const unread = statements.find(({ statement }) => !statement.parsed.ok && statement.parsed.unread !== 'empty');
  if (unread !== undefined) return refused(`${name} cannot be undone by a draft: ${reasonOf(unread)}`);

  const place: Place = { migration, ...tools, statements, end: after.schema };
  const isOutside = convention.transaction(up) === 'none' && convention.noTransactionDirective !== undefined;
  let body = bodyOf(place, isOutside, tools.printer);
  // Several commands in one query are a transaction, which CONCURRENTLY refuses.
  if (isOutside && convention.sendsWholeFile && body.statements > 1) body = bodyOf(place, false, tools.printer);
  const needsOutside = /\bCONCURRENTLY\b/i.test(body.lines.filter((line) => !line.startsWith('--')).join('\n'));
  const directive = needsOutside ? (convention.noTransactionDirective ?? '') : '';
  const isAlone = needsOutside && convention.sendsWholeFile;
  const limits = body.statements === 0 || isAlone ? [] : timeouts(statements);
  const compose = (lines: readonly string[]): string =>
    [`${directive}${file.heading}`, ...[limits, lines].filter((part) => part.length > 0).map((part) => part.join('\n'))].join(
      '\n\n',
    ) + '\n';

  const text = compose(body.lines);
  const walked = walk(
    { ...up, direction: 'down', text, body: { start: 0, end: text.length } },
    { convention, reader: tools.reader, before: after },
  );
  const left = differences(step.before.schema, walked.after.schema);
  if (left.length === 0) return { ok: true, path: file.path, text, gaps: body.gaps };
  const last = `Not as before yet: ${left.join(', ')}.`;
  return { ok: true, path: file.path, text: compose([...body.lines, comment(last)]), gaps: [...body.gaps, last] };
}

interface Body {
  readonly lines: readonly string[];
  readonly gaps: readonly string[];
  readonly statements: number;
}

function bodyOf(place: Place, isOutside: boolean, printer: Printer): Body {
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
        lines.push(`${printed.text};`);
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
function timeouts(statements: readonly Passed[]): readonly string[] {
  const lines: string[] = [];
  for (const { statement, changes } of statements) {
    const isTimeout = changes.every(({ change }) => change.kind === 'set' && /^(lock|statement)_timeout$/.test(change.setting));
    if (!isTimeout || changes.length === 0) break;
    lines.push(`${statement.text};`);
  }
  return lines;
}

function comment(words: string): string {
  return `-- By hand: ${words.replace(/\s+/g, ' ')}`;
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
