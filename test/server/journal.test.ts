import assert from 'node:assert/strict';
import type { Journal, JournalEntry } from '../../src/run/journal';
import { run } from '../../src/run/run';
import { describeOnServer } from '../support/on-server';
import { memoryJournal, sourceOf, toolsOf } from '../support/runs';

const files = {
  '1_ports.up.sql': 'CREATE TABLE ports (id bigint);\n',
  '1_ports.down.sql': 'DROP TABLE ports;\n',
  '2_index.up.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY ports_id ON ports (id);\n',
  '2_index.down.sql': '-- no-transaction\nDROP INDEX CONCURRENTLY ports_id;\n',
};

describeOnServer('a journal', (server) => {
  const words = (entry: JournalEntry): string => {
    switch (entry.kind) {
      case 'begun':
        return `begun ${entry.command} ${entry.migrations.join(' ')}`;
      case 'statement':
        return `statement ${entry.statement}/${entry.of} of ${entry.version}, line ${entry.line}`;
      case 'migration':
        return `${entry.direction} ${entry.version} ${entry.outcome}${entry.error === undefined ? '' : ` ${entry.error.sqlstate ?? ''} line ${entry.error.line ?? 0}`}`;
      case 'amended':
        return `${entry.version} ${entry.change}`;
      case 'finished':
        return `finished ${entry.outcome}`;
    }
  };

  it('has what a run began, each statement outside a transaction before it is sent, and how all of it ended', async () => {
    const source = sourceOf(files);
    const journal = memoryJournal();
    const git = { commit: 'a'.repeat(40), isDirty: true };
    const told: string[] = [];
    const flushes: string[] = [];
    const spy: Journal = {
      ...journal,
      write(entry, how) {
        flushes.push(`${entry.kind} ${how}`);
        return journal.write(entry, how);
      },
    };
    const tools = toolsOf(server.databases, {
      journal: spy,
      on: (event) => {
        if (event.kind === 'statement') told.push(event.text);
      },
    });
    const report = await run({ source, target: server.target, direction: 'up', git, by: 'ada' }, tools);
    assert.equal(report.outcome, 'done', report.message);
    const again = await run({ source, target: server.target, direction: 'redo' }, tools);
    assert.equal(again.outcome, 'done', again.message);
    const entries = await journal.read();
    assert.deepEqual(entries.map(words), [
      'begun up 1 2',
      'up 1 done',
      'statement 0/1 of 2, line 1',
      'statement 1/1 of 2, line 2',
      'up 2 done',
      'finished done',
      'begun redo 2',
      'statement 0/1 of 2, line 1',
      'statement 1/1 of 2, line 2',
      'down 2 done',
      'statement 0/1 of 2, line 1',
      'statement 1/1 of 2, line 2',
      'up 2 done',
      'finished done',
    ]);
    const [begun, first] = entries;
    assert.ok(begun?.kind === 'begun' && first?.kind === 'migration');
    assert.deepEqual([begun.by, begun.git, begun.source], ['ada', git, 'migrations']);
    assert.equal(first.statements.length, 1);
    assert.equal(new Set(entries.slice(0, 5).map((entry) => entry.run)).size, 1);
    assert.deepEqual(
      flushes.filter((each) => each.startsWith('statement')),
      Array(6).fill('statement flushed'),
    );
    assert.equal(told.length, 4);
  });

  it('has failures with their place, and no SQL', async () => {
    const secret = 'hunter2hunter2';
    const source = sourceOf({ '1_role.sql': `CREATE TABLE a (id int);\nALTER ROLE nobody_here PASSWORD '${secret}';\n` });
    const tools = toolsOf(server.databases);
    assert.equal((await run({ source, target: server.target, direction: 'up' }, tools)).outcome, 'failed');
    const entries = await tools.journal.read();
    assert.deepEqual(entries.map(words), ['begun up 1', 'up 1 failed 42704 line 2', 'finished failed']);
    assert.ok(!JSON.stringify(entries).includes(secret));
  });

  it('that cannot be written stops nothing, and is told of', async () => {
    const journal: Journal = { ...memoryJournal(), problem: 'no space left on device' };
    const report = await run(
      { source: sourceOf(files), target: server.target, direction: 'up' },
      toolsOf(server.databases, { journal }),
    );
    assert.equal(report.outcome, 'done');
    assert.match(report.message ?? '', /The journal could not be written: no space left on device\./);
  });

  it('has nothing of what had nothing to do, or was refused', async () => {
    const tools = toolsOf(server.databases);
    const source = sourceOf(files);
    await run({ source, target: server.target, direction: 'down' }, tools);
    await run({ source, target: server.target, direction: 'reset' }, tools);
    assert.deepEqual(await tools.journal.read(), []);
  });
});
