import assert from 'node:assert/strict';
import { readSnapshot, snapshotText } from '../../../src/database/snapshot/file';
import { normaliser, type Snapshot } from '../../../src/database/snapshot/snapshot';

const snapshot: Snapshot = {
  ...{ engine: 'PostgreSQL 18', normaliser, without: ['owners'] },
  objects: [
    { kind: 'schema', id: 'app', def: {} },
    { kind: 'table', id: 'app.ships', def: { columns: ['id'], grants: { '(owner)': 'ALL', public: 'SELECT' } } },
  ],
};

describe('the file of a snapshot', () => {
  const text = snapshotText(snapshot);

  it('is JSON with one line an object, whatever the order of its parts', () => {
    assert.match(text, /\n\{"kind":"schema","id":"app","def":\{\}\},\n\{"kind":"table",.*\n\]\n\}\n$/);
    const turned = { public: 'SELECT', '(owner)': 'ALL' };
    const objects = snapshot.objects.map((object) =>
      object.kind === 'table' ? { ...object, def: { grants: turned, columns: ['id'] } } : object,
    );
    assert.equal(snapshotText({ ...snapshot, objects }), text);
    assert.deepEqual(JSON.parse(text).counts, { schema: 1, table: 1 });
  });

  it('is read as it was written', () => {
    assert.deepEqual(readSnapshot(text), { ok: true, snapshot });
  });

  const faulty: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ['no JSON', 'CREATE TABLE t ();', /no JSON/],
    ['another document', '{"version": 1}', /its members are not/],
    ['objects that are none', text.replace('"kind":"schema"', '"sort":"schema"'), /its members are not/],
    ['a later version', text.replace('"version":1', '"version":2'), /version 2/],
    ['other rules', text.replace(/"normaliser":\d+/, '"normaliser":0'), /other rules/],
    ['an edit', text.replace('SELECT', 'DELETE'), /somebody has changed it/],
  ];
  for (const [what, changed, reason] of faulty) {
    it(`refuses ${what}`, () => {
      const read = readSnapshot(changed);
      assert.ok(!read.ok);
      assert.match(read.reason, reason);
    });
  }
});
