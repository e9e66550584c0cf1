import assert from 'node:assert/strict';
import { flyway } from '../../src/migrations/conventions/flyway';
import { goose } from '../../src/migrations/conventions/goose';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { Source } from '../../src/migrations/project';
import { describeMissing, describeState, describeStateDetail } from '../../src/report/describe';
import { amend } from '../../src/run/amend';
import type { Journal } from '../../src/run/journal';
import { readStatus } from '../../src/run/read-status';
import { reachedOf } from '../../src/run/status';
import { withUnfinished } from '../../src/run/unfinished';
import { type OnServer, describeOnServer } from '../support/on-server';
import { memoryJournal, sourceOf, toolsOf, up } from '../support/runs';

/** Where all of a source stands, in the words that people see. */
async function words(server: OnServer, source: Source, journal: Journal = memoryJournal()): Promise<readonly string[]> {
  const answer = await readStatus(source, server.target, server.databases.connect);
  assert.ok(answer.ok);
  const { migrations, missing } = withUnfinished(answer.status, await journal.read());
  const said = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
  return [
    ...migrations.map(({ migration, state }) => `${migration.version} ${said(describeState(state), describeStateDetail(state))}`),
    ...missing.map((row) => `${row.version} ${describeMissing(row)}`),
  ];
}

const create = (table: string): string => `CREATE TABLE ${table} (id bigint);\n`;

describeOnServer('a file that was renamed after it had been applied', (server) => {
  const chains = [
    { convention: sqlx, first: '1_ports.sql', second: '2_berths.sql', renamed: '3_berths.sql' },
    { convention: flyway, first: 'V1__ports.sql', second: 'V2__berths.sql', renamed: 'V3__berths.sql' },
  ];
  for (const { convention, first, second, renamed } of chains) {
    it(`is known by the checksum that ${convention.title} keeps, until it is called as before`, async () => {
      const source = sourceOf({ [first]: create('ports'), [second]: create('berths') }, convention);
      assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
      const other = sourceOf({ [first]: create('ports'), [renamed]: create('berths') }, convention);
      assert.deepEqual(await words(server, other), ['1 applied', '3 pending, applied as 2, it seems', '2 renamed to 3 berths']);
      const refused = await up(server.databases, { source: other, target: server.target });
      assert.equal(refused.outcome, 'disagreement');
      assert.match(refused.message ?? '', /has 2 berths, whose file seems to be 3 berths now: rename it back/);
      assert.deepEqual(await words(server, source), ['1 applied', '2 applied']);
    });
  }
});

describeOnServer('a script that broke off outside a transaction', (server) => {
  const body = `${create('ports')}SELECT 1 / 0;\n${create('berths')}`;
  const chains = [
    {
      source: sourceOf({ '20250101_000001_schema_ports.sql': `-- lockkeeper: no-transaction\n${body}` }, typedTimestamps),
      is: 'a failed row',
      line: 3,
    },
    {
      source: sourceOf({ '1_ports.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${body}-- +goose Down\n` }, goose),
      is: 'no row',
      line: 4,
    },
  ];
  for (const { source, is, line } of chains) {
    const version = source.migrations[0]?.version ?? '';
    it(`is partly applied, as ${source.convention.title} has ${is} for it, until somebody says how it stands`, async () => {
      const journal = memoryJournal();
      const report = await up(server.databases, { source, target: server.target }, { journal });
      assert.equal(report.outcome, 'failed', report.message);
      await server.rows('SELECT * FROM ports');
      assert.deepEqual(await words(server, source, journal), [`${version} partly applied, ended at statement 2 of 3`]);
      const answer = await readStatus(source, server.target, server.databases.connect);
      assert.ok(answer.ok);
      const [{ state } = {}] = withUnfinished(answer.status, await journal.read()).migrations;
      assert.deepEqual([state?.kind, reachedOf(state)?.line, reachedOf(state)?.error], ['failed', line, 'division by zero']);
      await server.rows(create('berths'));
      const { databases } = server;
      const versionsOf = (): Promise<Map<string, string[]>> => Promise.resolve(new Map<string, string[]>());
      const tools = { ...toolsOf(databases, { journal }), versionsOf, fresh: databases.fresh };
      const wish = { kind: 'mark', version, as: 'applied' } as const;
      assert.equal((await amend({ source, target: server.target, wish }, tools)).outcome, 'done');
      assert.deepEqual(await words(server, source, journal), [`${version} applied`]);
    });
  }
});

describeOnServer('a migration that comes late', (server) => {
  const goosed = (sql: string): string => `-- +goose Up\n${sql}-- +goose Down\n`;
  const chains = [
    {
      convention: flyway,
      files: { 'V1__ports.sql': create('ports'), 'V3__quays.sql': create('quays') },
      late: { 'V2__berths.sql': create('berths') },
      next: { 'V4__tugs.sql': create('tugs') },
    },
    {
      convention: goose,
      files: { '1_ports.sql': goosed(create('ports')), '3_quays.sql': goosed(create('quays')) },
      late: { '2_berths.sql': goosed(create('berths')) },
      next: { '4_tugs.sql': goosed(create('tugs')) },
    },
  ];
  for (const { convention, files, late, next } of chains) {
    it(`is applied once it is allowed under ${convention.title}, and what comes after it as ever`, async () => {
      const { databases, target } = server;
      assert.equal((await up(databases, { source: sourceOf(files, convention), target })).outcome, 'done');
      const source = sourceOf({ ...files, ...late }, convention);
      const refused = await up(databases, { source, target });
      assert.deepEqual([refused.outcome, refused.page], ['refused', 'out-of-order']);
      const report = await up(databases, { source, target, to: '2', allowLate: true });
      assert.equal(report.outcome, 'done', report.message);
      await server.rows('SELECT * FROM berths');
      assert.deepEqual(await words(server, source), ['1 applied', '2 applied', '3 applied']);
      const longer = sourceOf({ ...files, ...late, ...next }, convention);
      assert.equal((await up(databases, { source: longer, target })).outcome, 'done');
      assert.deepEqual(await words(server, longer), ['1 applied', '2 applied', '3 applied', '4 applied']);
    });
  }
});
