import type { Effect } from '../effects/effect';
import type { Script } from '../migrations/project';
import type {
  PanelError,
  PanelFinding,
  PanelRollback,
  PanelRun,
  PanelSchema,
  PanelStatement,
  PanelStep,
} from '../panel/protocol';
import { paint } from '../report/colour';
import { describeEffects, describeLock, describeVersion } from '../report/describe';
import { differenceLines } from '../report/differences';
import { describeComparison, describeHiddenWrites, describeLocksHeld, isBorneOut } from '../report/measured';
import { objectChangeLines } from '../report/schema-change';
import { schemaTree } from '../report/schema-tree';
import type { Measured, RunError, StatementResult, StepResult } from '../run/events';
import type { SchemaChange } from '../run/rehearsed-schema';
import type { RollbackProof } from '../run/rollback-proof';
import { LineMap } from '../sql/positions';
import type { CurrentRun, FileFindings, SourceModel } from './model';
import { isOutdated, triedPending } from './run-freshness';

/** What a run is shown with, besides itself. */
export interface RunView {
  readonly findings: (path: string) => FileFindings | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Of a statement that is shown, so much: a data migration may be megabytes. */
const longest = 20_000;

/** So many differences of a rollback are told: one that does nothing may leave a thousand objects. */
const mostDifferences = 50;

/** Effects that take time on a table, besides locking it. What fails or loses data is told elsewhere. */
const works: ReadonlySet<Effect['kind']> = new Set([
  'rewrite',
  'scan',
  'fk-check',
  'copy',
  'empty',
  'index-build',
  'waits-for-transactions',
]);

const plain = paint(false);

/** A run as the panel shows it. */
export function panelRun(run: CurrentRun, model: SourceModel, view: RunView): PanelRun {
  const { number, kind, target, report, steps, statement, startedAt } = run;
  const progress = progressOf(run);
  const schema = report?.schema;
  return {
    number,
    kind,
    target: target.name,
    outcome: report?.outcome ?? 'running',
    ...(report?.message !== undefined && { message: report.message }),
    ...(report?.page !== undefined && { page: report.page }),
    ...(report === undefined && progress !== '' && { progress }),
    ...(report === undefined && statement !== undefined && { statement: shortened(statement, 400) }),
    steps: (report?.steps ?? steps).map((step) => stepOf(step, view)),
    ...(report?.shadow !== undefined && { shadow: report.shadow }),
    ms: report?.ms ?? view.now - startedAt,
    isOutdated: isOutdated(model, run),
    triedPending: triedPending(model, run),
    ...(schema && { schema: schemaOf(schema) }),
  };
}

/** What is in hand, and what it waits for. */
function progressOf({ progress, waiting }: CurrentRun): string {
  return [progress, waiting && `waiting for ${waiting}`].filter(Boolean).join(', ');
}

function schemaOf({ differences, schemas }: SchemaChange): PanelSchema {
  return { groups: schemaTree(differences), canCompare: schemas !== undefined };
}

function stepOf(step: StepResult, { findings }: RunView): PanelStep {
  const { migration, direction, outcome, ms, notes, error, statements, unlisted, rollback } = step;
  const script = direction === 'up' ? migration.up : migration.down;
  const position = positionOf(script);
  const found = findingsOf(script, findings);
  const isSaid = statements.some(({ measured }) => measured?.error !== undefined);
  return {
    id: migration.id,
    version: describeVersion(migration),
    title: migration.title,
    direction,
    outcome,
    ms,
    notes,
    ...(error !== undefined && !isSaid && { error: errorOf(error, positionOf(scriptOf(step, error))) }),
    ...(rollback && { rollback: rollbackOf(rollback, step) }),
    statements: statements.map((statement) => statementOf(statement, { position, found })),
    ...(unlisted && { unlisted: unlisted.statements }),
  };
}

/** The script that an error is in: a rollback that is tried may fail in either. */
function scriptOf({ migration, direction }: StepResult, { path }: RunError): Script | undefined {
  const own = migration[direction];
  return path === undefined || own?.path === path ? own : [migration.up, migration.down].find((each) => each?.path === path);
}

/** What rules say of a script, where they judged the very text that was run. */
function findingsOf(script: Script | undefined, findings: RunView['findings']): FileFindings['findings'] {
  const judged = script && findings(script.path);
  return judged !== undefined && judged.text === script?.text ? judged.findings : [];
}

function rollbackOf(proof: RollbackProof, { migration }: StepResult): PanelRollback {
  const { kind } = proof;
  switch (proof.kind) {
    case 'proven':
    case 'none':
      return { kind, lines: [] };
    case 'differs': {
      const first = `After ${proof.after} the schema is not what it was:`;
      const told = proof.differences.slice(0, mostDifferences).flatMap((difference) => differenceLines(difference, plain));
      const left = proof.differences.length - mostDifferences;
      return { kind, lines: [first, ...told, ...(left > 0 ? [`… and ${left.toLocaleString('en-US')} more`] : [])] };
    }
    case 'fails': {
      const script = proof.in === 'down' ? migration.down : migration.up;
      return { kind, lines: [`It fails in ${proof.in}.`], error: errorOf(proof.error, positionOf(script)) };
    }
    case 'unknown':
      return { kind, lines: [proof.why] };
  }
}

type PositionOf = (offset: number) => { readonly line: number; readonly column: number };

/** Lines and columns in the script as it was run, counted from 1. */
function positionOf(script: Script | undefined): PositionOf {
  const map = new LineMap(script?.text ?? '');
  return (offset) => map.position(offset);
}

interface InScript {
  readonly position: PositionOf;
  readonly found: FileFindings['findings'];
}

function statementOf(result: StatementResult, { position, found }: InScript): PanelStatement {
  const { path, at, text, measured, predicted, comparison, estimate, skipped } = result;
  const effects = measured?.effects ?? [];
  const difference = describeComparison(comparison);
  const findings = found
    .filter((finding) => finding.at.start >= at.start && finding.at.start < at.end)
    .map(({ rule, severity, message }): PanelFinding => ({ rule, severity, message }));
  return {
    path,
    line: position(at.start).line,
    summary: shortened(text.replace(/\s+/g, ' ').trim(), 120),
    sql: shortened(text, longest),
    ...(measured && { ms: measured.ms }),
    ...(measured?.rows !== undefined && { rows: measured.rows }),
    locks: effects.flatMap((effect) => {
      if (effect.kind !== 'lock') return [];
      const { name, blocks, isSevere } = describeLock(effect.mode);
      return { on: effect.on, mode: name, blocks, isSevere };
    }),
    work: describeEffects(effects.filter(({ kind }) => works.has(kind))),
    ...measuredOf(measured),
    ...(predicted && { predicted: predicted.length === 0 ? ['nothing that others would notice'] : describeEffects(predicted) }),
    ...(predicted && isBorneOut(result) && { isBorneOut: true }),
    ...(difference && { difference }),
    ...(estimate && estimate.length > 0 && { estimate }),
    ...(findings.length > 0 && { findings }),
    notices: measured?.notices ?? [],
    ...(skipped !== undefined && { skipped }),
    ...(measured?.error && { error: errorOf({ path, statement: at, ...measured.error }, position) }),
  };
}

function measuredOf(
  measured: Measured = { effects: [], ms: 0, notices: [] },
): Pick<PanelStatement, 'hiddenWrites' | 'locksHeld' | 'schemaChanges'> {
  const hiddenWrites = describeHiddenWrites(measured);
  const [locksHeld] = describeLocksHeld(measured);
  const schemaChanges = objectChangeLines(measured.schemaChanges ?? [], plain);
  return {
    ...(hiddenWrites.length > 0 && { hiddenWrites }),
    ...(locksHeld !== undefined && { locksHeld }),
    ...(schemaChanges.length > 0 && { schemaChanges }),
  };
}

function errorOf(
  { message, sqlstate, condition, detail, hint, advice, page, path, at, statement }: RunError,
  position: PositionOf,
): PanelError {
  const place = at ?? statement;
  return {
    message,
    ...(sqlstate !== undefined && { sqlstate }),
    ...(condition !== undefined && { condition }),
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(advice !== undefined && { advice }),
    ...(page !== undefined && { page }),
    ...(path !== undefined && { path }),
    ...(place !== undefined && position(place.start)),
  };
}

export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
