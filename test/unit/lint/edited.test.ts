import assert from 'node:assert/strict';
import { applyFix, filesOf, lintCase, type Case } from '../../support/chains';

const id = 'edited-applied-migration';
const by = 'origin/main';

async function edited(it_: Case) {
  return (await lintCase(it_)).filter(({ rule }) => rule === id);
}

describe(id, () => {
  it('is silent where nothing is known of what was applied, and where that is what stands here', async () => {
    assert.deepEqual(await edited({ sql: 'SELECT 1;' }), []);
    assert.deepEqual(await edited({ sql: 'SELECT 1;', applied: { by, text: 'SELECT 1;' } }), []);
    assert.deepEqual(await edited({ sql: 'SELECT 1;', applied: { by, otherThan: 'SELECT 2;' } }), []);
  });

  it('is silent on line ends that a checkout has turned around', async () => {
    for (const convention of ['sqlx', 'numbered', 'typed'] as const) {
      assert.deepEqual(await edited({ convention, sql: 'SELECT 1;\r\n', applied: { by, text: 'SELECT 1;\n' } }), []);
    }
  });

  it('underlines the first statement that differs, and is no hint though the migration is applied', async () => {
    const sql = 'SELECT 1;\r\nSELECT 3;\r\nSELECT 4;\r\n';
    const it_: Case = { sql, standing: 'applied', applied: { by, text: 'SELECT 1;\nSELECT 2;\n' } };
    const [finding] = await edited(it_);
    assert.equal(finding && sql.slice(finding.at.start, finding.at.end), 'SELECT 3');
    assert.equal(finding?.severity, 'error');
    assert.match(
      finding.message,
      /^origin\/main has this migration otherwise: its checksum is not the one in _sqlx_migrations any more, and a database /,
    );
    const [fix, ...more] = finding.fixes;
    assert.ok(fix);
    assert.deepEqual([fix.title, more], ['Restore what origin/main has', []]);
    assert.deepEqual(Object.values(applyFix(filesOf(it_), fix)), ['SELECT 1;\r\nSELECT 2;\r\n']);
  });

  it('says of comments no more than that the checksum is another', async () => {
    const [finding] = await edited({ sql: '-- Why\nSELECT 1;', applied: { by, text: 'SELECT 1;' } });
    assert.deepEqual(finding?.at, { start: 0, end: 0 });
    assert.match(finding.message, /any more$/);
  });

  it('takes the word of a history that has another checksum', async () => {
    const sql = 'SELECT 1;';
    const [finding] = await edited({ sql, applied: { by: 'app on db.example.org', otherThan: sql } });
    assert.match(finding?.message ?? '', /^app on db\.example\.org has this migration otherwise: /);
    assert.deepEqual(finding?.fixes, []);
  });

  it('can be switched off', async () => {
    const options = { rules: new Map([[id, 'off' as const]]) };
    assert.deepEqual(await edited({ sql: 'SELECT 1;', applied: { by, text: 'SELECT 2;' }, options }), []);
  });
});
