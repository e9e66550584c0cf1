import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

describe('test-down and replay', function () {
  this.timeout(serverTimeout);
  const workspace = new Workspace();
  const folder = join(workspace.root, 'trials', 'migrations');
  const at = ['--source', 'trials/migrations'];
  before(async () => {
    await buildCommandLine();
    mkdirSync(folder, { recursive: true });
    const files = {
      '1_ports.up.sql': 'CREATE TABLE ports (id int PRIMARY KEY);\nGRANT SELECT ON ports TO pilots;\n',
      '1_ports.down.sql': 'DROP TABLE ports;\n',
      '2_depth.up.sql': 'ALTER TABLE ports ADD COLUMN depth int;\nCREATE INDEX ports_depth ON ports (depth);\n',
      '2_depth.down.sql': 'DROP INDEX ports_depth;\n',
      '3_name.up.sql': 'ALTER TABLE ports ADD COLUMN name text;\n',
      '3_name.down.sql': 'ALTER TABLE ports\n  DROP COLUMN title;\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  after(() => workspace.remove());

  it('tells of each down script whether it does what it should', async () => {
    const { code, out } = await workspace.run(['test-down', ...at]);
    assert.deepEqual(
      out
        .replace(/, [\d.]+ m?s;/, ', 1 s;')
        .replace(/SQL 18\.\d+/, 'SQL 18')
        .split('\n'),
      [
        'proven  1 ports',
        'differs 2 depth',
        '  rollback differs: after down the schema is not what it was',
        '    medium   extra column public.ports.depth',
        '      type integer',
        'fails   3 name',
        '  rollback fails: down',
        '    column "title" of relation "ports" does not exist (42703 undefined_column)',
        '    trials/migrations/3_name.down.sql:1:1',
        '    1 | ALTER TABLE ports',
        '      | ^^^^^^^^^^^^^^^^^',
        '    next: Check the column’s name, and whether an earlier migration renamed or dropped it.',
        '    more: lockkeeper explain 42703',
        'Rollbacks on the embedded server, PostgreSQL 18: 1 proven, 1 differs, 1 fails, 1 s; rows are not compared',
        '',
      ],
    );
    assert.equal(code, 1);
  });

  it('tries the named ones alone, as JSON and as JUnit', async () => {
    const { code, json } = await workspace.json(['test-down', '1', ...at]);
    assert.equal(code, 0);
    const { ms, shadow, ...told } = json as { ms: number; shadow: string };
    assert.ok(ms > 0);
    assert.match(shadow, /^the embedded server, PostgreSQL 18\.\d+$/);
    assert.deepEqual(told, {
      ...{ version: 1, outcome: 'done' },
      migrations: [{ version: '1', name: 'ports', path: 'trials/migrations/1_ports.down.sql', rollback: { proof: 'proven' } }],
      summary: { proven: 1, differs: 0, fails: 0, none: 0, unknown: 0 },
    });
    const junit = await workspace.run(['test-down', '3', ...at, '--format', 'junit']);
    assert.equal(junit.code, 1);
    assert.match(junit.out, /<testsuite name="rollbacks" tests="1" failures="1" errors="0">/);
    assert.match(junit.out, /<failure type="fails" message="rollback fails: down: column &quot;title&quot; of relation/);
    const unknown = await workspace.run(['test-down', '9', ...at]);
    assert.deepEqual([unknown.code, unknown.err.split('\n')[0]], [2, 'There is no migration 9 in trials/migrations.']);
  });

  it('replays the whole chain, and says where it breaks', async () => {
    const fine = await workspace.run(['replay', ...at]);
    assert.deepEqual(
      fine.out
        .replace(/[\d.]+ m?s/g, '1 ms')
        .replace(/SQL 18\.\d+/, 'SQL 18')
        .split('\n'),
      [
        ...['up   1 ports 1 ms', 'up   2 depth 1 ms', 'up   3 name 1 ms'],
        'Tried on the embedded server, PostgreSQL 18, in a throw-away database',
        'Applied 3 migrations on a throw-away database, 1 ms: Roles that the chain expects were made there: pilots.',
        '',
      ],
    );
    assert.equal(fine.code, 0);
    const bad = join(folder, '4_bad.up.sql');
    writeFileSync(bad, 'SELECT 1;\nSELECT nothing;\n');
    try {
      const { code, json } = await workspace.json(['replay', ...at]);
      const { outcome, steps } = json as { outcome: string; steps: { outcome: string; error?: { at: { line: number } } }[] };
      assert.deepEqual([code, outcome, steps.map((step) => step.outcome)], [1, 'failed', ['done', 'done', 'done', 'failed']]);
      assert.equal(steps[3]?.error?.at.line, 2);
    } finally {
      rmSync(bad);
    }
  });

  it('runs the prelude of lockkeeper.json before the chain, on the server that --shadow names', async () => {
    const config = join(workspace.root, 'lockkeeper.json');
    const needing = join(folder, '5_user.up.sql');
    const server = await sharedServer(16);
    writeFileSync(needing, 'ALTER TABLE ports ADD COLUMN keeper int REFERENCES auth.users;\n');
    writeFileSync(join(workspace.root, 'prelude.sql'), 'CREATE SCHEMA auth;\nCREATE TABLE auth.users (id int PRIMARY KEY);\n');
    writeFileSync(config, '{ "shadow": { "prelude": "prelude.sql", "server": "${env:SHADOW_URL}" } }');
    try {
      const unset = await workspace.run(['replay', ...at]);
      assert.equal(unset.code, 0, unset.err);
      assert.match(unset.out, /Tried on the embedded server \(SHADOW_URL is not set\), PostgreSQL 18/);
      const configured = await workspace.run(['replay', ...at], { SHADOW_URL: server.url() });
      assert.match(configured.out, new RegExp(`Tried on the server 127\\.0\\.0\\.1:${server.port}, PostgreSQL 16`));
      const asked = await workspace.run(['replay', ...at, '--shadow', 'embedded'], { SHADOW_URL: server.url() });
      assert.match(asked.out, /Tried on the embedded server, PostgreSQL 18/);
      writeFileSync(join(workspace.root, 'prelude.sql'), 'CREATE SCHEMA auth;\nCREATE TABLE auth.users (id nothing);\n');
      const wrong = await workspace.json(['replay', ...at]);
      const { outcome, message } = wrong.json as { outcome: string; message: string };
      assert.deepEqual([wrong.code, outcome], [6, 'unknown']);
      assert.equal(message, 'The prelude cannot be run here: prelude.sql:2:29: type "nothing" does not exist (42704)');
      const away = await workspace.run(['replay', ...at, '--shadow', 'postgres://db.example.com/app']);
      assert.equal(away.code, 2);
      assert.match(away.err, /--shadow takes a server on this machine only/);
    } finally {
      rmSync(config);
      rmSync(needing);
    }
  });
});
