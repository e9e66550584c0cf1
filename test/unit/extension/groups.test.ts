import assert from 'node:assert/strict';
import { groupsOf } from '../../../src/extension/groups';
import { applied, migration, model, pending, source } from './support';

const [one, two, three] = [migration('1', 'one'), migration('2', 'two'), migration('3', 'three')];

const shape = (of: ReturnType<typeof model>): unknown =>
  groupsOf(of.source, of.report, of.states).map(({ title, migrations, missing, problems }) => [
    title,
    ...migrations.map(({ title: name }) => name),
    ...missing.map(({ version }) => version),
    ...problems.map(({ path }) => path),
  ]);

describe('groups of the tree', () => {
  it('puts what waits first, and what was applied last with the newest on top', () => {
    assert.deepEqual(shape(model(source([one, two, three]), [applied, applied, pending])), [
      ['Pending', 'three'],
      ['Applied', 'two', 'one'],
    ]);
  });

  it('keeps all together while the status is not known', () => {
    assert.deepEqual(shape(model(source([one, two]))), [['Not Compared Yet', 'one', 'two']]);
  });

  it('tells a file that came after the status was read from a pending one', () => {
    const read = model(source([one]), [pending]);
    assert.deepEqual(shape({ ...read, source: source([one, two]) }), [
      ['Pending', 'one'],
      ['Not Compared Yet', 'two'],
    ]);
  });

  it('lists rows without a file, and files that are no migrations', () => {
    const stray = { kind: 'unmanaged' as const, path: '/w/migrations/notes.sql', message: '', related: [] };
    const own = { kind: 'duplicate-version' as const, path: one.up!.path, message: '', related: [] };
    const read = model(source([one], [stray, own]), [applied]);
    assert.ok(read.report?.ok);
    const missing = { ...read.report, status: { ...read.report.status, missing: [{ version: '9', failed: false }] } };
    assert.deepEqual(shape({ ...read, report: missing }), [
      ['Applied without a File', '9'],
      ['Other Files', '/w/migrations/notes.sql'],
      ['Applied', 'one'],
    ]);
  });
});
