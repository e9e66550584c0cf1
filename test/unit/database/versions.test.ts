import assert from 'node:assert/strict';
import { versionWords } from '../../../src/database/versions';

describe('a server’s version', () => {
  for (const [version, words] of [
    [110_022, 'PostgreSQL 11.22 (older than 12: Lockkeeper may not work with it)'],
    [120_022, 'PostgreSQL 12.22 (older than 14: Lockkeeper is not tested with it)'],
    [140_019, 'PostgreSQL 14.19'],
    [180_003, 'PostgreSQL 18.3'],
    [190_000, 'PostgreSQL 19.0 (newer than 18: Lockkeeper is not tested with it yet)'],
  ] as const) {
    it(`is printed as ${words}`, () => assert.equal(versionWords(version), words));
  }
});
