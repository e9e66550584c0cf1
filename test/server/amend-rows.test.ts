import assert from 'node:assert/strict';
import { atlas } from '../../src/migrations/conventions/atlas';
import { sumLines, sumText } from '../../src/migrations/conventions/atlas-sum';
import { drizzle } from '../../src/migrations/conventions/drizzle';
import { flyway } from '../../src/migrations/conventions/flyway';
import { postgresMigrations } from '../../src/migrations/conventions/postgres-migrations';
import { prisma } from '../../src/migrations/conventions/prisma';
import { refinery } from '../../src/migrations/conventions/refinery';
import { supabase } from '../../src/migrations/conventions/supabase';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { Convention } from '../../src/migrations/convention';
import { amend } from '../../src/run/amend';
import type { AmendWish } from '../../src/run/amendments';
import { describeOnServer } from '../support/on-server';
import { sourceOf, toolsOf, up } from '../support/runs';

const first = 'CREATE TABLE ports (id bigint);\n';
const second = 'CREATE TABLE berths (id bigint);\n';
const journal = JSON.stringify({
  version: '7',
  dialect: 'postgresql',
  entries: [
    { idx: 0, version: '7', when: 1_735_725_600_000, tag: '0000_ports', breakpoints: true },
    { idx: 1, version: '7', when: 1_735_812_000_000, tag: '0001_berths', breakpoints: true },
  ],
});

const atlasPaths = ['20250101000000_ports.sql', '20250102000000_berths.sql'] as const;
const atlasSum = sumText(sumLines(atlasPaths.map((path, index) => ({ path, bytes: Buffer.from(index === 0 ? first : second) }))));

/** Only a repair looks for former texts. */
function nobodyAsks(): never {
  throw new Error('Nobody asks for former texts here.');
}

/** Two migrations in each convention: the paths of both, and what must stand beside them. */
const chains: readonly (readonly [Convention, readonly [string, string], Readonly<Record<string, string>>])[] = [
  [atlas, atlasPaths, { 'atlas.sum': atlasSum }],
  [drizzle, ['0000_ports.sql', '0001_berths.sql'], { 'meta/_journal.json': journal }],
  [flyway, ['V1__ports.sql', 'V2__berths.sql'], {}],
  [postgresMigrations, ['1_ports.sql', '2_berths.sql'], {}],
  [prisma, ['20250101000000_ports/migration.sql', '20250102000000_berths/migration.sql'], {}],
  [refinery, ['V1__ports.sql', 'V2__berths.sql'], {}],
  [supabase, ['20250101000000_ports.sql', '20250102000000_berths.sql'], {}],
  [typedTimestamps, ['20250101_000000_schema_ports.sql', '20250102_000000_schema_berths.sql'], {}],
];

for (const [convention, [one, two], beside] of chains) {
  const source = sourceOf({ [one]: first, [two]: second, ...beside }, convention);
  const [v1 = '', v2 = ''] = source.migrations.map(({ version }) => version);
  describeOnServer(`rows that are amended under ${convention.title}`, (server) => {
    const change = (wish: AmendWish, at = source) =>
      amend(
        { source: at, target: server.target, wish },
        {
          ...toolsOf(server.databases),
          fresh: server.databases.fresh,
          versionsOf: (_, paths) => Promise.resolve(new Map(paths.map((path) => [path, [second]]))),
        },
      );

    it('take the last one out, bring it back, and begin with a baseline', async () => {
      assert.equal(source.migrations.length, 2);
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
      const out = await change({ kind: 'mark', version: v2, as: 'not-applied' });
      assert.equal(out.outcome, 'done', out.message);
      assert.deepEqual(await server.standing(source), [`${v1} applied`, `${v2} pending`]);
      const back = await change({ kind: 'mark', version: v2, as: 'applied' });
      assert.equal(back.outcome, 'done', back.message);
      assert.deepEqual(await server.standing(source), [`${v1} applied`, `${v2} applied`]);
      await server.renew();
      const begun = await change({ kind: 'baseline', version: v1 });
      assert.equal(begun.outcome, 'done', begun.message);
      assert.deepEqual(await server.standing(source), [`${v1} applied`, `${v2} pending`]);
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    });

    if (convention.history.realign === undefined) return;
    it('bear the checksum of a file whose comments were changed', async () => {
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
      const edited = sourceOf({ [one]: first, [two]: `-- Where ships lie.\n${second}`, ...beside }, convention);
      assert.deepEqual(await server.standing(edited), [`${v1} applied`, `${v2} changed`]);
      const report = await change({ kind: 'repair', reason: 'A comment.' }, edited);
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await server.standing(edited), [`${v1} applied`, `${v2} applied`]);
    });
  });
}

describeOnServer('a baseline', (server) => {
  const begin = (convention: Convention, files: Readonly<Record<string, string>>, version: string) =>
    amend(
      { source: sourceOf(files, convention), target: server.target, wish: { kind: 'baseline', version } },
      { ...toolsOf(server.databases), versionsOf: nobodyAsks, fresh: server.databases.fresh },
    );

  it('is one row of Flyway’s own kind', async () => {
    await begin(flyway, { 'V1__ports.sql': first, 'V2__berths.sql': second }, '2');
    assert.deepEqual(
      await server.rows(
        'SELECT installed_rank AS rank, version, description, type, script, checksum, execution_time AS ms, success FROM flyway_schema_history',
      ),
      [
        {
          ...{ rank: 1, version: '2', description: '<< Flyway Baseline >>', type: 'BASELINE' },
          ...{ script: '<< Flyway Baseline >>', checksum: null, ms: 0, success: true },
        },
      ],
    );
  });

  it('is one row of Atlas’s own kind', async () => {
    await begin(atlas, { [atlasPaths[0]]: first, [atlasPaths[1]]: second, 'atlas.sum': atlasSum }, '20250102000000');
    assert.deepEqual(
      await server.rows(
        'SELECT version, description, type::int AS type, applied::int AS applied, total::int AS total, hash FROM atlas_schema_revisions.atlas_schema_revisions',
      ),
      [{ version: '20250102000000', description: 'berths', type: 1, applied: 0, total: 0, hash: '' }],
    );
  });
});
