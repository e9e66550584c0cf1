// Makes the README's pictures from the real thing: VS Code with the sample's migrations on the embedded PostgreSQL.
//   npm run screenshots
//   THEME='Light Modern' npm run screenshots      in another theme, to look at: those go to .host/
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installHost, outFolder, root } from './host.mjs';
import { buildAll } from './build.mjs';
import { smallPng } from './small-png.mjs';

const pictures = process.env.THEME === undefined ? join(root, 'docs', 'images') : outFolder;
process.env.THEME ??= 'Dark Modern';
const { openWorkbench } = await import('../test/ui/workbench.mjs');

/** Kilobytes that a picture may have: whoever opens the README loads all of them. */
const heaviest = 200;
const width = 1100;
/** Above it stands that the extension is being developed, which it is not where it is used. */
const titleBar = 30;

/** What is pointed at shall be seen above what is said of it. */
const more = { 'editor.hover.above': false, 'editor.hover.delay': 100, 'breadcrumbs.enabled': false };

const booking = 'services/booking/migrations';

/** The bookings' migrations alone, and rows, since without them nothing takes time and nothing fails. */
function prepare(folder) {
  for (const name of ['deploy', 'db']) rmSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, booking, '20250215120000_sample_bookings.sql'),
    `INSERT INTO carrier (scac, name, status) VALUES ('HRBR', 'Harbor Line', 'active');
INSERT INTO vessel SELECT 9100000 + n, 'Vessel ' || n, (SELECT id FROM carrier LIMIT 1), 4000 + n FROM generate_series(1, 2000) n;
INSERT INTO voyage (number, vessel_imo, port_of_loading, port_of_discharge, departure, arrival)
    SELECT 'V' || n, 9100000 + n, 'NLRTM', 'SGSIN', now(), now() + interval '30 days' FROM generate_series(1, 2000) n;
INSERT INTO booking (voyage_id, shipper, status, requested_at)
    SELECT 1 + n % 2000, 'Shipper ' || n % 500, 'requested', now() FROM generate_series(1, 20000) n;
`,
  );
}

await buildAll({ production: true });
installHost();
const code = await openWorkbench({ prepare, view: { viewport: { width, height: 700 }, deviceScaleFactor: 1.5 }, more });
try {
  await takeAll(code);
} catch (error) {
  const path = join(outFolder, 'failed-screenshots.png');
  await code.page.screenshot({ path });
  console.error(`What the window showed: ${path}`);
  throw error;
} finally {
  await code.close();
}

async function takeAll({ page, panel, row, lens, command, openFile, quickInput, folder }) {
  const migrations = join(folder, booking);
  const heading = (name) => panel.getByRole('heading', { name }).waitFor({ timeout: 120_000 });
  const statement = (text) => panel.locator('.row.statement', { hasText: text });

  await page
    .getByRole('tab', { name: /Lockkeeper/ })
    .first()
    .click();
  await row('Pending (13)').waitFor();
  await command('Lockkeeper: Apply Next…');
  await quickInput.waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('8');
  await quickInput.getByText('Applies 8 migrations').waitFor();
  await page.keyboard.press('Enter');
  await row('Applied (8)').waitFor();

  // A finding, with what it says to whoever points at it.
  await openFile('require_incoterm.up.sql');
  await lens('Pending').waitFor();
  await page.locator('.squiggly-error').first().hover({ force: true });
  await page.locator('.monaco-hover', { hasText: 'ACCESS EXCLUSIVE' }).first().waitFor();
  await take(page, 'finding', 420);
  await page.keyboard.press('Escape');

  // A dry run of all that is pending fails where rows are in the way.
  await command('View: Close All Editors');
  await command('Lockkeeper: Open Report');
  await panel.getByRole('button', { name: 'Dry run' }).click();
  await heading(/require incoterm would fail/);
  await aside(page);
  await take(page, 'dry-run-fails', 700);

  // Without that one all goes well, and tells what it would lock.
  for (const ending of ['up', 'down']) {
    renameSync(join(migrations, `20250409130000_require_incoterm.${ending}.sql`), join(folder, `require_incoterm.${ending}.txt`));
  }
  await row('Pending (4)').waitFor();
  await panel.getByRole('button', { name: 'Dry run' }).click();
  await heading(/4 migrations would apply/);
  // Rows out of sight are not there.
  await page.setViewportSize({ width, height: 2400 });
  await statement('ALTER TABLE vessel ALTER COLUMN').locator('.head').click();
  await panel.locator('.details:visible').first().waitFor();
  await panel.locator('main').evaluate(() => window.scrollTo(0, 0));
  await page.setViewportSize({ width, height: 1000 });
  await aside(page);
  await take(page, 'dry-run', 1000);
  await page.setViewportSize({ width, height: 700 });

  // The tree with whatever can be the matter.
  await command('View: Close All Editors');
  appendFileSync(join(migrations, '20250113101000_create_bookings.sql'), '\nALTER TABLE booking ADD COLUMN note text;\n');
  writeFileSync(join(migrations, '20250121080000_index_consignee.sql'), 'CREATE INDEX ON booking (consignee);\n');
  rmSync(join(migrations, '20250203110500_booking_containers.down.sql'));
  rmSync(join(migrations, '20250203110500_booking_containers.up.sql'));
  for (const state of ['Changed after Apply (1)', 'Out of Order (1)', 'Applied without a File (1)']) await row(state).waitFor();
  await openFile('index_open_requests.up.sql');
  await lens('Pending').waitFor();
  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
  await aside(page);
  await take(page, 'tree', 460);
}

/** Takes the mouse to where it points at nothing, so that nothing is lit. */
async function aside(page) {
  await page.mouse.move(width / 2, 5);
  for (let frames = 0; frames < 10; frames++)
    await page.evaluate(() => new Promise((done) => window.requestAnimationFrame(done)));
}

/** A picture of the window's upper part without its title. */
async function take(page, name, height) {
  const path = join(pictures, `${name}.png`);
  const clip = { x: 0, y: titleBar, width, height: height - titleBar };
  const picture = smallPng(await page.screenshot({ clip, caret: 'hide', animations: 'disabled' }));
  writeFileSync(path, picture);
  const weight = Math.round(picture.length / 1024);
  if (weight > heaviest) throw new Error(`${path} has ${weight} KB, and may have ${heaviest}.`);
  console.log(`${path}: ${weight} KB`);
}
