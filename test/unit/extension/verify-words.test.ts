import assert from 'node:assert/strict';
import { failingWords, verificationOf } from '../../../src/extension/verify-words';
import { checksIn } from '../../../src/migrations/validation';
import type { MigrationState } from '../../../src/run/status';
import type { ChecksAnswer } from '../../../src/run/verify-checks';
import { sourceOf } from '../../support/runs';
import { applied, migration, model, pending, server, source } from './support';

const row = { version: '2', failed: false };
const changed: MigrationState = { kind: 'changed', row, difference: 'comments' };
const late = (refused: boolean): MigrationState => ({ kind: 'out-of-order', after: '3', refused });

describe('what verifying says', () => {
  const migrations = ['1', '2', '3'].map((version) => migration(version, 'step'));
  const on = (states: readonly MigrationState[], missing: readonly (typeof row)[] = [], checks?: ChecksAnswer) => {
    const target = server('local', 'local');
    const { report } = model(source(migrations), states, target);
    if (report?.ok !== true) return assert.fail('a status');
    return verificationOf({ ...report.status, missing }, target, checks);
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

  it('counts the checks that do not hold, and names each with its place', () => {
    const text = '-- VALIDATION\n-- after: SELECT true\n-- after: SELECT\n--   false\nSELECT 1;\n';
    const { migrations: chain } = sourceOf({ '1_a.sql': text });
    const [asked = assert.fail('a migration')] = chain;
    const script = asked.up ?? assert.fail('a script');
    const [holds, fails] = checksIn(script).map((check) => ({ migration: asked, script, check }));
    assert.ok(holds && fails);
    const good = on([applied, applied, pending], [], { ok: true, checks: [holds] });
    assert.deepEqual([good.isGood, good.failing], [true, []]);
    assert.match(good.sentence, /as they were applied\. The one check holds\.$/);
    const wrong = 'Its query gives false.';
    const bad = on([applied, applied, pending], [], { ok: true, checks: [holds, { ...fails, wrong }] });
    assert.equal(bad.isGood, false);
    assert.equal(bad.sentence, 'On local: 2 applied and unchanged, 1 check that does not hold.');
    assert.deepEqual(
      bad.failing.map((each) => failingWords(each, () => 'a.sql')),
      ['a.sql:3: the check SELECT does not hold: Its query gives false.'],
    );
  });

  it('is not good where the checks could not be asked', () => {
    const error = { message: 'The connection broke.' };
    const { isGood, sentence } = on([applied, pending, pending], [], { ok: false, why: 'no-connection', error });
    assert.equal(isGood, false);
    assert.match(sentence, /as it was applied\. The checks could not be asked: The connection broke\.$/);
  });

  it('is no fault where the runner takes what comes late', () => {
    assert.deepEqual([on([late(false), applied, applied]).isGood, on([late(true), applied, applied]).isGood], [true, false]);
  });
});
