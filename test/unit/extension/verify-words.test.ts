import assert from 'node:assert/strict';
import { verificationOf } from '../../../src/extension/verify-words';
import type { MigrationState } from '../../../src/run/status';
import { applied, migration, model, pending, server, source } from './support';

const row = { version: '2', failed: false };
const changed: MigrationState = { kind: 'changed', row, difference: 'comments' };
const late = (refused: boolean): MigrationState => ({ kind: 'out-of-order', after: '3', refused });

describe('what verifying says', () => {
  const migrations = ['1', '2', '3'].map((version) => migration(version, 'step'));
  const on = (states: readonly MigrationState[], missing: readonly (typeof row)[] = []) => {
    const target = server('local', 'local');
    const { report } = model(source(migrations), states, target);
    if (report?.ok !== true) return assert.fail('a status');
    return verificationOf({ ...report.status, missing }, target);
  };

  it('is one sentence where all is well', () => {
    const { isGood, sentence, found } = on([applied, applied, pending]);
    assert.deepEqual([isGood, sentence, found], [true, 'On local, all 2 applied migrations are as they were applied.', []]);
    assert.match(on([applied, pending, pending]).sentence, /^On local, the one applied migration is as it was applied\.$/);
    assert.match(on([pending, pending, pending]).sentence, /^Nothing is applied to local yet/);
  });

  it('is one sentence that counts what is not, and says of each what it is', () => {
    const { isGood, sentence, found } = on([applied, changed, { kind: 'failed', row }], [{ version: '9', failed: false }]);
    assert.equal(isGood, false);
    assert.equal(sentence, 'On local: 1 applied and unchanged, 1 changed after apply, 1 not finished, 1 without a file here.');
    assert.deepEqual(
      found.map(({ version, page }) => [version, page]),
      [
        ['2', 'checksum-mismatch'],
        ['3', 'failed-migration'],
        ['9', 'database-ahead'],
      ],
    );
  });

  it('is no fault where the runner takes what comes late', () => {
    assert.deepEqual([on([late(false), applied, applied]).isGood, on([late(true), applied, applied]).isGood], [true, false]);
  });
});
