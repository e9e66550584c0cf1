import assert from 'node:assert/strict';
import { compareGenerated } from '../support/effects/generated';
import { summary } from '../support/effects/tally';
import { allMajors, outerMajors, serverTimeout } from '../support/servers';

/**
 * A few hundred by default, on the oldest and the newest version. `EFFECTS_STATEMENTS` sets how many a version and
 * `EFFECTS_SEED` where to begin; with either, all versions are tried.
 */
const wanted = Number(process.env['EFFECTS_STATEMENTS'] ?? 300);
const seed = Number(process.env['EFFECTS_SEED'] ?? 100);
const isFull = process.env['EFFECTS_STATEMENTS'] !== undefined || process.env['EFFECTS_SEED'] !== undefined;
const majors = isFull ? allMajors : outerMajors;

describe('effects of generated statements over generated schemas', function () {
  this.timeout(Math.max(serverTimeout, wanted * 1000));

  for (const major of majors) {
    it(`agree on PostgreSQL ${major}, ${wanted} statements from seed ${seed}`, async () => {
      const tally = await compareGenerated(major, wanted, seed);
      process.stdout.write(`${summary(tally)}\n`);
      assert.equal(tally.differences.join('\n'), '');
    });
  }
});
