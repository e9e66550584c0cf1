import assert from 'node:assert/strict';
import { durationMs, writtenDuration } from '../../../src/database/timeouts';

describe('a duration', () => {
  it('is read as PostgreSQL reads one, and is none beyond what it takes', () => {
    const cases = { '2s': 2000, ' 500 ms ': 500, '10min': 600_000, '1h': 3_600_000, '1d': 86_400_000, '7': 7, '0': 0 };
    for (const [text, ms] of Object.entries(cases)) assert.equal(durationMs(text), ms, text);
    assert.equal(durationMs(250), 250);
    for (const text of ['', '-1', '1.5s', '2 weeks', 's', '25d', '99999999999']) assert.equal(durationMs(text), undefined, text);
  });

  it('is written by its greatest whole unit', () => {
    assert.deepEqual([1500, 90_000, 3_600_000, 172_800_000, 1].map(writtenDuration), ['1500ms', '90s', '1h', '2d', '1ms']);
  });
});
