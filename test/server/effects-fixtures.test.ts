import assert from 'node:assert/strict';
import { join } from 'node:path';
import { reader } from '../support/effects/harness';
import { replay } from '../support/effects/replay';
import { count, newTally, summary } from '../support/effects/tally';
import { chainsOf } from '../support/folders';
import { allMajors, serverTimeout, startServer } from '../support/servers';

const fixtures = join(import.meta.dirname, '../fixtures');

describe('effects of whole chains of migrations', function () {
  this.timeout(serverTimeout);

  for (const major of allMajors) {
    it(`agree on PostgreSQL ${major}`, async () => {
      const chains = await chainsOf(fixtures, await reader);
      assert.ok(chains.length > 1);
      const tally = newTally();
      // Roles belong to a server.
      const server = await startServer(major);
      try {
        for (const chain of chains) await replay(server, chain, { fills: true, tell: (trial) => count(tally, trial) });
      } finally {
        await server.stop();
      }
      process.stdout.write(`${summary(tally)}\n`);
      assert.ok(tally.trials > 100);
      assert.equal(tally.differences.join('\n'), '');
    });
  }
});
