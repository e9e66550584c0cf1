import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { discover } from '../../src/migrations/discovery';
import type { HistoryEvent, HistoryRow, Query } from '../../src/migrations/history';
import type { Migration, Project, Script, Source } from '../../src/migrations/project';
import { split } from '../../src/sql/splitter';
import { nodeFiles } from '../../src/system/files';
import { openEngine } from '../../src/system/open-engine';
import { allMajors, serverTimeout, sharedServer } from '../support/servers';

const root = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/harbor');
const run = { id: '6f1f3c1e-6f0e-4b57-9d7c-0f6f5a1f1d11', git: { commit: 'a'.repeat(40), isDirty: false } };

/** What the README of the sample says will fail, with the SQLSTATE. */
const meantToFail: Readonly<Record<string, string>> = { '012_index_gate_visits.sql': '25001' };

const twelve = [
  'add-check-not-valid-missing',
  'add-column-not-null-no-default',
  'add-column-volatile-default',
  'add-foreign-key-not-valid-missing',
  'change-column-type-rewrite',
  'concurrently-in-transaction',
  'create-index-not-concurrent',
  'drop-column',
  'drop-table',
  'missing-lock-timeout',
  'rename-column',
  'set-not-null',
];

/** One session, of whatever server. */
interface Session {
  /** Sends text that may hold several commands. */
  exec(sql: string): Promise<unknown>;
  query(query: Query): Promise<readonly Readonly<Record<string, unknown>>[]>;
  end(): Promise<void>;
}

async function onServer(url: string): Promise<Session> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    exec: (sql) => client.query(sql),
    query: async ({ text, values }) => (await client.query<Record<string, unknown>>(text, values ? [...values] : undefined)).rows,
    end: () => client.end(),
  };
}

async function onPGlite(): Promise<Session> {
  const database = await PGlite.create();
  return {
    exec: (sql) => database.exec(sql),
    query: async ({ text, values }) =>
      (await database.query<Record<string, unknown>>(text, values ? [...values] : undefined)).rows,
    end: () => database.close(),
  };
}

/** Runs a script and records it as its convention says; answers with the SQLSTATE where it fails. */
async function carryOut(session: Session, source: Source, migration: Migration, script: Script): Promise<string | undefined> {
  const { convention } = source;
  const sql = script.text.slice(script.body.start, script.body.end);
  const event: HistoryEvent = { kind: script.direction === 'up' ? 'applied' : 'rolled-back', run, durationMs: 12.5 };
  const record = async (what: HistoryEvent): Promise<void> => {
    await session.exec('RESET search_path');
    for (const query of convention.history.record(what, migration, source.migrations)) await session.query(query);
  };
  try {
    if (convention.transaction(script) === 'none') {
      await record({ kind: 'started', run, direction: script.direction });
      for (const { text } of split(sql)) await session.exec(text);
      await record(event);
    } else {
      await session.exec('BEGIN');
      await session.exec(sql);
      await record(event);
      await session.exec('COMMIT');
    }
    return undefined;
  } catch (error) {
    await session.exec('ROLLBACK');
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await session.exec('RESET ALL');
  }
}

async function applied(session: Session, { convention, migrations }: Source): Promise<readonly HistoryRow[]> {
  return convention.history.read(await session.query(convention.history.select), migrations);
}

/** Replays a chain upwards and back as far as there is a way, with the history kept by the convention's own rules. */
async function replay(session: Session, source: Source): Promise<void> {
  const { history } = source.convention;
  assert.equal((await session.query(history.exists))[0]!['exists'], false);
  for (const query of history.setup) await session.query(query);
  for (const query of history.setup) await session.query(query);
  assert.equal((await session.query(history.exists))[0]!['exists'], true);

  const versions: string[] = [];
  const done: Migration[] = [];
  for (const migration of source.migrations) {
    const name = migration.up!.path.split('/').at(-1)!;
    // Of two files with one version either can be replayed, but a history holds one.
    if (versions.includes(migration.version)) continue;
    const sqlstate = await carryOut(session, source, migration, migration.up!);
    assert.equal(sqlstate, meantToFail[name], name);
    if (sqlstate !== undefined) continue;
    versions.push(migration.version);
    done.push(migration);
  }

  const rows = await applied(session, source);
  assert.deepEqual(rows.map(({ version }) => version).sort(), [...versions].sort());
  for (const migration of done) {
    const row = rows.find(({ version }) => version === migration.version)!;
    assert.equal(row.failed, false);
    assert.equal(row.durationMs === 12.5 || row.durationMs === 12 || row.durationMs === 13, true, String(row.durationMs));
    assert.ok(row.appliedAt instanceof Date);
    assert.equal(history.matches(row, migration), true, migration.version);
  }

  const undone: string[] = [];
  for (const migration of [...done].reverse()) {
    if (!migration.down) break;
    assert.equal(await carryOut(session, source, migration, migration.down), undefined, migration.down.path);
    undone.push(migration.version);
  }
  assert.ok(undone.length >= 2, 'the newest migrations have a way back');
  const left = versions.filter((version) => !undone.includes(version));
  assert.deepEqual((await applied(session, source)).map(({ version }) => version).sort(), left.sort());

  for (const migration of done.filter(({ version }) => undone.includes(version))) {
    assert.equal(await carryOut(session, source, migration, migration.up!), undefined, `${migration.version} again`);
  }
}

describe('the sample workspace', () => {
  let project: Project;
  before(async () => {
    project = await discover(root, nodeFiles);
  });

  it('has three sources in three layouts', () => {
    assert.deepEqual(
      project.sources.map(({ label, convention, migrations }) => [label, convention.id, migrations.length]),
      [
        ['db/migrations', 'typed-timestamps', 10],
        ['deploy/migrations/versions', 'numbered', 13],
        ['services/booking/migrations', 'sqlx', 12],
      ],
    );
  });

  it('has one duplicate version and nothing else wrong with its names', () => {
    const problems = project.sources.flatMap((source) => source.problems.map(({ kind, path }) => [kind, path.split('/').at(-1)]));
    assert.deepEqual(problems, [
      ['duplicate-version', '011_crane_telemetry.sql'],
      ['duplicate-version', '011_slot_reservations.sql'],
    ]);
  });

  it('trips each of the first twelve rules, in newest files alone', async function () {
    this.timeout(serverTimeout);
    const engine = openEngine({ root, distDirectory: root, holder: 'a test', environment: {}, added: () => Promise.resolve([]) });
    const tripped = new Map<string, string[]>();
    for (const { migrations } of project.sources) {
      for (const { up } of migrations) {
        for (const { rule } of await engine.lint(up!.path)) {
          if (twelve.includes(rule)) tripped.set(rule, [...(tripped.get(rule) ?? []), up!.path.split('/').at(-1)!]);
        }
      }
    }
    await engine.dispose();
    assert.deepEqual([...tripped.keys()].sort(), twelve);
    for (const file of [...tripped.values()].flat()) assert.match(file, /^(2025040[1-9]|20250416|008|009|01[0-2])/, file);
  });

  for (const major of allMajors) {
    it(`replays up, down and up again on PostgreSQL ${major}`, async function () {
      this.timeout(serverTimeout);
      const server = await sharedServer(major);
      for (const source of project.sources) {
        const session = await onServer(await server.createDatabase());
        try {
          await replay(session, source);
        } finally {
          await session.end();
        }
      }
    });

    it(`replays with all three sources in one database on PostgreSQL ${major}`, async function () {
      this.timeout(serverTimeout);
      const session = await onServer(await (await sharedServer(major)).createDatabase());
      try {
        for (const source of project.sources) await replay(session, source);
      } finally {
        await session.end();
      }
    });
  }

  it('replays on the embedded server', async function () {
    this.timeout(serverTimeout);
    const session = await onPGlite();
    try {
      for (const source of project.sources) await replay(session, source);
    } finally {
      await session.end();
    }
  });
});
