// Prediction beside measurement in the panel, and the ways in which a report leaves it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { outFolder } from '../../scripts/host.mjs';
import * as states from './panel-states.mjs';
import { describePanel, fits } from './panel-suite.mjs';

const measured = (over) =>
  states.statement({
    summary: 'ALTER TABLE berth DROP CONSTRAINT berth_pkey CASCADE',
    sql: 'ALTER TABLE berth DROP CONSTRAINT berth_pkey CASCADE;',
    locks: [{ on: 'public.berth', mode: 'ACCESS EXCLUSIVE', blocks: 'all reads and writes', isSevere: true }],
    locksHeld: 'holds its locks to the end of the transaction, 14 ms',
    hiddenWrites: ['inserts 3 rows into public.audit, by a trigger, a cascade or what it calls'],
    predicted: ['ACCESS EXCLUSIVE on public.berth: blocks all reads and writes'],
    ...over,
  });

const asPredicted = measured({ isBorneOut: true });
const otherwise = measured({
  line: 9,
  difference: {
    unforeseen: ['ACCESS EXCLUSIVE on public.mooring: blocks all reads and writes'],
    unmet: ['reads all of public.berth'],
  },
});

const reportOf = (...statements) => ({
  ...states.tryDone,
  run: { ...states.tryDone.run, steps: [states.step({ statements })] },
});

describePanel('what was measured', ({ open, posted, button }) => {
  describe('prediction and measurement', () => {
    const details = async (page) => {
      await page.locator('.statement .head').first().click();
      return page.locator('.details:visible').innerText();
    };

    it('stand beside each other', async () => {
      const page = await open(reportOf(asPredicted));
      const text = await details(page);
      assert.match(text, /Predicted\s+ACCESS EXCLUSIVE on public\.berth: blocks all reads and writes\s+Measured so\./);
      assert.match(text, /Held\s+holds its locks to the end of the transaction, 14 ms/);
      assert.match(text, /Besides\s+inserts 3 rows into public\.audit, by a trigger/);
      assert.doesNotMatch(await page.locator('.statement').first().innerText(), /as predicted/);
    });

    it('are not said to agree where something of it is unknown', async () => {
      const page = await open(reportOf(measured({})));
      const text = await details(page);
      assert.match(text, /Predicted\s+ACCESS EXCLUSIVE/);
      assert.doesNotMatch(text, /Measured so/);
    });

    it('are marked where they differ, and lead to a bug report', async () => {
      const page = await open(reportOf(otherwise));
      assert.match(await page.locator('.statement .head').first().innerText(), /not as predicted/);
      const text = await details(page);
      assert.match(text, /Measured, not predicted: ACCESS EXCLUSIVE on public\.mooring/);
      assert.match(text, /Predicted, not measured: reads all of public\.berth/);
      assert.doesNotMatch(text, /Measured so/);
      assert.ok(await fits(page));
      await page.screenshot({ path: join(outFolder, 'panel-difference.png') });
      await button('Copy as bug report').click();
      assert.deepEqual((await posted()).at(-1), { kind: 'copy-difference' });
    });

    it('are marked in an earlier run too, of which there is no report to copy', async () => {
      const { run, ...rest } = reportOf(otherwise);
      const page = await open({ ...rest, run: { ...run, earlier: '2 h ago' } });
      assert.match(await details(page), /Measured, not predicted: ACCESS EXCLUSIVE on public\.mooring/);
      assert.equal(await button('Copy as bug report').count(), 0);
    });
  });

  it('a statement that differs is looked at, whatever it locks', async () => {
    const page = await open(reportOf(states.statement(), measured({ ...otherwise, locks: [] })));
    await page.getByText('Only what locks').click();
    assert.equal(await page.locator('.row.statement').count(), 1);
  });

  describe('a report', () => {
    it('can be copied and saved once there is one', async () => {
      await open(states.tryDone);
      await button('Copy report').click();
      await button('Save report').click();
      assert.deepEqual((await posted()).slice(-2), [{ kind: 'copy-report' }, { kind: 'save-report' }]);
    });

    it('has no buttons before', async () => {
      await open(states.standing);
      for (const name of ['Copy report', 'Save report']) assert.equal(await button(name).isVisible(), false);
    });
  });
});
