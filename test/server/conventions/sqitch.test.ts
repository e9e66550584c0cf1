import assert from 'node:assert/strict';
import { sqitch } from '../../../src/migrations/conventions/sqitch';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const planner = '2025-01-01T12:00:00Z Lisa Keeper <lisa@example.com>';
const script = (text: string): string => `BEGIN;\n\n${text}\n\nCOMMIT;\n`;
const files = {
  'sqitch.plan': `%syntax-version=1.0.0\n%project=locks\n\nports ${planner} # Where boats call.\nberths [ports !quays] ${planner}\n@v1 ${planner} # One\nquays ${planner}\n`,
  'deploy/ports.sql': script('CREATE TABLE ports (id bigint);'),
  'revert/ports.sql': script('DROP TABLE ports;'),
  'deploy/quays.sql': script('CREATE TABLE quays (id bigint);'),
  'deploy/berths.sql': script('CREATE TABLE berths (id bigint);\nINSERT INTO berths VALUES (1);'),
  'revert/berths.sql': script('DROP TABLE berths;'),
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
