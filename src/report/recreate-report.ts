import type { RecreateReport } from '../run/recreate';
import { paint, printable } from './colour';
import { runJson, type RunJson } from './run-json';
import { morePointer, runText } from './run-text';
import type { Texts } from './texts';

/** What `recreate` prints as JSON, version 1. */
export interface RecreateJson extends Omit<RecreateReport, 'run'> {
  readonly version: 1;
  /** What `up` prints. */
  readonly run?: RunJson;
}

/** What became of a database that was to be made anew, as the documented JSON. */
export function recreateJson({ run, ...report }: RecreateReport, texts: Texts): RecreateJson {
  return { version: 1, ...report, ...(run !== undefined && { run: runJson(run, texts) }) };
}

/** The same for people at a terminal; ends with a line end. */
export function recreateText(report: RecreateReport, texts: Texts, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const { dryRun, outcome, message = '', migrations, run, page } = report;
  const database = report.database === undefined ? '' : `the database ${report.database} of `;
  const what = printable(`${database}${report.target}`);
  if (run !== undefined) return `${pen.green('Made anew:')} ${what}\n${runText(run, texts, options)}`;
  const more = page === undefined ? '' : `  ${morePointer(page, pen)}\n`;
  if (outcome !== 'done' || !dryRun) return `${pen.red('Not made anew:')} ${what}: ${printable(message)}\n${more}`;
  const count = `${String(migrations)} ${migrations === 1 ? 'migration' : 'migrations'}`;
  return `${pen.green('Would drop and create')} ${what}, then apply ${count}; nothing was done\n`;
}
