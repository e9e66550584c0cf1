import assert from 'node:assert/strict';
import { conventions } from '../../../../src/migrations/conventions/all';
import { graphileMigrate } from '../../../../src/migrations/conventions/graphile-migrate';
import { sumLines, sumText } from '../../../../src/migrations/conventions/atlas-sum';
import { made } from '../reading';
import { type Files, migrationAt, renumbered, renumberedFiles, sourceOf } from './planned';
import { writtenVersion } from '../../../../src/migrations/renumber/renumber';

interface Row {
  readonly files: Files;
  /** The up script of the migration that is to come last. */
  readonly path: string;
  /** Paths that are new then. */
  readonly now: readonly string[];
  /** What is wrong before and no more, so that there is no way back. */
  readonly mends?: RegExp;
}

const sections = (up: string, down: string): string => `${up}\nSELECT 1;\n${down}\nSELECT 2;\n`;
const summed = (files: Files): Files => {
  const scripts = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return { ...files, 'atlas.sum': sumText(sumLines(scripts)) };
};
const committed = (before: Files, up: string): Files => {
  const content = { up, down: '', outsideTransaction: false };
  return { ...before, ...(made(graphileMigrate, before, { withDown: false, content }) as Files) };
};
const entry = (idx: number, tag: string): object => ({ idx, version: '7', when: 1700000000000 + idx, tag, breakpoints: true });
const journal = (...tags: readonly string[]): string =>
  JSON.stringify(
    { version: '7', dialect: 'postgresql', entries: tags.map((tag) => entry(Number(tag.slice(0, 4)), tag)) },
    undefined,
    2,
  );
const pairs = (...stems: readonly string[]): Files =>
  Object.fromEntries(
    stems.flatMap((stem) => [
      [`${stem}.up.sql`, `SELECT '${stem}';\n`],
      [`${stem}.down.sql`, `SELECT '${stem} undone';\n`],
    ]),
  );
const single = (...paths: readonly string[]): Files => Object.fromEntries(paths.map((path) => [path, `SELECT '${path}';\n`]));
const both = (up: string, down: string, ...paths: readonly string[]): Files =>
  Object.fromEntries(paths.map((path) => [path, sections(up, down)]));

/** One for each convention, by its id. */
const rows: Readonly<Record<string, Row>> = {
  atlas: {
    files: summed(single('20250101000000_a.sql', '20250102000000_b.sql', '20250103000000_c.sql')),
    path: '20250102000000_b.sql',
    now: ['20250304123015_b.sql'],
  },
  dbmate: {
    files: both('-- migrate:up', '-- migrate:down', '20250101000000_a.sql', '20250102000000_b.sql', '20250103000000_c.sql'),
    path: '20250102000000_b.sql',
    now: ['20250304123015_b.sql'],
  },
  diesel: {
    files: {
      ...single('2025-01-01-000000_a/up.sql', '2025-01-01-000000_a/down.sql'),
      ...single('2025-01-02-000000_b/up.sql', '2025-01-02-000000_b/down.sql', '2025-01-03-000000_c/up.sql'),
      '2025-01-02-000000_b/metadata.toml': 'run_in_transaction = false\n',
    },
    path: '2025-01-02-000000_b/up.sql',
    now: ['2025-03-04-123015_b/down.sql', '2025-03-04-123015_b/metadata.toml', '2025-03-04-123015_b/up.sql'],
  },
  drizzle: {
    files: {
      ...single('0000_a.sql', '0001_b.sql', '0003_c.sql', 'meta/0003_snapshot.json'),
      'meta/_journal.json': journal('0000_a', '0001_b', '0003_c'),
    },
    path: '0003_c.sql',
    now: ['0002_c.sql', 'meta/0002_snapshot.json'],
  },
  flyway: {
    files: {
      ...single('V1__a.sql', 'V1_1__b.sql', 'U1_1__b.sql', 'V2__c.sql', 'R__views.sql'),
      'V1_1__b.sql.conf': 'executeInTransaction=false\n',
    },
    path: 'V1_1__b.sql',
    now: ['U3__b.sql', 'V3__b.sql', 'V3__b.sql.conf'],
  },
  'golang-migrate': {
    files: pairs('000001_a', '000002_b', '000003_c'),
    path: '000002_b.up.sql',
    now: ['000004_b.down.sql', '000004_b.up.sql'],
  },
  goose: {
    files: {
      ...both('-- +goose Up', '-- +goose Down', '00001_a.sql', '00002_b.sql', '00003_c.sql'),
      '00004_d.go': 'package x\n',
    },
    path: '00002_b.sql',
    now: ['00005_b.sql'],
  },
  'graphile-migrate': {
    files: committed(committed(committed({}, 'SELECT 1;\n'), 'SELECT 2;\n'), 'SELECT 3;\n'),
    path: 'committed/000002-add-berths.sql',
    now: ['committed/000004-add-berths.sql'],
  },
  hasura: {
    files: single('1700000000000_a/up.sql', '1700000000001_b/up.sql', '1700000000001_b/down.sql', '1800000000000_c/up.sql'),
    path: '1700000000001_b/up.sql',
    now: ['1800000000001_b/down.sql', '1800000000001_b/up.sql'],
  },
  morph: {
    files: pairs('000001_a', '000002_b', '000003_c'),
    path: '000002_b.up.sql',
    now: ['000004_b.down.sql', '000004_b.up.sql'],
  },
  mybatis: {
    files: both('-- // x', '-- //@UNDO', '20250101000000_a.sql', '20250102000000_b.sql', '20250103000000_c.sql'),
    path: '20250102000000_b.sql',
    now: ['20250304123015_b.sql'],
  },
  'node-pg-migrate': {
    files: both('-- Up Migration', '-- Down Migration', '1712345678901_a.sql', '1712345678902_b.sql', '1812345678903_c.sql'),
    path: '1712345678902_b.sql',
    now: ['1812345678904_b.sql'],
  },
  numbered: {
    files: single('versions/001_a.sql', 'versions/002_b.sql', 'down/002_b_down.sql', 'versions/003_c.sql'),
    path: 'versions/002_b.sql',
    now: ['down/004_b_down.sql', 'versions/004_b.sql'],
  },
  plain: {
    files: single('2025-01-01_a.sql', '2025-01-02_b.sql', 'down/2025-01-02_b.sql', '2025-01-03_c.sql'),
    path: '2025-01-02_b.sql',
    now: ['2025-03-04_b.sql', 'down/2025-03-04_b.sql'],
  },
  pop: {
    files: {
      ...pairs('20250101000000_a.postgres', '20250102000000_b.postgres.autocommit', '20250103000000_c.postgres'),
      '20250102000000_b.mysql.up.sql': 'SELECT 1;\n',
    },
    path: '20250102000000_b.postgres.autocommit.up.sql',
    now: [
      '20250304123015_b.mysql.up.sql',
      '20250304123015_b.postgres.autocommit.down.sql',
      '20250304123015_b.postgres.autocommit.up.sql',
    ],
  },
  'postgres-migrations': {
    files: { ...single('1-a.sql', '2-b.sql', '2-c.sql'), '3-d.js': 'module.exports = 1;\n' },
    path: '2-b.sql',
    now: ['4-b.sql'],
    mends: /claimed by/,
  },
  prisma: {
    files: single(
      '20250101000000_a/migration.sql',
      '20250102000000_b/migration.sql',
      '20250102000000_b/down.sql',
      '20250103000000_c/migration.sql',
    ),
    path: '20250102000000_b/migration.sql',
    now: ['20250304123015_b/down.sql', '20250304123015_b/migration.sql'],
  },
  refinery: {
    files: single('V1__a.sql', 'V2__b.sql', 'V3__c.sql'),
    path: 'V2__b.sql',
    now: ['V4__b.sql'],
  },
  'sql-migrate': {
    files: both('-- +migrate Up', '-- +migrate Down', '20250101000000-a.sql', '20250102000000-b.sql', '20250103000000-c.sql'),
    path: '20250102000000-b.sql',
    now: ['20250304123015-b.sql'],
  },
  sqlx: {
    files: pairs('20250101000000_a', '20250102000000_b', '20250103000000_c'),
    path: '20250102000000_b.up.sql',
    now: ['20250304123015_b.down.sql', '20250304123015_b.up.sql'],
  },
  supabase: {
    files: single('20250101000000_a.sql', '20250102000000_b.sql', '20250103000000_c.sql'),
    path: '20250102000000_b.sql',
    now: ['20250304123015_b.sql'],
  },
  synapse: {
    files: {
      ...single('delta/88/01_a.sql', 'delta/88/02_b.sql.postgres', 'delta/89/01_c.sql'),
      'delta/88/02_b.sql.sqlite': 'SELECT 1;\n',
      'delta/89/02_d.py': 'pass\n',
    },
    path: 'delta/88/02_b.sql.postgres',
    now: ['delta/89/03_b.sql.postgres', 'delta/89/03_b.sql.sqlite'],
  },
  tern: {
    files: both('', '---- create above / drop below ----', '001_a.sql', '002_b.sql', '002_c.sql', '003_d.sql'),
    path: '002_c.sql',
    now: ['004_c.sql'],
    mends: /claimed by/,
  },
  'typed-timestamps': {
    files: single(
      '20250101_000000_schema_a.sql',
      '20250102_000000_data_b.sql',
      'down/20250102_000000_data_b.down.sql',
      '20250103_000000_schema_c.sql',
    ),
    path: '20250102_000000_data_b.sql',
    now: ['20250304_123015_data_b.sql', 'down/20250304_123015_data_b.down.sql'],
  },
};

describe('renumbering', () => {
  it('is known of every convention', () => {
    assert.deepEqual(
      Object.keys(rows),
      conventions
        .map(({ id }) => id)
        .filter((id) => id !== 'sqitch')
        .sort(),
    );
    const { renumbering } = conventions.find(({ id }) => id === 'sqitch')!;
    assert.match('cannot' in renumbering ? renumbering.cannot : '', /^Sqitch has no versions/);
  });

  for (const [id, { files, path, now, mends }] of Object.entries(rows)) {
    const convention = conventions.find((each) => each.id === id)!;
    const wanted = { paths: [path], place: { kind: 'newest' } } as const;
    const problemsIn = (all: Files): string =>
      sourceOf(convention, all)
        .problems.filter(({ kind }) => kind !== 'unmanaged')
        .map(({ message }) => message)
        .join('\n');

    it(`of ${id} puts a migration last, with all that goes along`, () => {
      const before = sourceOf(convention, files);
      if (mends === undefined) assert.equal(problemsIn(files), '');
      else assert.match(problemsIn(files), mends);
      const after = renumberedFiles(convention, files, wanted);
      assert.deepEqual(
        Object.keys(after).filter((each) => files[each] === undefined),
        now,
      );
      assert.equal(problemsIn(after), '');
      const read = sourceOf(convention, after);
      const old = migrationAt(before, path);
      const moved = read.migrations.filter(({ isRepeatable }) => !isRepeatable).at(-1)!;
      assert.equal(read.migrations.length, before.migrations.length);
      assert.ok(
        now.some((each) => `/m/${each}` === moved.up?.path),
        'it comes last',
      );
      assert.notEqual(moved.version, old.version);
      assert.equal(moved.down === undefined, old.down === undefined, 'the way back is there as before');
      assert.equal(convention.transaction(moved.up!), convention.transaction(old.up!));
      const bodyOf = ({ text, body }: NonNullable<typeof old.up>): string => text.slice(body.start, body.end);
      assert.equal(bodyOf(moved.up!), bodyOf(old.up!), 'the SQL stays');
      const others = read.migrations.filter((each) => each !== moved).map(({ id: each }) => each);
      assert.deepEqual(
        others,
        before.migrations.filter((each) => each !== old).map(({ id: each }) => each),
      );
    });

    it(`of ${id} goes back to where it was`, () => {
      const before = sourceOf(convention, files);
      const version = writtenVersion(before, migrationAt(before, path));
      const after = renumberedFiles(convention, files, wanted);
      const up = sourceOf(convention, after).migrations.find(({ id: each }) => now.includes(each.slice('/m/'.length)))!;
      const back = renumbered(convention, after, { paths: [up.id.slice('/m/'.length)], place: { kind: 'to', version } });
      if (mends === undefined)
        assert.deepEqual(back, Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))));
      else assert.match(typeof back === 'string' ? back : '', /^The version 0*2 is taken: by /);
    });
  }
});
