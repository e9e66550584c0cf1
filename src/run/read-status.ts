import type { Connect } from '../database/connection';
import { failureOf } from '../database/failure';
import { readHistory } from '../database/history';
import { secretsOf } from '../database/redact';
import { markedRole } from '../database/role';
import type { Role, Target } from '../database/target';
import type { Source } from '../migrations/project';
import { errorOf } from './errors';
import type { RunError } from './events';
import { type Difference, type SourceStatus, statusOf } from './status';

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
}

const wordsFor: Record<Difference, string> = {
  'line ends': ', in its line ends only',
  comments: ', in comments and blanks only',
  meaning: ', in what it does',
  unknown: '',
};

/** What `verify` reports: everything of a status that should not be so. */
export function disagreements({ migrations, missing }: SourceStatus): readonly Disagreement[] {
  return [
    ...migrations.flatMap(({ migration, state }): readonly Disagreement[] => {
      const path = migration.up?.path;
      const tell = (severity: Disagreement['severity'], message: string): readonly Disagreement[] => [
        {
          severity,
          version: migration.version,
          message: `${migration.version} ${migration.title}: ${message}`,
          ...(path !== undefined && { path }),
        },
      ];
      switch (state.kind) {
        case 'changed':
          return tell('error', `changed after it was applied${wordsFor[state.difference]}.`);
        case 'failed':
          return tell('error', 'begun outside a transaction, and not finished.');
        case 'out-of-order':
          return tell(state.refused ? 'error' : 'information', `not applied, although ${state.after}, which comes after it, is.`);
        case 'blocked':
          return tell('information', state.why);
        case 'applied':
        case 'pending':
          return [];
      }
    }),
    ...missing.map((row): Disagreement => ({
      severity: 'error',
      version: row.version,
      message: `${row.version} ${row.name ?? ''}`.trim() + ': applied, but there is no file for it here.',
    })),
  ];
}
