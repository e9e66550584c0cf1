import { sqlx } from '../../../src/migrations/conventions/sqlx';
import type { SourceModel } from '../../../src/extension/model';
import type { Target } from '../../../src/database/target';
import type { Migration, Source } from '../../../src/migrations/project';
import type { MigrationState } from '../../../src/run/status';
import type { StatusReport } from '../../../src/workspace/engine';

/** A migration of the sqlx source `/w/migrations`, with `sql` as its up script. */
export function migration(version: string, title: string, sql = 'select 1;\n', down?: string): Migration {
  const base = `/w/migrations/${version}_${title.replaceAll(' ', '_')}`;
  const script = (path: string, direction: 'up' | 'down', text: string) => ({
    ...{ path, direction, text },
    bytes: new TextEncoder().encode(text),
    body: { start: 0, end: text.length },
  });
  return {
    id: `${base}.up.sql`,
    version,
    name: title,
    title,
    up: script(`${base}.up.sql`, 'up', sql),
    ...(down !== undefined && { down: script(`${base}.down.sql`, 'down', down) }),
    problems: [],
  };
}

export function source(migrations: readonly Migration[], problems: Source['problems'] = []): Source {
  return {
    id: '/w/migrations',
    path: '/w/migrations',
    label: 'migrations',
    convention: sqlx,
    reason: 'file names',
    migrations,
    problems,
    companions: [],
  };
}

export const embedded: Target = { name: 'embedded', role: 'embedded', kind: 'embedded', from: 'built in', directory: '/d' };

export const server = (name: string, role: Target['role'], url = 'postgres://me:secret@db.example.com:5433/app'): Target => ({
  ...{ name, role, url },
  kind: 'server',
  from: 'lockkeeper.json',
});

/** A source held against a target; without states its status was never read. */
export function model(of: Source, states?: readonly MigrationState[], target: Target = embedded): SourceModel {
  const report: StatusReport | undefined = states && {
    ok: true,
    status: {
      migrations: of.migrations.flatMap((each, index) => ({ migration: each, state: states[index] ?? { kind: 'pending' } })),
      missing: [],
      hasHistory: true,
    },
    server: 'PostgreSQL 17.4',
    at: new Date(0),
  };
  return {
    folder: undefined as never,
    engine: undefined as never,
    source: of,
    targets: [target],
    target,
    ...(report && { report }),
    states: new Map(report?.ok === true ? report.status.migrations.map(({ migration: { id }, state }) => [id, state]) : []),
  };
}

/** Applied at the start of 1970. */
export const applied: MigrationState = {
  kind: 'applied',
  row: { version: '1', failed: false, appliedAt: new Date(0), durationMs: 14 },
};
export const pending: MigrationState = { kind: 'pending' };
