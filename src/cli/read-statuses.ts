import type { Target } from '../database/target';
import type { Source } from '../migrations/project';
import { printable } from '../report/colour';
import type { NamedStatus } from '../report/run-json';
import { sentences } from '../run/sentences';
import type { SourceStatus } from '../run/status';
import type { Engine } from '../workspace/engine';
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
  read: Engine['status'] = (source, target) => context.engine.status(source, target),
): Promise<{ readonly statuses: readonly ReadStatus[]; readonly code: number }> {
  const { io } = context;
  const statuses: ReadStatus[] = [];
  let code: number = exit.fine;
  for (const source of await selectSources(given, context)) {
    const target = await selectTarget(given, source, context, 'read');
    await waitForServer(given, target, context);
    const report = await read(source, target);
    if (report.ok) {
      statuses.push({ source, target, server: report.server, status: report.status });
      continue;
    }
    const { message, advice } = report.error;
    io.err(`${printable(`${source.label} on ${target.name}: ${sentences(message, advice)}`)}\n`);
    code = report.isLocked ? exit.locked : exit.noConnection;
  }
  return { statuses, code };
}

/** The same for the JSON report. */
export function named(statuses: readonly ReadStatus[]): readonly NamedStatus[] {
  return statuses.map(({ source, target, server, status }) => ({ path: source.path, target: target.name, server, status }));
}
