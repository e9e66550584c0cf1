import type { Connect } from '../database/connection';
import { failureOf } from '../database/failure';
import { secretsOf } from '../database/redact';
import type { Target } from '../database/target';
import type { HistoryLine, HistoryRow } from '../migrations/history';
import type { Source } from '../migrations/project';
import { errorOf } from './errors';
import type { RunError } from './events';

/** One line of a history, and whether its checksum is that of the file as it is. */
export interface LoggedLine extends HistoryLine {
  /** `none`: the history keeps none; `no-file`: there is no file to hold against it. */
  readonly file: 'same' | 'changed' | 'none' | 'no-file';
}

/** What a history has, or why it cannot be told. */
export type LogAnswer =
  | {
      readonly ok: true;
      readonly lines: readonly LoggedLine[];
      /** Whether there is a table at all. */
      readonly exists: boolean;
      /** The server's `server_version_num`. */
      readonly version: number;
    }
  | { readonly ok: false; readonly why: 'locked' | 'no-connection' | 'failed'; readonly error: RunError };

/** Reads all lines of a history in the order of what they tell; changes nothing and takes no lock. */
export async function readLog(source: Source, target: Target, connect: Connect): Promise<LogAnswer> {
  const answer = await connect(target, { purpose: 'read' });
  if (!answer.ok) {
    return { ok: false, why: answer.failure.kind === 'locked' ? 'locked' : 'no-connection', error: errorOf(answer.failure) };
  }
  const { connection } = answer;
  const { history } = source.convention;
  try {
    const { version } = connection;
    const { rows: found } = await connection.query(history.exists);
    if (found[0]?.['exists'] !== true) return { ok: true, lines: [], exists: false, version };
    const { rows } = await connection.query(history.select);
    const lines = history.log?.(rows) ?? history.read(rows, source.migrations).map(lineOf);
    return { ok: true, lines: inOrder(lines).map((line) => ({ ...line, file: fileOf(line, source) })), exists: true, version };
  } catch (thrown) {
    const failure = failureOf(thrown, target.kind === 'server' ? secretsOf(target.url) : []);
    return { ok: false, why: failure.kind === 'connection' ? 'no-connection' : 'failed', error: errorOf(failure) };
  } finally {
    await connection.close();
  }
}

function lineOf(row: HistoryRow): HistoryLine {
  return { ...row, event: row.failed ? 'failed' : 'applied' };
}

/** By their times, where all have one; else as the history itself has them. */
function inOrder(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  if (lines.some(({ appliedAt }) => appliedAt === undefined)) return lines;
  return [...lines].sort((a, b) => Number(a.appliedAt) - Number(b.appliedAt));
}

function fileOf(line: HistoryLine, { migrations, convention }: Source): LoggedLine['file'] {
  const own = migrations.filter(({ version, name, isRepeatable }) =>
    isRepeatable ? line.version === '' && name === line.name : version === line.version,
  );
  if (own.length === 0) return 'no-file';
  if (line.checksum === undefined || convention.history.checksum === undefined) return 'none';
  return own.some((migration) => convention.history.matches(line, migration)) ? 'same' : 'changed';
}
