import assert from 'node:assert/strict';
import { cases } from '../support/effects/cases';
import { bench } from '../support/effects/harness';
import { shop } from '../support/effects/shop';
import { count, newTally, summary } from '../support/effects/tally';
import { allMajors, serverTimeout } from '../support/servers';

describe('effects, predicted and measured', function () {
  this.timeout(serverTimeout);

  for (const major of allMajors) {
    it(`agree on PostgreSQL ${major}`, async () => {
      const tally = newTally();
      const it = await bench(major, shop);
      try {
        for (const statements of cases) for (const trial of await it.chain(statements)) count(tally, trial);
      } finally {
        await it.close();
      }
      process.stdout.write(`${summary(tally)}\n`);
      assert.equal(tally.differences.join('\n'), '');
    });
  }
});
