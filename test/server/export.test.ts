import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { dryRun } from '../../src/run/dry-run';
import { readStatus } from '../../src/run/read-status';
import { split } from '../../src/sql/splitter';
import { describeOnServer } from '../support/on-server';
import { portChains, portSource } from '../support/port-chains';
import { serverTarget, toolsOf, up } from '../support/runs';
import { allMajors, sharedServer } from '../support/servers';

/** Runs a script by psql, where this machine has one; else as psql would: statement by statement, until one fails. */
async function runScript(script: string, url: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-export-'));
  try {
    const file = join(home, 'script.sql');
    writeFileSync(file, script);
    const said = await new Promise<Error | undefined>((resolve) => {
      execFile('psql', ['-X', '-q', '-d', url, '-f', file], (error) => resolve(error ?? undefined));
    });
    if (said === undefined) return;
    if (!('code' in said) || said.code !== 'ENOENT') throw said;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const { kind, text } of split(script)) if (kind === 'sql') await client.query(text);
  } finally {
    await client.end();
  }
}

for (const chain of portChains) {
  const { convention, versions } = chain;
  describeOnServer(`a script for psql under ${convention.title}`, (server) => {
    const source = portSource(chain);
    const script = async (more: { count?: number } = {}): Promise<string> => {
      const { databases, target } = server;
      const report = await dryRun(
        { source, target, direction: 'up', kind: 'sql', ...more },
        { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
      );
      assert.equal(report.outcome, 'done', report.message);
      return report.script ?? '';
    };
    const rows = async (url: string): Promise<unknown> => {
      const answer = await readStatus(source, serverTarget(url), server.databases.connect);
      assert.ok(answer.ok);
      return answer.status.migrations.map(({ state }) => [
        state.kind,
        ...('row' in state ? [state.row.version, state.row.name, state.row.checksum] : []),
      ]);
    };

    it('does what a run does, in parts as well, and stops at the first error', async () => {
      await runScript(await script({ count: 1 }), server.url);
      assert.deepEqual(
        await server.standing(source),
        versions.map((version, index) => `${version} ${index === 0 ? 'applied' : 'pending'}`),
      );
      const rest = await script();
      await runScript(rest, server.url);
      const newest = allMajors.at(-1);
      assert.ok(newest);
      const other = await (await sharedServer(newest)).createDatabase();
      assert.equal((await up(server.databases, { source, target: serverTarget(other) })).outcome, 'done');
      assert.deepEqual(await rows(server.url), await rows(other));
      await server.rows('SELECT depth FROM berths');
      await assert.rejects(runScript(rest, server.url), /already exists/);
      // A lone statement runs without a transaction there, and so is marked as begun before it fails.
      const second = convention.id === 'golang-migrate' ? 'failed' : 'applied';
      assert.equal((await server.standing(source))[1], `${versions[1]} ${second}`);
    });
  });
}
