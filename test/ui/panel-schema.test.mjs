// What a dry run changes in the schema, whether it can be rolled back, and what is known of a statement beside each other.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { outFolder } from '../../scripts/host.mjs';
import * as states from './panel-states.mjs';
import { describePanel, fits, focused } from './panel-suite.mjs';

describePanel('schema and proofs', ({ open, show, posted, button, statementHead }) => {
  describe('changes in the schema', () => {
    it('stand under their table or schema, with a sign and the word for what becomes of them', async () => {
      const page = await open(states.tryProven);
      const section = page.locator('section.schema');
      assert.match(await section.innerText(), /Schema changes\s+3 created, 1 dropped, 1 changed/);
      assert.deepEqual(await section.locator('.row.group .name').allInnerTexts(), [
        'public.berth_fee',
        'public.invoice',
        'schema public',
      ]);
      const rows = await section.locator('.row.change .head').allInnerTexts();
      assert.match(rows[0], /created table public\.berth_fee with 2 columns, 1 index, 2 constraints/);
      assert.match(rows[1], /changed column total\s+high risk/);
      assert.match(rows[2], /dropped constraint invoice_total_check\s+critical risk/);
      await page.screenshot({ path: join(outFolder, 'panel-schema.png') });
    });

    it('show what changes in an object, and fold away with their table, by keyboard', async () => {
      const page = await open(states.tryProven);
      await page.locator('.row.group .head').first().focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
      assert.match(await page.evaluate(focused), /changed column total/);
      assert.deepEqual(await page.locator('.row.change .parts:visible li').allInnerTexts(), [
        'type: integer → numeric(12,2)',
        'default: 0 → nothing',
      ]);
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded')), 'true');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Space');
      assert.equal(await page.locator('.row.change').count(), 2);
      assert.match(await page.evaluate(focused), /public\.invoice/);
    });

    it('say nothing of opening where there is nothing more to see', async () => {
      const page = await open(states.tryProven);
      const bare = page.locator('.row.change .head', { hasText: 'invoice_total_idx' });
      assert.equal(await bare.getAttribute('aria-expanded'), null);
      await bare.click();
      assert.equal(await page.locator('.parts:visible').count(), 0);
    });

    it('are compared as texts, as long as both are there', async () => {
      await open(states.tryProven);
      await posted();
      await button('Compare as text').click();
      assert.deepEqual(await posted(), [{ kind: 'compare-schema' }]);
      const { run } = states.tryProven;
      await show({ ...states.tryProven, run: { ...run, schema: { ...run.schema, canCompare: false } } });
      assert.equal(await button('Compare as text').count(), 0);
    });

    it('are told of where there are none, and not at all where nobody read the schema', async () => {
      const page = await open(states.tryUnproven);
      assert.match(await page.locator('section.schema').innerText(), /The schema stays as it is\./);
      await show(states.tryDone);
      assert.equal(await page.locator('section.schema').isVisible(), false);
    });

    it('are folded where there are many, and only those in sight are on the page', async () => {
      const page = await open(states.longRun(2000, 1000));
      assert.equal(await page.locator('.row.change').count(), 0);
      assert.ok((await page.locator('.row').count()) < 120);
      await button('Schema changes').click();
      assert.ok((await page.locator('.row').count()) < 160);
      await page.locator('.row.group .head').first().focus();
      await page.keyboard.press('End');
      assert.match(await page.evaluate(focused), /public\.t999/);
      assert.ok((await page.locator('.row').count()) < 160);
    });
  });

  describe('the proof of a rollback', () => {
    it('stands on the row of its migration in words', async () => {
      const page = await open(states.tryProven);
      assert.deepEqual(await page.locator('.row.step .proof').allInnerTexts(), [
        'rollback proven',
        'rollback differs',
        'no rollback',
      ]);
      await show(states.tryUnproven);
      assert.deepEqual(await page.locator('.row.step .proof').allInnerTexts(), ['rollback fails', 'rollback not known', '']);
    });

    it('says what differs when asked, and keeps the keyboard', async () => {
      const page = await open(states.tryProven);
      await button('How the rollback differs').focus();
      await page.keyboard.press('Enter');
      assert.match(await page.locator('.proof-details:visible').innerText(), /found {4}numeric\(12,2\)/);
      assert.equal(await page.evaluate(focused), 'How the rollback differs');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('.proof-details:visible').count(), 0);
    });

    it('leads to the line that fails', async () => {
      await open(states.tryUnproven);
      await posted();
      await button('Why the rollback fails').click();
      await button('Open at line 2').click();
      const path = '/harbor/migrations/20250301101500_berth_fees.down.sql';
      assert.deepEqual(await posted(), [{ kind: 'open', path, line: 2, column: 12 }]);
    });
  });

  it('shows the SQL of a statement, its findings, what was predicted and what was measured together', async () => {
    const page = await open(states.tryProven);
    await posted();
    await statementHead('ALTER TABLE invoice ALTER COLUMN').click();
    const text = await page.locator('.details:visible').innerText();
    const order = ['ALTER TABLE invoice', 'Findings', 'Predicted', 'Measured so.', 'Estimate', 'Locks', 'Work', 'Schema'];
    for (const [index, words] of order.slice(1).entries()) {
      assert.ok(text.indexOf(order[index]) < text.indexOf(words), `${order[index]} before ${words} in\n${text}`);
    }
    assert.match(
      text,
      /Error: Rewrites public\.invoice[^]*41 GB, 120 M rows, 210 writes\/s[^]*changed column public\.invoice\.total/,
    );
    await button('change-column-type').click();
    assert.deepEqual(await posted(), [{ kind: 'explain', page: 'change-column-type' }]);
    assert.ok(await fits(page));
  });

  it('shows markup in names of objects, proofs, findings and runs as it is written', async () => {
    const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> ${'x'.repeat(500)}`;
    const error = { message: hostile, path: hostile, line: 1 };
    const judged = states.statement({
      ...{ estimate: [hostile], schemaChanges: [hostile] },
      findings: [{ rule: hostile, severity: 'error', message: hostile }],
    });
    const change = { change: 'dropped', kind: hostile, name: hostile, severity: 'critical', along: hostile, parts: [hostile] };
    const page = await open({
      ...states.withRuns,
      runs: [{ number: 1, kind: 'apply', target: hostile, outcome: 'done', ms: 1, when: hostile }],
      run: {
        ...states.tryProven.run,
        earlier: hostile,
        schema: { groups: [{ name: hostile, changes: [change] }], canCompare: true },
        steps: [states.step({ statements: [judged], rollback: { kind: 'fails', lines: [hostile], error } })],
      },
    });
    for (const name of ['Last runs', 'Why the rollback fails']) await button(name).click();
    await page.locator('.row.change .head').click();
    await statementHead('CREATE TABLE').click();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('img, script:not([nonce]), iframe').count(), 0);
    assert.ok(await fits(page));
  });

  it('says how many statements are not listed', async () => {
    const page = await open(states.tryUnproven);
    const row = await page.locator('.row.step').first().innerText();
    assert.match(row, /4,004 statements[^]*4,000 more statements not listed one by one/);
  });

  for (const [name, options] of [
    ['300-light', { width: 300, height: 2800, theme: 'light' }],
    ['300-dark', { width: 300, height: 2800, theme: 'dark' }],
    ['1000-light', { width: 1000, height: 1700, theme: 'light' }],
    ['1000-dark', { width: 1000, height: 1700, theme: 'dark' }],
  ]) {
    it(`fits, everything open, at ${name}`, async () => {
      const page = await open(states.withRuns, options);
      await statementHead('ALTER TABLE invoice ALTER COLUMN').click();
      await page.locator('.row.change .head').nth(1).click();
      await button('How the rollback differs').click();
      await button('Last runs').click();
      assert.ok(await fits(page));
      await page.screenshot({ path: join(outFolder, `panel-full-${name}.png`) });
    });
  }
});
