import assert from 'node:assert/strict';
import { parseArguments } from '../../../src/cli/arguments';
import { dryRunLimits, dryRunLimitsIn } from '../../../src/cli/dry-run-options';

describe('the limits of a dry run on a command line', () => {
  const given = (...words: readonly string[]) => parseArguments(words, dryRunLimits);

  it('are times, sizes and what is allowed', () => {
    assert.deepEqual(dryRunLimitsIn(given('--limit-time', '10min', '--limit-size=2GB', '--allow-outside-effects'), true), {
      limitMs: 600_000,
      traceLimitBytes: 2 * 1024 ** 3,
      allowOutsideEffects: true,
    });
    assert.deepEqual(dryRunLimitsIn(given(), true), {});
  });

  it('are refused where they are none, and where nothing is rehearsed', () => {
    assert.throws(() => dryRunLimitsIn(given('--limit-time', 'soon'), true), /--limit-time is a time such as 90s/);
    assert.throws(() => dryRunLimitsIn(given('--limit-time', '0s'), true), /--limit-time is a time/);
    assert.throws(() => dryRunLimitsIn(given('--limit-size', 'big'), true), /--limit-size is a size such as 500MB/);
    assert.throws(() => dryRunLimitsIn(given('--allow-outside-effects'), false), /for dry runs: give it with --dry-run/);
  });
});
