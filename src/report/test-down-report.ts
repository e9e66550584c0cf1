import type { TestDownReport, TestedDown } from '../run/test-down';
import { isGood } from '../run/test-down';
import type { RollbackProof } from '../run/rollback-proof';
import { type Paint, paint, printable, printableLine } from './colour';
import { describeDuration, describeVersion } from './describe';
import { type JunitTest, testsJunit } from './junit';
import { rollbackJson, type RollbackJson, rollbackLines, rollbackWords } from './rollback';
import { errorJson, type ErrorJson } from './run-json';
import { errorLines, viewOf } from './run-text';
import { linesOf, type Texts } from './texts';

/** What `test-down` prints as JSON, version 1. */
export interface TestDownJson {
  readonly version: 1;
  readonly outcome: TestDownReport['outcome'];
  readonly message?: string;
  /** The server whose throw-away databases were used. */
  readonly shadow?: string;
  readonly ms: number;
  readonly migrations: readonly {
    readonly version: string;
    readonly name: string;
    /** Of its down script, or of its up script without one. */
    readonly path: string;
    readonly rollback: RollbackJson<ErrorJson>;
  }[];
  readonly summary: Readonly<Record<RollbackProof['kind'], number>>;
}

export function testDownJson({ outcome, message, results, shadow, ms }: TestDownReport, texts: Texts): TestDownJson {
  const view = { texts, lines: linesOf(texts) };
  return {
    version: 1,
    outcome,
    ...(message !== undefined && { message }),
    ...(shadow !== undefined && { shadow }),
    ms,
    migrations: results.map(({ migration, proof }) => ({
      version: migration.version,
      name: migration.title,
      path: texts.label(pathOf(migration)),
      rollback: rollbackJson(proof, (error) => errorJson(error, view)),
    })),
    summary: summaryOf(results),
  };
}

/** The same for people at a terminal; ends with a line end. */
export function testDownText(report: TestDownReport, texts: Texts, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const view = viewOf(texts, pen);
  const lines = report.results.flatMap(({ migration, proof }) => {
    const name = printable(`${describeVersion(migration)} ${migration.title}`);
    const head = `${colourOf(proof, pen)(proof.kind.padEnd(7))} ${pen.bold(name)}`;
    if (isGood(proof)) return [head];
    return [head, ...rollbackLines(proof, pen, (error) => errorLines(error, view)).map((line) => `  ${line}`)];
  });
  return [...lines, verdict(report, pen), ''].join('\n');
}

/** The same as JUnit XML: a suite for all, a test a migration. */
export function testDownJunit({ outcome, message, results }: TestDownReport, texts: Texts): string {
  const tests = results.map(({ migration, proof }): JunitTest => {
    const words = printableLine(rollbackWords(proof));
    return {
      file: printableLine(texts.label(pathOf(migration))),
      name: printableLine(`${describeVersion(migration)} ${migration.title}`),
      ...(proof.kind === 'none' && { skipped: words }),
      ...(!isGood(proof) && { failure: { type: proof.kind, message: words } }),
    };
  });
  const refusal = { type: outcome, message: printableLine(message ?? '') };
  return testsJunit('rollbacks', message === undefined ? tests : [...tests, { file: '', name: outcome, failure: refusal }]);
}

function verdict({ outcome, message, results, shadow, ms }: TestDownReport, pen: Paint): string {
  if (outcome === 'nothing-to-do') return `${pen.green('Nothing to do')}: there are no migrations`;
  if (message !== undefined) return `${pen.red(outcome === 'cancelled' ? 'Cancelled' : 'Refused')}: ${printable(message)}`;
  const counts = Object.entries(summaryOf(results)).filter(([, count]) => count > 0);
  const told = counts.map(([kind, count]) => `${count} ${kind === 'none' ? 'without a down script' : kind}`).join(', ');
  const colour = outcome === 'done' ? pen.green : outcome === 'unknown' ? pen.yellow : pen.red;
  const where = shadow === undefined ? '' : ` on ${printable(shadow)}`;
  return `${colour('Rollbacks')}${where}: ${told}, ${describeDuration(ms)}; rows are not compared`;
}

function colourOf({ kind }: RollbackProof, pen: Paint): (text: string) => string {
  return { proven: pen.green, differs: pen.red, fails: pen.red, none: pen.dim, unknown: pen.yellow }[kind];
}

const pathOf = ({ id, down }: TestedDown['migration']): string => down?.path ?? id;

function summaryOf(results: readonly TestedDown[]): TestDownJson['summary'] {
  const summary = { proven: 0, differs: 0, fails: 0, none: 0, unknown: 0 };
  for (const { proof } of results) summary[proof.kind] += 1;
  return summary;
}
