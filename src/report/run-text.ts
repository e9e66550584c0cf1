import type { ErrorPage } from '../database/explained';
import type { Measured, RunError, RunReport, StatementResult, StepResult } from '../run/events';
import type { SourceStatus } from '../run/status';
import type { AskedCheck } from '../run/verify-checks';
import { paint, printable, printableLine, type Paint } from './colour';
import {
  describeDuration,
  describeEffects,
  describeMissing,
  describeState,
  describeStateDetail,
  describeVersion,
} from './describe';
import { describeComparison, describeHiddenWrites, describeLocksHeld } from './measured';
import { rollbackLines } from './rollback';
import { objectChangeLines, schemaChangeLines } from './schema-change';
import { linesOf, rangeOf, type Lines, type Texts } from './texts';
import { type Row, table, when } from './table';
import { codeFrame } from './text';

interface View {
  readonly texts: Texts;
  readonly lines: (path: string) => Lines;
  readonly pen: Paint;
}

/** How what is printed looks at files. */
export function viewOf(texts: Texts, pen: Paint): View {
  return { texts, lines: linesOf(texts), pen };
}

/** A run or a dry run for people at a terminal; ends with a line end. */
export function runText(report: RunReport, texts: Texts, options: { readonly colours: boolean }): string {
  const view = viewOf(texts, paint(options.colours));
  const blocks = report.steps.map((step) =>
    report.dryRun === 'list' ? listedBlock(step, view) : stepBlock(step, report.dryRun !== undefined, view),
  );
  const more = report.page === undefined ? [] : [`  ${morePointer(report.page, view.pen)}`];
  const schema = report.schema === undefined ? [] : schemaChangeLines(report.schema, view.pen);
  const shadow =
    report.shadow === undefined ? [] : [view.pen.dim(`Tried on ${printable(report.shadow)}, in a throw-away database`)];
  return [...blocks, ...schema, ...shadow, summary(report, view.pen), ...more].join('\n') + '\n';
}

/** A step that is only listed: nothing of it was run, so there is nothing to say of how it went. */
function listedBlock(step: StepResult, view: View): string {
  const { pen } = view;
  const name = printable(`${describeVersion(step.migration)} ${step.migration.title}`);
  const statements = step.statements.flatMap((each) => [statementLine(each, view), ...estimateLines(each, pen)]);
  return [`${pen.blue(step.direction.padEnd(4))} ${pen.bold(name)}`, ...statements].join('\n');
}

function stepBlock(step: StepResult, isDryRun: boolean, view: View): string {
  const { pen } = view;
  const name = printable(`${describeVersion(step.migration)} ${step.migration.title}`);
  const lines = [
    `${mark(step, pen)} ${pen.bold(name)} ${pen.dim(step.outcome === 'not-run' ? '' : describeDuration(step.ms))}`.trimEnd(),
  ];
  if (isDryRun) lines.push(...step.statements.flatMap((statement) => statementLines(statement, view)));
  lines.push(...step.notes.map((note) => `  ${pen.dim(printable(note))}`));
  if (step.error !== undefined) lines.push(...errorLines(step.error, view));
  if (step.rollback !== undefined) {
    const told = rollbackLines(step.rollback, pen, (error) => errorLines(error, view));
    lines.push(...told.map((line) => `  ${line}`));
  }
  return lines.join('\n');
}

function mark({ outcome, direction }: StepResult, pen: Paint): string {
  switch (outcome) {
    case 'done':
      return pen.green(direction === 'up' ? 'up  ' : 'down');
    case 'failed':
      return pen.red('failed');
    case 'cancelled':
      return pen.yellow('cancelled');
    case 'undone':
      return pen.yellow('undone');
    case 'not-run':
      return pen.dim('not run');
  }
}

/** Where a statement stands, and how it begins. */
function statementLine(statement: StatementResult, { texts, lines, pen }: View): string {
  const { line } = rangeOf(lines(statement.path), statement.at);
  const place = pen.dim(`${printableLine(texts.label(statement.path))}:${String(line)}`);
  return `  ${place} ${printable(firstLine(statement.text))}`;
}

function statementLines(statement: StatementResult, view: View): readonly string[] {
  const { pen } = view;
  const { measured, skipped } = statement;
  const took = measured === undefined ? '' : pen.dim(` ${describeDuration(measured.ms)}`);
  const rows = measured?.rows === undefined ? '' : pen.dim(`, ${rowCount(measured.rows)}`);
  return [
    `${statementLine(statement, view)}${took}${rows}`,
    ...(skipped === undefined ? [] : [`    ${pen.yellow(printable(skipped))}`]),
    ...describeEffects(measured?.effects ?? []).map((line) => `    ${printable(line)}`),
    ...(measured === undefined ? [] : measuredLines(measured, pen)),
    ...estimateLines(statement, pen),
    ...differenceLines(statement, pen),
    ...(measured?.notices ?? []).map((notice) => `    ${pen.dim(printable(notice))}`),
  ];
}

function estimateLines({ estimate = [] }: StatementResult, pen: Paint): readonly string[] {
  return estimate.map((line) => `    ${pen.blue('estimate:')} ${printable(line)}`);
}

/** What was measured besides the effects. */
function measuredLines(measured: Measured, pen: Paint): readonly string[] {
  return [
    ...describeHiddenWrites(measured).map((line) => `    ${printable(line)}`),
    ...describeLocksHeld(measured).map((line) => `    ${pen.dim(line)}`),
    ...objectChangeLines(measured.schemaChanges ?? [], pen).map((line) => `    ${line}`),
  ];
}

/** Only where the prediction was wrong. */
function differenceLines({ comparison }: StatementResult, pen: Paint): readonly string[] {
  const words = describeComparison(comparison);
  if (words === undefined) return [];
  const { unforeseen, unmet } = words;
  return [
    ...unforeseen.map((line) => `    ${pen.yellow('not predicted:')} ${printable(line)}`),
    ...unmet.map((line) => `    ${pen.yellow('predicted, but not measured:')} ${printable(line)}`),
  ];
}

/** The first line of a statement, cut where it is long. */
export function firstLine(sql: string): string {
  const line = sql.split(/\r\n|\n|\r/, 1)[0]?.trimEnd() ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function rowCount(rows: number): string {
  return `${String(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

/** The lines of a failure: what the server said, where, and what to do next. */
export function errorLines(error: RunError, { texts, lines, pen }: View): readonly string[] {
  const names = [error.sqlstate, error.condition].filter((name) => name !== undefined).join(' ');
  const code = names === '' ? '' : ` (${names})`;
  const found = [`  ${pen.red(`${printable(error.message)}${code}`)}`];
  const { path } = error;
  const span = error.at ?? error.statement;
  if (path !== undefined && span !== undefined) {
    const range = rangeOf(lines(path), span);
    found.push(`  ${printableLine(texts.label(path))}:${String(range.line)}:${String(range.column)}`);
    found.push(...codeFrame(lines(path), range, { pen, mark: pen.red }));
  }
  for (const [word, text] of Object.entries({ detail: error.detail, hint: error.hint, next: error.advice })) {
    if (text !== undefined) found.push(`  ${pen.blue(`${word}:`)} ${printable(text)}`);
  }
  if (error.page !== undefined) found.push(`  ${morePointer(error.page, pen)}`);
  return found;
}

/** The command that says more of a failure. */
export function morePointer(page: ErrorPage, pen: Pick<Paint, 'blue'>): string {
  return `${pen.blue('more:')} lockkeeper explain ${page}`;
}

const verbs: Record<RunReport['direction'], { readonly applies: string; readonly applied: string }> = {
  up: { applies: 'apply', applied: 'Applied' },
  down: { applies: 'roll back', applied: 'Rolled back' },
  redo: { applies: 'roll back and apply again', applied: 'Rolled back and applied again' },
  reset: { applies: 'roll back', applied: 'Rolled back' },
};

/** In one line, what became of it. */
export function runSummary(report: RunReport): string {
  return summary(report, paint(false));
}

/** How many migrations have such a step: of those that go both ways, the way on counts. */
function migrations({ direction, steps }: RunReport, which: (step: StepResult) => boolean): string {
  const count = steps.filter((step) => which(step) && (direction !== 'redo' || step.direction === 'up')).length;
  return `${String(count)} ${count === 1 ? 'migration' : 'migrations'}`;
}

function summary(report: RunReport, pen: Paint): string {
  const on = `on ${printable(report.target)}`;
  const { applies, applied } = verbs[report.direction];
  const count = migrations(report, ({ outcome }) => outcome === 'done');
  const why = report.message === undefined ? '' : `: ${printable(report.message)}`;
  switch (report.outcome) {
    case 'done': {
      if (report.dryRun === 'list' || report.dryRun === 'sql') {
        return `${pen.green(`Would ${applies}`)} ${migrations(report, () => true)} ${on}; nothing was run`;
      }
      if (report.dryRun !== undefined)
        return `${pen.green('Dry run')} of ${count} ${on}, ${describeDuration(report.ms)}; nothing was changed`;
      return `${pen.green(applied)} ${count} ${on}, ${describeDuration(report.ms)}${why}`;
    }
    case 'nothing-to-do':
      return `${pen.green('Nothing to do')} ${on}${why}`;
    case 'failed':
      return `${pen.red('Failed')} ${on}, after ${count}${why}`;
    case 'unknown':
      return `${pen.yellow('Unknown')} ${on}, after ${count}${why}`;
    case 'cancelled':
      return `${pen.yellow('Cancelled')} ${on}, after ${count}${why}`;
    case 'locked':
      return `${pen.yellow('Locked')}: someone else is migrating ${printable(report.target)}${why}`;
    case 'no-connection':
      return `${pen.red('No connection')} to ${printable(report.target)}${why}`;
    case 'disagreement':
      return `${pen.red('History and files disagree')} ${on}${why}`;
    case 'refused':
      return `${pen.red('Refused')} ${on}${why}`;
  }
}

/** What became of the checks that were asked again, for people at a terminal; a line each, with line ends. */
export function checksText(checks: readonly AskedCheck[], texts: Texts, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const lines = linesOf(texts);
  const told = checks.map(({ script, check, wrong }) => {
    const { line } = rangeOf(lines(script.path), check.at);
    const place = `${printableLine(texts.label(script.path))}:${String(line)}`;
    const how = wrong === undefined ? pen.green('holds') : pen.red('fails');
    return `  ${how} ${pen.dim(place)} ${printable(firstLine(check.sql))}${wrong === undefined ? '' : `: ${printable(wrong)}`}\n`;
  });
  return told.length === 0 ? '  no checks\n' : told.join('');
}

/** The status table: Version, Name, Status, Applied At, Checksum; ends with a line end. */
export function statusText(status: SourceStatus, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const rows: Row[] = status.migrations.map(({ migration, state }) => {
    const detail = describeStateDetail(state);
    const words = detail === '' ? describeState(state) : `${describeState(state)} (${detail})`;
    const isPending = state.kind === 'pending' && state.renamedFrom === undefined;
    const colour = state.kind === 'applied' ? pen.green : isPending ? pen.blue : pen.yellow;
    const row = 'row' in state ? state.row : state.kind === 'pending' ? state.before : undefined;
    return {
      cells: [describeVersion(migration), migration.title, words, when(row?.appliedAt), row?.checksum?.slice(0, 12) ?? ''],
      colour,
    };
  });
  for (const row of status.missing) {
    const cells = [row.version, row.name ?? '', describeMissing(row), when(row.appliedAt), row.checksum?.slice(0, 12) ?? ''];
    rows.push({ cells, colour: pen.red });
  }
  if (rows.length === 0) return 'No migrations\n';
  return table(['Version', 'Name', 'Status', 'Applied At', 'Checksum'], rows, pen);
}
