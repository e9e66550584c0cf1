// What the panel shows of a state.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as states from './panel-states.mjs';
import { describePanel } from './panel-suite.mjs';

describePanel('what it shows', ({ open, show, remembered, button, statementHead }) => {
  describe('what it shows', () => {
    it('says first where we are: the source, the target and its role', async () => {
      const page = await open(states.production);
      const header = await page.locator('header').innerText();
      assert.match(header, /harbor\/migrations\s+sqlx/);
      assert.match(header, /on\s+production\s+Production\s+harbor on db\.example\.com:5432, PostgreSQL 16\.9/);
      assert.match(await page.locator('.message').innerText(), /applying asks you to type its name/);
    });

    for (const [name, state, expected] of [
      ['pending migrations', states.standing, /^3 migrations pending on local/],
      ['a database that is up to date', upToDate(), /^Up to date on local/],
      ['no migrations', { ...states.standing, migrations: [], pending: 0 }, /^No migrations yet/],
      ['a status that nobody read', states.untrusted, /^16 migrations, status not read yet/],
      [
        'a dry run with care',
        states.tryDone,
        /^3 migrations would apply to local\s+3 statements make reads or writes of others wait\./,
      ],
      [
        'a dry run that failed',
        states.tryFailed,
        /^20250303140000 vessel flag would fail on local\s+2 migrations before it went well\./,
      ],
      [
        'a dry run of files that have changed since',
        { ...states.tryDone, run: { ...states.tryDone.run, isOutdated: true, triedPending: false } },
        /^Files have changed since the dry run on local\s+As they were: 3 migrations would apply to local\. A dry run tells/,
      ],
      [
        'an apply whose files have changed since',
        { ...applied(), run: { ...applied().run, isOutdated: true } },
        /^3 migrations applied to local/,
      ],
      [
        'a dry run with proofs of rollbacks',
        states.tryProven,
        /^3 migrations would apply to local\s[^]*Rollback proven for 1, differs for 1, none for 1\./,
      ],
      [
        'a dry run of which a part is not known',
        states.tryUnknown,
        /^1 of 2 migrations would apply to local, the rest is not known\s+The embedded server does not have the extension postgis\./,
      ],
      [
        'a dry run of which nothing is known',
        { ...states.tryUnknown, run: { ...states.tryUnknown.run, steps: states.tryUnknown.run.steps.slice(1) } },
        /^Not known whether 1 migration would apply to local\s+The embedded server does not have/,
      ],
      [
        'a dry run whose time was up',
        {
          ...states.tryUnknown,
          run: { ...states.tryUnknown.run, steps: [{ ...states.tryUnknown.run.steps[0], outcome: 'cancelled' }] },
        },
        /^Not known whether 1 migration would apply to local\s+The embedded server does not have/,
      ],
      [
        'a shadow in the place of a trace',
        states.tryInstead,
        /^1 migration would apply to local\s[^]*The tables of 0002 have 41 GB[^]*tried on a throw-away database instead/,
      ],
      [
        'an apply that was cancelled',
        states.cancelled,
        /^Apply on local was cancelled\s+1 migration before that was carried out and stays\.$/,
      ],
      [
        'a timeout, with who kept the lock',
        states.timedOut,
        /^20250303140000 vessel flag failed on local\s+Error 55P03 lock_not_available: canceling[^]*psql \(pid 4711\)/,
      ],
      ['a run under way', states.running, /^Apply on local …\s+20250302083000 invoice total as numeric, statement 2 of 4/],
      ['an apply', applied(), /^3 migrations applied to local\s+9 statements in 622 ms\./],
      ['nothing to do', ended('nothing-to-do'), /^Nothing to do on local/],
      ['a cancelled run', ended('cancelled', 'Cancelled.'), /^Dry run on local was cancelled\s+Nothing was kept\.$/],
      ['a lock held by someone else', ended('locked'), /^Someone else is migrating local/],
      ['no connection', ended('no-connection', 'Connection refused'), /^No connection to local\s+Connection refused/],
      ['history and files that differ', ended('disagreement'), /^History and files disagree on local/],
      [
        'a guard that says no',
        ended('refused', 'Save the files first.'),
        /^Dry run on local was refused\s+Save the files first\./,
      ],
    ]) {
      it(`gives the verdict on ${name}`, async () => {
        const page = await open(state);
        assert.match(await page.locator('.verdict .words').innerText(), expected);
      });
    }

    it('says the role only where the name of the target does not', async () => {
      const page = await open({ ...states.standing, target: { name: 'embedded', role: 'embedded', server: 'PostgreSQL 18.3' } });
      assert.match(await page.locator('header .where').innerText(), /^on\s+embedded\s+PostgreSQL 18\.3$/);
      await show({ ...states.production, target: { ...states.production.target, name: 'Production' } });
      assert.match(await page.locator('header .where').innerText(), /Production\s+Production/);
    });

    it('says where a dry run was tried, where that is not the target', async () => {
      const page = await open(states.tryUnknown);
      const facts = await page.locator('.timeline .section-head p').first().innerText();
      assert.match(
        facts,
        /^2 migrations, \d+ statements, .*, in a throw-away database of the embedded server, PostgreSQL 18\.3$/,
      );
    });

    it('shows every statement with its line, time, rows, lock and work', async () => {
      const page = await open(states.tryDone);
      assert.equal(await page.locator('.row.step').count(), 3);
      assert.equal(await page.locator('.row.statement').count(), 9);
      const alter = await statementHead('ALTER TABLE invoice ALTER COLUMN').innerText();
      assert.match(alter, /\b2\b[^]*468 ms[^]*blocks all reads and writes on public\.invoice/);
      assert.match(await statementHead('INSERT INTO berth_fee').innerText(), /1,200 rows\s+42 ms/);
      assert.match(
        await statementHead('CREATE INDEX CONCURRENTLY').innerText(),
        /not tried: CREATE INDEX CONCURRENTLY runs only/,
      );
      assert.match(await page.locator('.row.step').nth(1).innerText(), /The file’s own BEGIN and COMMIT were taken as ours\./);
    });

    it('draws time as a timeline: the slow statement begins where the ones before it end', async () => {
      const page = await open(states.tryDone);
      const fill = (text) => statementHead(text).locator('.bar > span').boundingBox();
      const [before, slow] = [await fill('SET LOCAL'), await fill('ALTER TABLE invoice ALTER')];
      const axis = await page.locator('.statement .bar').first().boundingBox();
      assert.ok(slow.width > axis.width * 0.8, `${slow.width} of ${axis.width}`);
      assert.ok(Math.abs(slow.x - before.x) < 3);
    });

    it('tells everything of a statement when it is opened', async () => {
      const page = await open(states.tryDone);
      await statementHead('ALTER TABLE invoice ALTER COLUMN').click();
      const details = await page.locator('.details:visible').innerText();
      for (const text of [
        'Severe: ACCESS EXCLUSIVE on public.invoice, which blocks all reads and writes',
        'Severe: ACCESS EXCLUSIVE on public.invoice_open, which blocks all reads and writes',
        'rewrites public.invoice and all its indexes',
        'reads all of public.invoice_line',
        'NOTICE:  rewriting table "invoice"',
        'ALTER TABLE invoice ALTER COLUMN total TYPE numeric(12, 2);',
      ]) {
        assert.ok(details.includes(text), `${text}\n is missing in\n${details}`);
      }
    });

    it('opens a failure by itself, once, with the server’s words and the way to the line', async () => {
      const page = await open(states.tryFailed);
      assert.match(
        await page.locator('.error-box').innerText(),
        /Error 23502 not_null_violation: column "flag" of relation "vessel" contains null values/,
      );
      assert.match(await page.locator('.error-box').innerText(), /Fill the column first, or give it a default\./);
      await statementHead('SET NOT NULL').click();
      assert.equal(await page.locator('.details:visible').count(), 0);
      await show({ ...states.tryFailed, pending: 2 });
      assert.equal(await page.locator('.details:visible').count(), 0, 'closed rows stay closed');
    });

    it('leaves only what hurts when asked', async () => {
      const page = await open(states.tryDone);
      await page.getByText('Only what locks').click();
      assert.equal(await page.locator('.row.statement').count(), 4);
      assert.match(await page.locator('.row.step').first().innerText(), /3 statements not shown/);
      assert.equal((await remembered()).onlyHurting, true);
    });

    it('leaves out whole migrations that nobody need look at, and says how many', async () => {
      const quiet = states.step({ id: 'quiet', version: '1', title: 'quiet' });
      const page = await open({
        ...states.tryProven,
        run: { ...states.tryProven.run, steps: [quiet, ...states.tryProven.run.steps] },
      });
      await page.getByText('Only what locks').click();
      assert.equal(await page.locator('.row.step').count(), 3);
      assert.match(await page.locator('.timeline').innerText(), /1 migration with nothing to look at is not shown\./);
      await show({ ...states.tryProven, run: { ...states.tryProven.run, steps: [quiet] } });
      assert.match(await page.locator('.timeline').innerText(), /No statement locks others out, works hard or fails\./);
      await page.getByText('Only what locks').click();
      assert.equal(await page.locator('.row.step').count(), 1);
      assert.doesNotMatch(await page.locator('.timeline').innerText(), /not shown/);
    });

    it('keeps a migration whose rollback differs, whatever its statements do', async () => {
      const page = await open({
        ...states.tryProven,
        run: { ...states.tryProven.run, steps: [states.step({ rollback: { kind: 'differs', lines: [] } })] },
      });
      await page.getByText('Only what locks').click();
      assert.equal(await page.locator('.row.step').count(), 1);
    });

    it('folds the applied migrations away, and shows the newest first when opened', async () => {
      const page = await open(states.standing);
      assert.deepEqual(await page.locator('.row.migration .title').allInnerTexts(), [
        'quay numbers',
        'berth fees',
        'invoice total as numeric',
        'vessel flag',
      ]);
      await button('12 migrations applied').click();
      assert.equal(await page.locator('.row.migration').count(), 16);
      assert.equal(await page.locator('.row.migration .version').nth(4).innerText(), '20241210090000');
      assert.equal(await page.locator('.table .quiet').first().innerText(), '1 changed after apply, 3 pending, 12 applied');
    });

    it('names what is wrong with a migration in words', async () => {
      const page = await open(states.standing);
      const row = (title) => page.locator('.row.migration', { hasText: title }).innerText();
      assert.match(await row('quay numbers'), /Changed after apply\s+comments changed/);
      assert.match(await row('invoice total'), /Pending\s+1 error\s+2 warnings/);
      assert.match(await row('vessel flag'), /no rollback/);
    });
  });
});

function upToDate() {
  return { ...states.standing, migrations: states.standing.migrations.filter(({ state }) => state === 'applied'), pending: 0 };
}

function applied() {
  return { ...states.tryDone, run: { ...states.tryDone.run, kind: 'apply' } };
}

function ended(outcome, message) {
  return { ...states.standing, run: { number: 5, kind: 'dry-run', target: 'local', outcome, message, ms: 1, steps: [] } };
}
