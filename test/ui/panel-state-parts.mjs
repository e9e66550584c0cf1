// What the states of the panel's tests are made of.

export const severe = (on) => ({ on, mode: 'ACCESS EXCLUSIVE', blocks: 'all reads and writes', isSevere: true });
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

export const tried = [
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

export const well = step({
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

export const run = {
  ...{ number: 1, kind: 'dry-run', target: 'local', outcome: 'done', ms: 622 },
  ...{ isOutdated: false, triedPending: false },
};

export const pastRuns = [
  { number: 11, kind: 'dry-run', target: 'local', outcome: 'done', ms: 622, when: 'just now' },
  { number: 8, kind: 'apply', target: 'local', outcome: 'failed', ms: 1200, when: '14 min ago' },
  { number: 7, kind: 'dry-run', target: 'staging', outcome: 'cancelled', ms: 61_000, when: '2 h ago' },
  { number: 6, kind: 'roll-back', target: 'local', outcome: 'done', ms: 14, when: 'yesterday' },
];
