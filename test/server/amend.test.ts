import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { prisma } from '../../src/migrations/conventions/prisma';
import type { Source } from '../../src/migrations/project';
import { amend, type AmendInput, type AmendReport } from '../../src/run/amend';
import type { AmendWish } from '../../src/run/amendments';
import type { Versions } from '../../src/run/former-texts';
import { describeOnServer } from '../support/on-server';
import { portChains, portSource, type PortChain } from '../support/port-chains';
import { memoryJournal, serverTarget, sourceOf, toolsOf, up } from '../support/runs';

/** Version control that knows these texts of every file. */
function knowing(...texts: readonly string[]): Versions {
  return (_, paths) => Promise.resolve(new Map(paths.map((path) => [path, texts])));
}

function chainOf(id: string): PortChain {
  const chain = portChains.find(({ convention }) => convention.id === id);
  assert.ok(chain);
  return chain;
}

function amending(databases: Databases, input: AmendInput, versionsOf = knowing()): Promise<AmendReport> {
  return amend(input, { ...toolsOf(databases), versionsOf, fresh: databases.fresh });
}

for (const chain of portChains) {
  const { convention, versions } = chain;
  const [first, second, third] = versions;
  const source = portSource(chain);
  describeOnServer(`the history under ${convention.title}`, (server) => {
    const change = (wish: AmendWish, more: Partial<AmendInput> = {}) =>
      amending(server.databases, { source, target: server.target, wish, ...more });

    it('takes a baseline where it has nothing, and goes on from there', async () => {
      await server.rows('CREATE TABLE ports (id bigint)');
      await server.rows('CREATE TABLE berths (id bigint)');
      const rehearsed = await change({ kind: 'baseline', version: second }, { isDryRun: true });
      assert.deepEqual([rehearsed.outcome, rehearsed.amendments.length], ['done', 2]);
      assert.deepEqual(await server.standing(source), [`${first} pending`, `${second} pending`, `${third} pending`]);
      const report = await change({ kind: 'baseline', version: second });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await server.standing(source), [`${first} applied`, `${second} applied`, `${third} pending`]);
      const again = await change({ kind: 'baseline', version: third });
      assert.equal(again.outcome, 'refused');
      assert.match(again.message ?? '', /has 2 migrations already/);
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
      await server.rows('SELECT depth FROM berths');
    });

    it('marks the next one as applied and the last one as not, and runs nothing', async () => {
      await up(server.databases, { source, target: server.target, count: 1 });
      const report = await change({ kind: 'mark', version: second, as: 'applied' });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await server.standing(source), [`${first} applied`, `${second} applied`, `${third} pending`]);
      assert.deepEqual(await server.rows(`SELECT to_regclass('berths') AS there`), [{ there: null }]);
      assert.equal((await change({ kind: 'mark', version: second, as: 'applied' })).outcome, 'nothing-to-do');
      assert.equal((await change({ kind: 'mark', version: second, as: 'not-applied' })).outcome, 'done');
      assert.deepEqual(await server.standing(source), [`${first} applied`, `${second} pending`, `${third} pending`]);
      assert.equal((await change({ kind: 'mark', version: second, as: 'not-applied' })).outcome, 'nothing-to-do');
      await server.rows('SELECT * FROM ports');
      assert.equal((await change({ kind: 'mark', version: '77', as: 'applied' })).outcome, 'refused');
    });

    it('marks none in the middle where the runner takes nothing that comes late', async () => {
      await up(server.databases, { source, target: server.target, count: 1 });
      const late = await change({ kind: 'mark', version: third, as: 'applied' });
      assert.equal(late.outcome, convention.history.can.outOfOrder ? 'done' : 'refused', late.message);
      if (convention.history.can.outOfOrder) return;
      assert.match(late.message ?? '', /comes before/);
      await up(server.databases, { source, target: server.target });
      assert.equal((await change({ kind: 'mark', version: first, as: 'not-applied' })).outcome, 'refused');
      assert.deepEqual(
        await server.standing(source),
        versions.map((version) => `${version} applied`),
      );
    });

    it('is amended in production by the name alone', async () => {
      const target = serverTarget(server.url, 'production');
      const wish = { kind: 'mark', version: first, as: 'applied' } as const;
      assert.equal((await change(wish, { target })).outcome, 'refused');
      assert.deepEqual(await server.rows(`SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`), [
        { tables: 0 },
      ]);
      assert.equal((await change(wish, { target, confirmed: 'test' })).outcome, 'done');
    });
  });
}

for (const id of ['sqlx', 'flyway', 'numbered']) {
  const chain = chainOf(id);
  const [path = '', text = ''] = Object.entries(chain.files).find(([, each]) => each.includes('CREATE TABLE ports')) ?? [];
  const [version] = chain.versions;
  describeOnServer(`a repair under ${chain.convention.title}`, (server) => {
    const repair = (source: Source, versionsOf: Versions, more: Partial<Extract<AmendWish, { kind: 'repair' }>> = {}) =>
      amending(
        server.databases,
        { source, target: server.target, wish: { kind: 'repair', reason: 'A formatter went over it.', ...more } },
        versionsOf,
      );
    beforeEach(async () => {
      await up(server.databases, { source: portSource(chain), target: server.target, count: 1 });
    });

    it('takes other comments and blanks, and nothing else', async () => {
      const edited = portSource(chain, { [path]: `-- Where ships are.\n${text.replace('(', '\n  (')}` });
      assert.equal((await server.standing(edited))[0], `${version} changed`);
      const journal = memoryJournal();
      const report = await amend(
        { source: edited, target: server.target, wish: { kind: 'repair', reason: 'password=hunter22 of ours' }, by: 'ada' },
        { ...toolsOf(server.databases, { journal }), versionsOf: knowing('SELECT 0;', text), fresh: server.databases.fresh },
      );
      assert.equal(report.outcome, 'done', report.message);
      const [amendment] = report.amendments;
      const { history } = chain.convention;
      const [before, after] = [portSource(chain), edited].map(({ migrations }) => history.checksum?.(migrations[0]!));
      assert.deepEqual([amendment?.from, amendment?.to, amendment?.difference], [before, after, 'comments']);
      assert.equal((await server.standing(edited))[0], `${version} applied`);
      assert.equal((await up(server.databases, { source: edited, target: server.target })).outcome, 'done');
      const entries = await journal.read();
      assert.deepEqual(
        entries.map(({ kind }) => kind),
        ['begun', 'amended', 'finished'],
      );
      const [begun] = entries;
      assert.ok(begun?.kind === 'begun');
      assert.deepEqual([begun.command, begun.by, begun.reason], ['repair', 'ada', 'password=*** of ours']);
    });

    it('refuses another schema, and what nobody knows unless that is said', async () => {
      const edited = portSource(chain, { [path]: text.replace('bigint', 'int') });
      const known = await repair(edited, knowing(text), { acceptUnknown: true });
      assert.equal(known.outcome, 'disagreement');
      assert.match(known.message ?? '', /does something else than what was applied/);
      assert.deepEqual(
        known.differences?.map(({ kind, id, change, severity }) => [kind, id, change, severity]),
        [['column', 'public.ports.id', 'changed', 'high']],
      );
      const unknown = await repair(edited, knowing('SELECT 0;'));
      assert.equal(unknown.outcome, 'disagreement');
      assert.match(unknown.message ?? '', /--accept-unknown/);
      assert.equal((await server.standing(edited))[0], `${version} changed`);
      const accepted = await repair(edited, knowing(), { acceptUnknown: true });
      assert.equal(accepted.outcome, 'done', accepted.message);
      assert.equal((await server.standing(edited))[0], `${version} applied`);
    });

    it('has nothing to do where all is well, and says so of a version that is named', async () => {
      assert.equal((await repair(portSource(chain), knowing())).outcome, 'nothing-to-do');
      assert.match((await repair(portSource(chain), knowing(), { versions: [version] })).message ?? '', /needs no repair/);
    });
  });
}

describeOnServer('a mark of a run that did not finish', (server) => {
  const ports = { up: 'CREATE TABLE ports (id bigint);\n', down: 'DROP TABLE ports;\n' };
  const sources: readonly (readonly [string, Source])[] = [
    [
      'golang-migrate',
      sourceOf(
        {
          '1_ports.up.sql': ports.up,
          '1_ports.down.sql': ports.down,
          '2_made.up.sql': 'CREATE INDEX CONCURRENTLY nothing ON ports (none);\n',
        },
        chainOf('golang-migrate').convention,
      ),
    ],
    [
      'sqlx',
      sourceOf({
        '1_ports.sql': ports.up,
        '2_made.sql': `-- no-transaction\nCREATE INDEX CONCURRENTLY nothing ON ports (none);\n`,
      }),
    ],
    [
      'flyway',
      sourceOf(
        { 'V1__ports.sql': ports.up, 'V2__made.sql': 'CREATE INDEX CONCURRENTLY nothing ON ports (none);\n' },
        chainOf('flyway').convention,
      ),
    ],
    [
      'prisma',
      sourceOf(
        {
          'migration_lock.toml': 'provider = "postgresql"\n',
          '20250101000000_ports/migration.sql': ports.up,
          '20250102000000_made/migration.sql': 'CREATE INDEX CONCURRENTLY nothing ON ports (none);\n',
        },
        prisma,
      ),
    ],
  ];
  for (const [id, source] of sources) {
    const [one = '', two = ''] = source.migrations.map(({ version }) => version);
    it(`goes with a repair, and says what that means, under ${id}`, async () => {
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'failed');
      assert.deepEqual(await server.standing(source), [`${one} applied`, `${two} failed`]);
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'disagreement');
      const wish = { kind: 'repair', reason: 'The index is not there.' } as const;
      const listed = await amending(server.databases, { source, target: server.target, wish, isDryRun: true });
      assert.deepEqual(
        listed.amendments.map(({ migration, change }) => [migration.version, change]),
        [[two, 'not-applied']],
      );
      assert.match(listed.amendments[0]?.note ?? '', /runs again from its first statement/);
      assert.deepEqual(await server.standing(source), [`${one} applied`, `${two} failed`]);
      const report = await amending(server.databases, { source, target: server.target, wish });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await server.standing(source), [`${one} applied`, `${two} pending`]);
    });

    it(`becomes that of one that is applied where it was finished by hand, under ${id}`, async () => {
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'failed');
      const wish = { kind: 'mark', version: two, as: 'applied' } as const;
      const report = await amending(server.databases, { source, target: server.target, wish });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await server.standing(source), [`${one} applied`, `${two} applied`]);
    });
  }

  it('takes out a row whose file is gone', async () => {
    const both = sourceOf({ '1_ports.sql': ports.up, '2_made.sql': 'CREATE TABLE made (id int);\n' });
    const one = sourceOf({ '1_ports.sql': ports.up });
    await up(server.databases, { source: both, target: server.target });
    assert.deepEqual(await server.standing(one), ['1 applied', '2 missing']);
    const wish = { kind: 'mark', version: '2', as: 'not-applied' } as const;
    const report = await amending(server.databases, { source: one, target: server.target, wish });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await server.standing(one), ['1 applied']);
  });
});
