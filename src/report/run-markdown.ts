import { lockModes, type LockMode } from '../effects/effect';
import type { Finding } from '../lint/finding';
import { lockName } from '../lint/wording';
import type { RunReport, StatementResult, StepResult } from '../run/events';
import type { SchemaChange } from '../run/rehearsed-schema';
import { paint, printableLine } from './colour';
import { describeCounts, describeDuration, describeEffects, describeVersion } from './describe';
import { countFindings } from './json';
import { markdownCode, markdownText } from './markdown';
import { describeComparison, describeHiddenWrites, describeLocksHeld } from './measured';
import { rollbackWords } from './rollback';
import { firstLine, runSummary } from './run-text';
import { objectChangeLines, schemaChangeLines } from './schema-change';
import { linesOf, rangeOf, type Lines, type Texts } from './texts';

/** What a report of a run is made from, besides the run. */
export interface RunMarkdownInput {
  readonly texts: Texts;
  /** Of a file. */
  readonly findings: (path: string) => readonly Finding[];
}

/** A run or a dry run as Markdown, for a pull request: a table of its migrations, then one of each one's statements. */
export function runMarkdown(report: RunReport, input: RunMarkdownInput): string {
  const lines = linesOf(input.texts);
  const head = `### Lockkeeper: ${shown(runSummary(report))}`;
  if (report.script !== undefined) return `${head}\n\n${markdownCode(report.script)}\n`;
  if (report.steps.length === 0) return `${head}\n`;
  const rows = report.steps.map((step) =>
    row([
      shown(nameOf(step)),
      `${step.direction}, ${step.outcome.replace('-', ' ')}`,
      step.outcome === 'not-run' ? '' : describeDuration(step.ms),
      heaviestLock(step),
      describeCounts(countFindings(findingsOf(step, input))),
    ]),
  );
  const table = [...heads(['Migration', '', 'Time', 'Heaviest lock', 'Findings']), ...rows].join('\n');
  const schema = report.schema === undefined ? [] : [schemaSection(report.schema)];
  return `${[head, table, ...schema, ...report.steps.flatMap((step) => sections(step, { ...input, lines }))].join('\n\n')}\n`;
}

function schemaSection(change: SchemaChange): string {
  const [first = '', ...changes] = schemaChangeLines(change, paint(false));
  return [shown(first), ...(changes.length === 0 ? [] : ['', ...changes.map((line) => `- ${shown(line.trim())}`)])].join('\n');
}

interface View extends RunMarkdownInput {
  readonly lines: (path: string) => Lines;
}

function sections(step: StepResult, view: View): readonly string[] {
  const { statements, notes, error, rollback } = step;
  const said = [
    ...(error === undefined ? [] : [`**failed**: ${shown(named(error.sqlstate, error.message))}`]),
    ...(error?.advice === undefined ? [] : [shown(error.advice)]),
    ...(rollback === undefined ? [] : [shown(rollbackWords(rollback))]),
    ...notes.map(shown),
  ];
  const rows = statements.map((statement) => statementRow(statement, view));
  const table = [...heads(['Line', 'Statement', 'Time', 'Rows', '']), ...rows].join('\n');
  return [
    `#### ${shown(nameOf(step))}`,
    ...(rows.length === 0 ? [] : [table]),
    ...(said.length === 0 ? [] : [said.map((each) => `- ${each}`).join('\n')]),
  ];
}

function statementRow(statement: StatementResult, { lines, findings }: View): string {
  const { path, at, text, measured, skipped, comparison } = statement;
  const { unforeseen = [], unmet = [] } = describeComparison(comparison) ?? {};
  const own = findings(path).filter((finding) => at.start <= finding.at.start && finding.at.start < at.end);
  const { error } = measured ?? {};
  const said = [
    ...(error === undefined ? [] : [`**failed**: ${shown(named(error.sqlstate, error.message))}`]),
    ...(skipped === undefined ? [] : [shown(skipped)]),
    ...(measured === undefined
      ? []
      : [
          ...describeEffects(measured.effects),
          ...describeHiddenWrites(measured),
          ...describeLocksHeld(measured),
          ...objectChangeLines(measured.schemaChanges ?? [], paint(false)),
        ].map(shown)),
    ...(statement.estimate ?? []).map((words) => `**estimate**: ${shown(words)}`),
    ...unforeseen.map((words) => `**not predicted**: ${shown(words)}`),
    ...unmet.map((words) => `**predicted, but not measured**: ${shown(words)}`),
    ...own.map(({ severity, rule, message }) => `**${severity}** ${shown(rule)}: ${shown(message)}`),
  ];
  return row([
    String(rangeOf(lines(path), at).line),
    shown(firstLine(text)),
    measured === undefined ? '' : describeDuration(measured.ms),
    measured?.rows === undefined ? '' : String(measured.rows),
    said.join('<br>'),
  ]);
}

/** The strongest lock that one of its statements took, and on what. */
function heaviestLock({ statements }: StepResult): string {
  let heaviest: { readonly mode: LockMode; readonly on: string } | undefined;
  for (const effect of statements.flatMap(({ measured }) => measured?.effects ?? [])) {
    if (effect.kind !== 'lock') continue;
    if (heaviest === undefined || lockModes.indexOf(effect.mode) > lockModes.indexOf(heaviest.mode)) heaviest = effect;
  }
  return heaviest === undefined ? '' : `${lockName(heaviest.mode)} on ${shown(heaviest.on)}`;
}

function findingsOf({ migration, direction }: StepResult, { findings }: RunMarkdownInput): readonly Finding[] {
  const path = (direction === 'up' ? migration.up : migration.down)?.path;
  return path === undefined ? [] : findings(path);
}

const nameOf = ({ migration }: StepResult): string => `${describeVersion(migration)} ${migration.title}`;

const named = (sqlstate: string | undefined, message: string): string =>
  sqlstate === undefined ? message : `${sqlstate} ${message}`;

const shown = (text: string): string => markdownText(printableLine(text));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const heads = (names: readonly string[]): readonly string[] => [row(names), row(names.map(() => '---'))];
