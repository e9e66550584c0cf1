// States as the extension sends them, for the panel's tests.
import { migration, pastRuns, pending, run, severe, standing, statement, step, tried, well } from './panel-state-parts.mjs';

export { migration, pending, standing, statement, step };
export * from './panel-proof-states.mjs';

export const tryDone = { ...standing, run: { ...run, triedPending: true, steps: [...tried, well] } };

export const tryFailed = {
  ...standing,
  run: {
    ...run,
    number: 2,
    outcome: 'failed',
    steps: [
      ...tried,
      {
        ...well,
        outcome: 'failed',
        statements: [
          statement({
            path: '/harbor/migrations/20250303140000_vessel_flag.up.sql',
            line: 4,
            summary: 'ALTER TABLE vessel ALTER COLUMN flag SET NOT NULL',
            sql: 'ALTER TABLE vessel\n  ALTER COLUMN flag SET NOT NULL;',
            ms: 1.1,
            locks: [severe('public.vessel')],
            error: {
              message: 'column "flag" of relation "vessel" contains null values',
              sqlstate: '23502',
              condition: 'not_null_violation',
              advice: 'Fill the column first, or give it a default.',
              page: '23502',
              path: '/harbor/migrations/20250303140000_vessel_flag.up.sql',
              line: 5,
              column: 3,
            },
          }),
        ],
      },
    ],
  },
};

export const running = {
  ...standing,
  can: { dryRun: false, apply: false, rollBack: false, verify: false, createDatabase: false, cancel: true },
  run: {
    ...run,
    number: 3,
    outcome: 'running',
    kind: 'apply',
    progress: '20250302083000 invoice total as numeric, statement 2 of 4, waiting for a lock that is kept by psql',
    statement: 'ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12, 2)',
    ms: 130,
    steps: tried.slice(0, 1),
  },
};

export const lacking = {
  ...standing,
  message: { severity: 'error', text: 'database "harbor" does not exist. Create the database first.', page: '3D000' },
  can: { ...standing.can, createDatabase: true },
};

export const production = {
  ...tryDone,
  target: { name: 'production', role: 'production', server: 'harbor on db.example.com:5432, PostgreSQL 16.9' },
  message: { severity: 'warning', text: 'This database is in production: applying asks you to type its name.' },
  run: { ...tryDone.run, target: 'production' },
};

export const untrusted = {
  ...standing,
  target: undefined,
  isTrusted: false,
  message: { severity: 'information', text: 'This workspace is not trusted: files are read, and nothing connects or runs.' },
  migrations: standing.migrations.map((each) => ({ ...each, state: 'unknown', detail: '' })),
  pending: 0,
  can: { dryRun: false, apply: false, rollBack: false, verify: false, createDatabase: false, cancel: false },
  commandLine: undefined,
};

export const earlier = {
  ...tryFailed,
  runs: pastRuns,
  run: { ...tryFailed.run, number: 8, kind: 'apply', earlier: '14 min ago' },
};

/** A run of `length` statements, ten to a migration, every seventh severe. */
export function longRun(length, changes = 0) {
  const steps = Array.from({ length: length / 10 }, (_, index) =>
    step({
      id: `m${index}`,
      version: String(index + 1).padStart(4, '0'),
      title: `change number ${index + 1}`,
      statements: Array.from({ length: 10 }, (__, inner) =>
        statement({
          line: inner + 1,
          summary: `UPDATE vessel SET note = 'step ${index * 10 + inner}'`,
          sql: `UPDATE vessel SET note = 'step ${index * 10 + inner}';`,
          ms: 1 + ((index * 10 + inner) % 17),
          rows: inner,
          locks: (index * 10 + inner) % 7 === 0 ? [severe('public.vessel')] : [],
        }),
      ),
    }),
  );
  const made = Array.from({ length: changes }, (_, index) => ({
    ...{ change: 'created', kind: 'table', name: `public.t${index}` },
    parts: ['columns id'],
  }));
  const groups = made.map((each) => ({ name: each.name, changes: [each] }));
  return {
    ...standing,
    run: { ...run, number: 9, steps, ms: length * 9, ...(changes > 0 && { schema: { groups, canCompare: true } }) },
  };
}
