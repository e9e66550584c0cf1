import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import type { Source } from '../migrations/project';
import { paint, printable } from '../report/colour';
import type { NamedStatus } from '../report/run-json';
import { morePointer } from '../report/run-text';
import { sentences } from '../run/sentences';
import type { SourceStatus } from '../run/status';
import type { Arguments, CommandContext } from './command';
import { exit } from './command';
import { selectSources, selectTarget } from './select';
import { waitForServer } from './wait';

export interface ReadStatus {
  readonly source: Source;
  readonly target: Target;
  /** The server as people may see it. */
  readonly server: string;
  readonly status: SourceStatus;
}

/** Reads the history of every source that is asked for. What cannot be read is told on the error stream, and the rest goes on. */
export async function readStatuses(
  given: Arguments,
  context: CommandContext,
): Promise<{ readonly statuses: readonly ReadStatus[]; readonly code: number }> {
  const { engine, io } = context;
  const statuses: ReadStatus[] = [];
  let code: number = exit.fine;
  for (const source of await selectSources(given, context)) {
    const target = await selectTarget(given, source, context, 'read');
    await waitForServer(given, target, context);
    const report = await engine.status(source, target);
    if (report.ok) {
      statuses.push({ source, target, server: report.server, status: report.status });
      continue;
    }
    const { message, advice, page } = report.error;
    io.err(`${printable(`${source.label} on ${target.name}: ${sentences(message, advice)}`)}\n`);
    if (page !== undefined) io.err(`  ${morePointer(page, paint(false))}\n`);
    code = report.isLocked ? exit.locked : exit.noConnection;
  }
  return { statuses, code };
}

/** The same for the JSON report. */
export function named(statuses: readonly ReadStatus[]): readonly NamedStatus[] {
  return statuses.map(({ source, target, server, status }) => ({
    ...{ path: source.path, target: target.name, place: describeTarget(target) },
    ...{ server, status },
  }));
}
