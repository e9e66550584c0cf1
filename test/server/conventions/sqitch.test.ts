import assert from 'node:assert/strict';
import { sqitch } from '../../../src/migrations/conventions/sqitch';
import { DebianProgram, type Ran } from '../../support/debian-program';
import { describeOnServer, type OnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';
import { Trees } from '../../unit/migrations/tree-of';

const planner = '2025-01-01T12:00:00Z Lisa Keeper <lisa@example.com>';
const script = (text: string): string => `BEGIN;\n\n${text}\n\nCOMMIT;\n`;
const files = {
  'sqitch.plan': `%syntax-version=1.0.0\n%project=locks\n\nports ${planner} # Where boats call.\nberths [ports !quays] ${planner}\n@v1 ${planner} # One\nquays ${planner}\n`,
  'deploy/ports.sql': script('CREATE TABLE ports (id bigint);'),
  'revert/ports.sql': script('DROP TABLE ports;'),
  'deploy/quays.sql': script('CREATE TABLE quays (id bigint);'),
  'deploy/berths.sql': script('CREATE TABLE berths (id bigint);\nINSERT INTO berths VALUES (1);'),
  'revert/berths.sql': script('DROP TABLE berths;'),
  'revert/quays.sql': script('DROP TABLE quays;'),
  'verify/ports.sql': script('SELECT id FROM ports WHERE false;'),
  'verify/berths.sql': script('SELECT id FROM berths WHERE false;'),
  'verify/quays.sql': script('SELECT id FROM quays WHERE false;'),
};
const source = sourceOf(files, sqitch);
const run = { source } as const;

describeOnServer('Sqitch on a server', (server) => {
  it('keeps changes, dependencies, tags and events as Sqitch 1.3.1 does', async () => {
    assert.equal((await up(server.databases, { ...run, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(
      await server.rows('SELECT change, project, note, planner_name, planner_email FROM sqitch.changes ORDER BY committed_at'),
      [
        {
          change: 'ports',
          project: 'locks',
          note: 'Where boats call.',
          planner_name: 'Lisa Keeper',
          planner_email: 'lisa@example.com',
        },
        { change: 'berths', project: 'locks', note: '', planner_name: 'Lisa Keeper', planner_email: 'lisa@example.com' },
      ],
    );
    assert.deepEqual(
      await server.rows('SELECT type, dependency, dependency_id IS NOT NULL AS found FROM sqitch.dependencies ORDER BY type'),
      [
        { type: 'conflict', dependency: 'quays', found: false },
        { type: 'require', dependency: 'ports', found: true },
      ],
    );
    assert.deepEqual(await server.rows('SELECT tag, note FROM sqitch.tags'), [{ tag: '@v1', note: 'One' }]);
    assert.deepEqual(await server.standing(source), ['ports applied', 'berths applied', 'quays pending']);

    assert.equal((await down(server.databases, { ...run, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(
      await server.rows('SELECT event, change, requires, conflicts, tags FROM sqitch.events ORDER BY committed_at'),
      [
        { event: 'deploy', change: 'ports', requires: [], conflicts: [], tags: [] },
        { event: 'deploy', change: 'berths', requires: ['ports'], conflicts: ['quays'], tags: ['@v1'] },
        { event: 'revert', change: 'berths', requires: ['ports'], conflicts: ['quays'], tags: ['@v1'] },
        { event: 'revert', change: 'ports', requires: [], conflicts: [], tags: [] },
      ],
    );
    assert.deepEqual(await server.standing(source), ['ports pending', 'berths pending', 'quays pending']);
  });

  it('logs what failed, which stays pending', async () => {
    const broken = sourceOf({ ...files, 'deploy/ports.sql': script('CREATE TABLE ports (id nothing);') }, sqitch);
    assert.equal((await up(server.databases, { source: broken, target: server.target })).outcome, 'failed');
    assert.deepEqual(await server.rows('SELECT event, change FROM sqitch.events'), [{ event: 'fail', change: 'ports' }]);
    assert.deepEqual(await server.standing(broken), ['ports pending', 'berths pending', 'quays pending']);
  });
});

const program = new DebianProgram('sqitch', ['sqitch', 'libdbd-pg-perl', 'postgresql-client']);
if (program.canRun) describeOnServer('Sqitch itself', takeTurns);

function takeTurns(server: OnServer): void {
  const trees = new Trees();
  before(() => program.install());
  after(() => trees.remove());

  /** What the real one says. */
  async function real(command: string, ...options: readonly string[]): Promise<Ran> {
    const config = '[core]\n\tengine = pg\n[user]\n\tname = Lisa Keeper\n\temail = lisa@example.com\n';
    const root = trees.make({ ...files, 'sqitch.conf': config });
    return program.run(root, command, ...options, '--target', server.url.replace(/^postgres:/, 'db:pg:'));
  }
  async function succeeds(...words: readonly [string, ...(readonly string[])]): Promise<string> {
    const { code, said } = await real(...words);
    assert.equal(code, 0, said);
    return said;
  }
  const standing = (count: number): readonly string[] =>
    ['ports', 'berths', 'quays'].map((change, index) => `${change} ${index < count ? 'applied' : 'pending'}`);
  /** All that Sqitch keeps but the times. */
  const registry = async () => {
    const table = (name: string, order: string): string =>
      `SELECT to_jsonb(it) - 'committed_at' - 'installed_at' - 'created_at' AS ${name} FROM sqitch.${name} AS it ORDER BY ${order}`;
    return [
      await server.rows(table('projects', 'project')),
      await server.rows(table('changes', 'committed_at')),
      await server.rows(table('dependencies', 'dependency')),
      await server.rows(table('tags', 'committed_at')),
      await server.rows(table('events', 'committed_at')),
    ];
  };

  it('begins, Lockkeeper goes on, and it finds everything deployed and whole', async () => {
    await succeeds('deploy', '--to', 'ports');
    assert.deepEqual(await server.standing(source), standing(1));
    assert.equal((await up(server.databases, { ...run, target: server.target })).outcome, 'done');
    assert.match(await succeeds('status'), /Name: +quays\n[^]*Nothing to deploy \(up-to-date\)/);
    assert.match(await succeeds('deploy'), /Nothing to deploy \(up-to-date\)/);
    assert.match(await succeeds('verify'), /Verify successful/);
    assert.match(await succeeds('check'), /Check successful/);
  });

  it('goes on where Lockkeeper has begun, and each reverts what the other did', async () => {
    assert.equal((await up(server.databases, { ...run, target: server.target, count: 2 })).outcome, 'done');
    assert.match(await succeeds('status'), /Name: +berths\n# Tag: +@v1\n[^]*\* quays/);
    assert.match(await succeeds('deploy', '--verify'), /\+ quays \.+ ok/);
    assert.deepEqual(await server.standing(source), standing(3));
    assert.equal((await down(server.databases, { ...run, target: server.target, count: 1 })).outcome, 'done');
    assert.match(await succeeds('revert', '-y', '--to', 'ports'), /- berths @v1 \.+ ok/);
    assert.deepEqual(await server.standing(source), standing(1));
    assert.equal((await up(server.databases, { ...run, target: server.target })).outcome, 'done');
    assert.match(await succeeds('check'), /Check successful/);
    await succeeds('revert', '-y');
    assert.deepEqual(await server.standing(source), standing(0));
  });

  it('keeps what Lockkeeper keeps', async () => {
    await succeeds('deploy');
    await succeeds('revert', '-y', '--to', 'ports');
    const theirs = await registry();
    await server.renew();
    const git = { commit: '0'.repeat(40), isDirty: false, user: { name: 'Lisa Keeper', email: 'lisa@example.com' } };
    assert.equal((await up(server.databases, { ...run, target: server.target, git })).outcome, 'done');
    assert.equal((await down(server.databases, { ...run, target: server.target, count: 2, git })).outcome, 'done');
    assert.deepEqual(await registry(), theirs);
  });

  it('makes the registry that Lockkeeper makes', async () => {
    const made = async () => [
      await server.rows(
        `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'sqitch' ORDER BY 1, ordinal_position`,
      ),
      await server.rows(
        `SELECT conrelid::regclass::text AS on, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE connamespace = 'sqitch'::regnamespace AND contype <> 'n' ORDER BY 1, 2`,
      ),
      await server.rows('SELECT version FROM sqitch.releases'),
    ];
    await succeeds('deploy', '--to', 'ports');
    const theirs = await made();
    await server.renew();
    assert.equal((await up(server.databases, { ...run, target: server.target, count: 1 })).outcome, 'done');
    assert.deepEqual(await made(), theirs);
  });
}
