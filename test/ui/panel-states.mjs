// States as the extension sends them, for the panel's tests.

const severe = (on) => ({ on, mode: 'ACCESS EXCLUSIVE', blocks: 'all reads and writes', isSevere: true });
const share = (on) => ({ on, mode: 'SHARE', blocks: 'all writes', isSevere: true });
const mild = (on) => ({
  on,
  mode: 'SHARE UPDATE EXCLUSIVE',
  blocks: 'schema changes and VACUUM, neither reads nor writes',
  isSevere: false,
});

export function statement(over = {}) {
  return {
    path: '/harbor/migrations/20250301101500_berth_fees.up.sql',
    line: 3,
    summary: 'CREATE TABLE berth_fee (id bigint GENERATED ALWAYS AS IDENTITY …',
    sql: 'CREATE TABLE berth_fee (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  berth_id bigint NOT NULL\n);',
    ms: 2.4,
    locks: [],
    work: [],
    notices: [],
    ...over,
  };
}

export function step(over = {}) {
  return {
    id: 'berth-fees',
    version: '20250301101500',
    title: 'berth fees',
    direction: 'up',
    outcome: 'done',
    ms: 96,
    notes: [],
    statements: [statement()],
    ...over,
  };
}

export function migration(over = {}) {
  return {
    id: 'berth-fees',
    version: '20250301101500',
    title: 'berth fees',
    state: 'pending',
    detail: '',
    hasDown: true,
    findings: { errors: 0, warnings: 0 },
    ...over,
  };
}

const applied = Array.from({ length: 12 }, (_, index) =>
  migration({
    id: `applied-${index}`,
    version: String(20240110090000 + index * 100000000),
    title: ['create berths', 'create vessels', 'arrivals', 'pilots', 'invoices', 'tariffs'][index % 6],
    state: 'applied',
    detail: `${12 - index} weeks ago, ${8 + index} ms`,
  }),
);

export const pending = [
  migration({ id: 'berth-fees', findings: { errors: 0, warnings: 1 } }),
  migration({
    id: 'invoice-total',
    version: '20250302083000',
    title: 'invoice total as numeric',
    findings: { errors: 1, warnings: 2 },
  }),
  migration({ id: 'vessel-flag', version: '20250303140000', title: 'vessel flag', hasDown: false }),
];

export const standing = {
  source: { id: '/harbor/migrations', label: 'harbor/migrations', convention: 'sqlx' },
  target: { name: 'local', role: 'local', server: 'harbor on localhost:5432, PostgreSQL 17.5' },
  migrations: [
    ...applied.slice(0, 7),
    migration({ id: 'changed', version: '20240710090000', title: 'quay numbers', state: 'changed', detail: 'comments changed' }),
    ...applied.slice(7),
    ...pending,
  ],
  isTrusted: true,
  pending: 3,
  can: { dryRun: true, apply: true, rollBack: true, verify: true, createDatabase: false, cancel: false },
  commandLine: 'lockkeeper up --source migrations --target DATABASE_URL --dry-run',
};

const tried = [
  step({
    statements: [
      statement(),
      statement({
        line: 9,
        summary: 'ALTER TABLE berth_fee ADD CONSTRAINT berth_fee_berth_fk FOREIGN KEY (berth_id) REFERENCES berth (id)',
        sql: 'ALTER TABLE berth_fee\n  ADD CONSTRAINT berth_fee_berth_fk FOREIGN KEY (berth_id) REFERENCES berth (id);',
        ms: 3.1,
        locks: [{ ...share('public.berth'), mode: 'SHARE ROW EXCLUSIVE' }],
      }),
      statement({
        line: 14,
        summary: 'INSERT INTO berth_fee (berth_id) SELECT id FROM berth',
        sql: 'INSERT INTO berth_fee (berth_id) SELECT id FROM berth;',
        ms: 41.7,
        rows: 1200,
      }),
      statement({
        line: 16,
        summary: 'CREATE INDEX berth_fee_berth_idx ON berth_fee (berth_id)',
        sql: 'CREATE INDEX berth_fee_berth_idx ON berth_fee (berth_id);',
        ms: 6.2,
      }),
    ],
  }),
  step({
    id: 'invoice-total',
    version: '20250302083000',
    title: 'invoice total as numeric',
    ms: 512,
    notes: ['The file’s own BEGIN and COMMIT were taken as ours.'],
    statements: [
      statement({ line: 1, summary: "SET LOCAL lock_timeout = '5s'", sql: "SET LOCAL lock_timeout = '5s';", ms: 0.2 }),
      statement({
        line: 2,
        summary: 'ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12, 2)',
        sql: 'ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12, 2);',
        ms: 468,
        locks: [severe('public.invoice'), severe('public.invoice_open')],
        work: ['rewrites public.invoice and all its indexes', 'reads all of public.invoice_line'],
        notices: ['NOTICE:  rewriting table "invoice"'],
      }),
      statement({
        line: 5,
        summary: 'CREATE INDEX CONCURRENTLY invoice_total_idx ON invoice (total)',
        sql: 'CREATE INDEX CONCURRENTLY invoice_total_idx ON invoice (total);',
        ms: undefined,
        skipped: 'CREATE INDEX CONCURRENTLY runs only outside a transaction, so it was not tried.',
      }),
      statement({ line: 8, summary: 'ANALYZE invoice', sql: 'ANALYZE invoice;', ms: 12, locks: [mild('public.invoice')] }),
    ],
  }),
];

const well = step({
  id: 'vessel-flag',
  version: '20250303140000',
  title: 'vessel flag',
  ms: 14,
  statements: [
    statement({
      line: 1,
      summary: 'ALTER TABLE vessel ADD COLUMN flag text',
      sql: 'ALTER TABLE vessel ADD COLUMN flag text;',
      ms: 1.1,
      locks: [severe('public.vessel')],
    }),
  ],
});

const run = {
  ...{ number: 1, kind: 'dry-run', target: 'local', outcome: 'done', ms: 622 },
  ...{ isOutdated: false, triedPending: false },
};

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
  ...tryDone,
  run: {
    ...tryDone.run,
    number: 13,
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
  ...tryDone,
  run: {
    ...tryDone.run,
    number: 14,
    steps: [well],
    message:
      'The tables of 0002 have 41 GB, more than 100 MB. So it was tried on the embedded server instead, which holds none of your rows.',
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

const pastRuns = [
  { number: 11, kind: 'dry-run', target: 'local', outcome: 'done', ms: 622, when: 'just now' },
  { number: 8, kind: 'apply', target: 'local', outcome: 'failed', ms: 1200, when: '14 min ago' },
  { number: 7, kind: 'dry-run', target: 'staging', outcome: 'cancelled', ms: 61_000, when: '2 h ago' },
  { number: 6, kind: 'roll-back', target: 'local', outcome: 'done', ms: 14, when: 'yesterday' },
];

export const withRuns = { ...tryProven, runs: pastRuns };

export const earlier = {
  ...tryFailed,
  runs: pastRuns,
  run: { ...tryFailed.run, number: 8, kind: 'apply', earlier: '14 min ago' },
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
