// States of dry runs that tell more: proofs of rollbacks, the schema, what is not known; and of runs that ended otherwise.
import { pastRuns, run, standing, statement, step, tried, well } from './panel-state-parts.mjs';

/** What a dry run on the shadow tells besides: proofs of rollbacks, the schema, what rules and statistics say of a statement. */
const schema = {
  groups: [
    {
      name: 'public.berth_fee',
      changes: [
        {
          ...{ change: 'created', kind: 'table', name: 'public.berth_fee', along: '2 columns, 1 index, 2 constraints' },
          parts: ['columns id, berth_id'],
        },
      ],
    },
    {
      name: 'public.invoice',
      changes: [
        {
          ...{ change: 'changed', kind: 'column', name: 'total', severity: 'high' },
          parts: ['type: integer → numeric(12,2)', 'default: 0 → nothing'],
        },
        {
          change: 'dropped',
          kind: 'constraint',
          name: 'invoice_total_check',
          severity: 'critical',
          parts: ['CHECK ((total > 0))'],
        },
        { change: 'created', kind: 'index', name: 'public.invoice_total_idx', parts: [] },
      ],
    },
    {
      name: 'schema public',
      changes: [{ change: 'created', kind: 'enum', name: 'public.flag_kind', parts: ['values civil, naval'] }],
    },
  ],
  canCompare: true,
};

const judged = statement({
  ...tried[1].statements[1],
  predicted: ['ACCESS EXCLUSIVE on public.invoice: blocks all reads and writes', 'rewrites public.invoice and all its indexes'],
  isBorneOut: true,
  estimate: ['ACCESS EXCLUSIVE on public.invoice, 41 GB, 120 M rows, 210 writes/s: rewrite about 9 min'],
  schemaChanges: ['changed column public.invoice.total: type integer → numeric(12,2)'],
  findings: [
    { rule: 'change-column-type', severity: 'error', message: 'Rewrites public.invoice while nobody can read or write it.' },
    { rule: 'prefer-bigint', severity: 'hint', message: 'A hint stands here too.' },
  ],
});

export const tryProven = {
  ...standing,
  commandLine: 'npx lockkeeper up --source harbor/migrations --target local --dry-run=shadow',
  run: {
    ...run,
    number: 11,
    triedPending: true,
    schema,
    steps: [
      { ...tried[0], rollback: { kind: 'proven', lines: [] } },
      {
        ...tried[1],
        statements: tried[1].statements.map((each, index) => (index === 1 ? judged : each)),
        rollback: {
          kind: 'differs',
          lines: [
            'After down the schema is not what it was:',
            'high     changed column public.invoice.total',
            '  type',
            '    expected integer',
            '    found    numeric(12,2)',
          ],
        },
      },
      { ...well, rollback: { kind: 'none', lines: [] } },
    ],
  },
};

/** Rollbacks that fail, and of which nothing is known; and a script with more statements than are listed. */
export const tryUnproven = {
  ...tryProven,
  run: {
    ...tryProven.run,
    number: 12,
    schema: { groups: [], canCompare: true },
    steps: [
      {
        ...tried[0],
        unlisted: 4000,
        rollback: {
          kind: 'fails',
          lines: ['It fails in down.'],
          error: {
            message: 'table "berth_fees" does not exist',
            sqlstate: '42P01',
            condition: 'undefined_table',
            path: '/harbor/migrations/20250301101500_berth_fees.down.sql',
            line: 2,
            column: 12,
          },
        },
      },
      { ...tried[1], rollback: { kind: 'unknown', lines: ['The embedded server does not have the extension postgis.'] } },
      well,
    ],
  },
};

/** A migration that wants an extension which the shadow lacks: nothing is known of it. */
export const tryUnknown = {
  ...standing,
  run: {
    ...run,
    number: 13,
    outcome: 'unknown',
    message: 'The embedded server does not have the extension postgis.',
    shadow: 'the embedded server, PostgreSQL 18.3',
    triedPending: false,
    steps: [
      well,
      step({
        outcome: 'not-run',
        ms: 0,
        notes: ['The embedded server does not have the extension postgis.'],
        statements: [
          statement({ ms: undefined, skipped: 'unknown here: The embedded server does not have the extension postgis.' }),
        ],
      }),
    ],
  },
};

/** A trace was refused, and the shadow took its place. */
export const tryInstead = {
  ...standing,
  run: {
    ...run,
    number: 14,
    steps: [well],
    message:
      'The tables of 0002 have 41 GB, more than 100 MB. So it was tried on a throw-away database instead, which holds none of your rows.',
  },
};

export const cancelled = {
  ...standing,
  run: {
    ...run,
    number: 15,
    kind: 'apply',
    outcome: 'cancelled',
    message: 'Cancelled.',
    steps: [
      { ...tried[0], outcome: 'done' },
      { ...well, outcome: 'cancelled' },
    ],
  },
};

export const timedOut = {
  ...standing,
  run: {
    ...run,
    number: 16,
    kind: 'apply',
    outcome: 'failed',
    message: 'canceling statement due to lock timeout',
    steps: [
      {
        ...well,
        outcome: 'failed',
        statements: [
          statement({
            ...well.statements[0],
            error: {
              message: 'canceling statement due to lock timeout',
              sqlstate: '55P03',
              condition: 'lock_not_available',
              advice:
                'It was waited for psql (pid 4711), which holds ACCESS SHARE on public.vessel. End that session, or wait for it, then run again.',
              page: '55P03',
            },
          }),
        ],
      },
    ],
  },
};

export const withRuns = { ...tryProven, runs: pastRuns };
