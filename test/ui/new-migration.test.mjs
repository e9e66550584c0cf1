// The questions before a new migration, answered as a user answers them.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { openWorkbench, tellStory } from './workbench.mjs';

describe('a new migration', function () {
  this.timeout(180_000);
  let code;
  tellStory({ beforeEach, afterEach }, () => code);

  /** A workspace that keeps a template of its own. */
  const withTemplate = (folder) => {
    mkdirSync(join(folder, 'db', 'templates'));
    writeFileSync(join(folder, 'db', 'templates', 'audit.sql'), '-- {{version}}\nCREATE TABLE {{table}}_audit (id bigint);\n');
    writeFileSync(join(folder, 'lockkeeper.json'), JSON.stringify({ templates: { audit: 'db/templates/audit.sql' } }));
  };
  before(async () => {
    code = await openWorkbench({ prepare: withTemplate });
    // A document of the folder starts the extension.
    await code.openFile('booking_search.up.sql');
  });
  after(() => code?.close());

  const folder = () => join(code.folder, 'services', 'booking', 'migrations');
  const made = (end) => readdirSync(folder()).filter((name) => name.endsWith(end));
  const textOf = (end) => readFileSync(join(folder(), made(end)[0]), 'utf8');
  const asked = (words) => code.quickInput.getByPlaceholder(words).waitFor();
  const enter = () => code.page.keyboard.press('Enter');
  const describeAs = async (description) => {
    await code.command('Lockkeeper: New Migration…');
    await code.choose('services/booking/migrations');
    await asked('What it does');
    await code.page.keyboard.type(description);
    await code.page.locator('.quick-input-message', { hasText: 'Creates' }).waitFor();
    await enter();
    await asked('What is in it?');
  };
  const choose = async (template) => {
    await code.page.keyboard.type(template);
    await enter();
  };
  const opened = (end) => code.page.locator('.tab.active', { hasText: end }).waitFor();

  it('takes the table and the column from its description, so that Enter will do', async () => {
    await describeAs('add index on voyage (vessel_id)');
    await code.shot('new-1-templates');
    await choose('Add index');
    await asked('For which table?');
    await code.shot('new-2-table');
    await enter();
    await asked('Which column of voyage?');
    await enter();
    await opened('_add_index_on_voyage_vessel_id.up.sql');
    assert.match(textOf('_vessel_id.up.sql'), /CREATE INDEX CONCURRENTLY voyage_vessel_id_idx ON voyage \(vessel_id\);/);
  });

  it('goes back question by question, and keeps what was said', async () => {
    const goBack = () => code.page.getByRole('button', { name: 'Back' }).click();
    await describeAs('the names of ships');
    await choose('three files');
    await asked('For which table?');
    await code.page.keyboard.type('vessel');
    await enter();
    await asked('Which column of vessel?');
    await goBack();
    await asked('For which table?');
    await goBack();
    await asked('What is in it?');
    await goBack();
    await code.page.locator('.quick-input-message', { hasText: '_the_names_of_ships' }).waitFor();
    await code.page.keyboard.press('End');
    await code.page.keyboard.type(' again');
    await code.page.locator('.quick-input-message', { hasText: '_the_names_of_ships_again' }).waitFor();
    await enter();
    await asked('What is in it?');
  });

  it('is three where a column is replaced, with names that are typed', async () => {
    await choose('three files');
    await asked('For which table?');
    await code.page.keyboard.type('vessel');
    await enter();
    await asked('Which column of vessel?');
    await code.page.keyboard.type('name, title');
    await enter();
    await opened('_the_names_of_ships_again_expand.up.sql');
    assert.equal(['expand', 'migrate', 'contract'].flatMap((phase) => made(`_again_${phase}.up.sql`)).length, 3);
    assert.match(textOf('_again_contract.up.sql'), /ALTER TABLE vessel DROP COLUMN name;/);
  });

  it('may come from a template of the repository', async () => {
    await describeAs('watch the ports');
    await choose('audit');
    await asked('For which table?');
    await code.page.keyboard.type('port');
    await enter();
    await opened('_watch_the_ports.up.sql');
    assert.match(textOf('_watch_the_ports.up.sql'), /\n-- \d{14}\nCREATE TABLE port_audit \(id bigint\);\n$/);
  });
});
