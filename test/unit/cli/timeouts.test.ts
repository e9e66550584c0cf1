import assert from 'node:assert/strict';
import { parseArguments } from '../../../src/cli/arguments';
import { timeoutOptions, withTimeouts } from '../../../src/cli/timeouts';
import type { Target } from '../../../src/database/target';

describe('the timeouts of a command line', () => {
  const target: Target = {
    kind: 'server',
    name: 'x',
    role: 'local',
    from: 'a test',
    url: 'u',
    timeouts: { lockMs: 1, runMs: 2 },
  };
  const given = (...words: readonly string[]) => parseArguments(words, timeoutOptions);

  it('win over those of the target', () => {
    const { timeouts } = withTimeouts(given('--lock-timeout', '5s', '--statement-timeout=1min'), target, false);
    assert.deepEqual(timeouts, { lockMs: 5000, statementMs: 60_000, runMs: 2 });
  });

  it('are refused where they are no times, and in a dry run', () => {
    assert.throws(() => withTimeouts(given('--run-timeout', 'soon'), target, false), /--run-timeout is a time such as 500ms/);
    assert.throws(() => withTimeouts(given('--lock-timeout', '1s'), target, true), /leave out --lock-timeout/);
  });
});
