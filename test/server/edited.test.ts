import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Databases } from '../../src/database/databases';
import type { Finding } from '../../src/lint/finding';
import type { Source } from '../../src/migrations/project';
import { disagreements } from '../../src/run/read-status';
import type { SourceStatus } from '../../src/run/status';
import type { WorkspaceEngine } from '../../src/workspace/workspace-engine';
import { testDatabases } from '../support/embedded';
import { serverTimeout, sharedServer } from '../support/servers';
import { testEngine } from '../support/workspace-engine';

const applied = '-- Berths\nCREATE TABLE berth (id int);\n';

describe('a migration edited after a server has applied it', function () {
  this.timeout(serverTimeout);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lockkeeper-edited-')));
  const sqlx = join(root, 'app', 'migrations', '20250101000000_create_berth.sql');
  const supabase = join(root, 'supabase', 'migrations', '20250101000000_create_quay.sql');
  const quay = applied.replace('berth', 'quay');
  let databases: Databases;
  let engine: WorkspaceEngine;

  function git(...command: readonly string[]): void {
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...command]);
  }

  before(async () => {
    for (const path of [sqlx, supabase]) mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(sqlx, applied);
    writeFileSync(supabase, quay);
    databases = await testDatabases();
    engine = testEngine(root, join(root, '.kept'), databases, await (await sharedServer(17)).createDatabase());
    for (const { source, target } of await places()) {
      const report = await engine.run({ source, target, direction: 'up' }, () => undefined, new AbortController().signal);
      assert.equal(report.outcome, 'done', report.message);
    }
  });
  after(async () => {
    await engine.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  async function places() {
    const { sources } = await engine.project();
    assert.deepEqual(sources.map(({ convention }) => convention.id).sort(), ['sqlx', 'supabase']);
    return Promise.all(
      sources.map(async (source) => {
        const target = (await engine.targets(source)).targets.find(({ name }) => name === 'DATABASE_URL');
        assert.ok(target);
        return { source, target };
      }),
    );
  }

  /** What the server says now of files that are as they are on the disk. */
  async function statuses(): Promise<ReadonlyMap<string, SourceStatus>> {
    engine.invalidate();
    const all = await Promise.all(
      (await places()).map(async ({ source, target }): Promise<[Source, SourceStatus]> => {
        const report = await engine.status(source, target);
        assert.ok(report.ok);
        return [source, report.status];
      }),
    );
    return new Map(all.map(([source, status]) => [source.convention.id, status]));
  }

  async function findingIn(path: string, text?: string): Promise<Finding | undefined> {
    return (await engine.lint(path, text)).find(({ rule }) => rule === 'edited-applied-migration');
  }

  const words = async (id: string): Promise<readonly string[]> =>
    disagreements((await statuses()).get(id)!, 'staging').map(({ severity, message }) => `${severity}: ${message}`);

  it('is told while it is typed, against what the history has', async () => {
    await statuses();
    assert.equal(await findingIn(sqlx), undefined);
    const typed = await findingIn(sqlx, `${applied}CREATE INDEX ON berth (id);\n`);
    assert.match(
      typed?.message ?? '',
      /^The statements differ from what DATABASE_URL \(.*\) has applied: its checksum is not the one/,
    );
    assert.match(typed?.fixes[0]?.title ?? '', /^Restore what DATABASE_URL .* into \d+_create_index_on_berth\.sql$/);
  });

  it('is told by its checksum alone once it was saved, and nobody has the text', async () => {
    writeFileSync(sqlx, applied.replace('id int', 'id bigint'));
    assert.deepEqual(await words('sqlx'), [
      'error: 20250101000000 create berth: changed after it was applied. The file differs from what staging has applied.',
    ]);
    assert.match((await findingIn(sqlx))?.message ?? '', /^The file differs from what DATABASE_URL/);
    assert.deepEqual((await findingIn(sqlx))?.fixes, []);
    writeFileSync(sqlx, applied.replaceAll('\n', '\r\n'));
    assert.match((await words('sqlx'))[0] ?? '', /Only the line ends differ from what staging has applied\.$/);
    assert.equal(await findingIn(sqlx, applied), undefined);
  });

  it('is told from a text that only another branch of git has', async () => {
    writeFileSync(sqlx, applied);
    git('init', '-q', '-b', 'topic');
    git('add', 'app');
    git('commit', '-qm', 'as it was applied');
    writeFileSync(sqlx, applied.replace('Berths', 'Where ships lie'));
    git('commit', '-qam', 'other words');
    git('checkout', '-q', '--orphan', 'work');
    assert.match((await words('sqlx'))[0] ?? '', /Only comments and blanks differ from what staging has applied\.$/);
    const finding = await findingIn(sqlx);
    assert.match(finding?.message ?? '', /^Only comments and blanks differ from what DATABASE_URL/);
    assert.deepEqual(
      finding?.fixes.flatMap(({ edits }) => edits.map((edit) => edit.kind === 'replace' && edit.text)),
      [applied],
    );
  });

  it('is told from the statements that a history keeps, though the runner does not compare them', async () => {
    assert.deepEqual(await words('supabase'), []);
    assert.equal(await findingIn(supabase), undefined);
    writeFileSync(supabase, quay.replace('id int', 'id bigint'));
    assert.deepEqual(await words('supabase'), [
      'information: 20250101000000 create quay: The statements differ from what staging has applied.',
    ]);
    const finding = await findingIn(supabase);
    assert.match(finding?.message ?? '', /^The statements differ from what DATABASE_URL .* has applied: a database that has /);
    assert.deepEqual(
      finding?.fixes.flatMap(({ edits }) => edits.map((edit) => edit.kind === 'replace' && edit.text)),
      ['-- Berths\nCREATE TABLE quay (id int);\n'],
    );
  });
});
