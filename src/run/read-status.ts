import type { Connect } from '../database/connection';
import type { ErrorPage } from '../database/explained';
import { failureOf } from '../database/failure';
import { readHistory } from '../database/history';
import { secretsOf } from '../database/redact';
import { markedRole } from '../database/role';
import type { Role, Target } from '../database/target';
import { differenceWords } from '../migrations/difference';
import type { Source } from '../migrations/project';
import { errorOf } from './errors';
import type { RunError } from './events';
import { nameOf } from './plan';
import { missingPage, type MissingRow, type SourceStatus, statusOf } from './status';
import type { Unfinished } from './unfinished';

/** Where a source stands on a target, or why that cannot be told. */
export type StatusAnswer =
  | {
      readonly ok: true;
      readonly status: SourceStatus;
      readonly version: number;
      /** What the database says of its own role. */
      readonly role?: Role;
    }
  | { readonly ok: false; readonly why: 'locked' | 'no-connection' | 'failed'; readonly error: RunError };

/** Reads the history; changes nothing and takes no lock. `version` is the server's `server_version_num`. */
export async function readStatus(source: Source, target: Target, connect: Connect, signal?: AbortSignal): Promise<StatusAnswer> {
  const answer = await connect(target, { purpose: 'read', ...(signal !== undefined && { signal }) });
  if (!answer.ok) {
    return { ok: false, why: answer.failure.kind === 'locked' ? 'locked' : 'no-connection', error: errorOf(answer.failure) };
  }
  const { connection } = answer;
  try {
    const stored = await readHistory(connection, source.convention.history, source.migrations);
    const role = target.kind === 'server' ? await markedRole(connection) : undefined;
    return { ok: true, status: statusOf(source, stored), version: connection.version, ...(role && { role }) };
  } catch (thrown) {
    const failure = failureOf(thrown, target.kind === 'server' ? secretsOf(target.url) : []);
    return { ok: false, why: failure.kind === 'connection' ? 'no-connection' : 'failed', error: errorOf(failure) };
  } finally {
    await connection.close();
  }
}

/** One thing in which history and files do not agree. */
export interface Disagreement {
  readonly severity: 'error' | 'information';
  readonly message: string;
  readonly path?: string;
  /** Empty for a repeatable migration. */
  readonly version: string;
  /** Where more is said of it. */
  readonly page?: ErrorPage;
}

/** What `verify` reports: everything of a status that should not be so. `by` names the target. */
export function disagreements(status: SourceStatus, by: string): readonly Disagreement[] {
  const { migrations, missing } = status;
  return [
    ...migrations.flatMap(({ migration, state }): readonly Disagreement[] => {
      const path = migration.up?.path;
      const tell = (severity: Disagreement['severity'], message: string, page?: ErrorPage): readonly Disagreement[] => [
        {
          severity,
          version: migration.version,
          message: `${migration.version} ${migration.title}: ${message}`,
          ...(path !== undefined && { path }),
          ...(page !== undefined && { page }),
        },
      ];
      switch (state.kind) {
        case 'changed':
          return tell(
            'error',
            `changed after it was applied. ${differenceWords(state.difference, `what ${by} has applied`)}.`,
            'checksum-mismatch',
          );
        case 'failed':
          return tell('error', `${begunWords(state.reached)}.`, 'failed-migration');
        case 'out-of-order':
          return tell(
            state.refused ? 'error' : 'information',
            `not applied, although ${state.after}, which comes after it, is.`,
            'out-of-order',
          );
        case 'blocked':
          return tell('information', state.why);
        case 'applied':
          return state.difference === undefined
            ? []
            : tell('information', `${differenceWords(state.difference, `what ${by} has applied`)}.`);
        case 'pending':
          return [];
      }
    }),
    ...missing.map((row): Disagreement => ({
      severity: 'error',
      version: row.version,
      message: `${`${row.version} ${row.name ?? ''}`.trim()}: applied, but ${whereTo(row)}`,
      page: missingPage(status, row),
    })),
  ];
}

function begunWords(reached: Unfinished | undefined): string {
  if (reached === undefined) return 'begun outside a transaction, and not finished';
  const { direction, statement, of, line } = reached;
  const begun = direction === 'up' ? 'begun outside a transaction' : 'its way back was begun outside a transaction';
  const ended =
    statement === 0 ? `before the first of its ${of} statements` : `at statement ${statement} of ${of}, in line ${line}`;
  return `${begun}, and not finished: it ended ${ended}`;
}

function whereTo({ renamedTo }: MissingRow): string {
  return renamedTo === undefined ? 'there is no file for it here.' : `its file seems to be ${nameOf(renamedTo)} now.`;
}
