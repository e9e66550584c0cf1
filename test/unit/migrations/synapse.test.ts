import assert from 'node:assert/strict';
import { synapse } from '../../../src/migrations/conventions/synapse';
import { discover } from '../../../src/migrations/discovery';
import { nodeFiles } from '../../../src/system/files';
import { made, read } from './reading';
import { text } from './text';
import { Trees } from './tree-of';

const { history } = synapse;
const run = { id: '00000000-0000-4000-8000-000000000001' };
const { migrations } = synapse.read(
  text({ 'delta/9/01_a.sql': '', 'delta/72/01_b.sql': '', 'delta/73/01_c.sql.postgres': '', 'delta/73/02_d.sql': '' }),
);

describe('synapse', () => {
  it('orders by the directory’s number, then by name, and leaves other engines’ files alone', () => {
    const {
      chain,
      problems,
      migrations: read72,
    } = read(synapse, {
      'delta/100/01_c.sql': '',
      'delta/72/02_b.sql.postgres': '',
      'delta/72/01_a.sql': '',
      'delta/stray.sql': '',
    });
    assert.deepEqual(
      chain.map(([version]) => version),
      ['72/01_a.sql', '72/02_b.sql.postgres', '100/01_c.sql'],
    );
    assert.equal(read72[0]?.title, 'a');
    assert.deepEqual(problems, [
      'unmanaged stray.sql is no migration: Synapse looks in directories named after the version of the schema.',
    ]);
    assert.equal(synapse.reads('delta/72/02_b.sql.sqlite'), false);
    assert.equal(synapse.reads('full_schemas/72/full.sql.postgres'), false);
  });

  const standing = (version: number, upgraded: boolean, ...files: readonly (string | null)[]): readonly string[] =>
    history
      .read(
        files.map((file) => ({ schema_version: version, upgraded, file })),
        migrations,
      )
      .map((row) => row.version);

  it('takes what the full schema holds for applied, and rows of other folders for nothing', () => {
    assert.deepEqual(standing(72, false, null), ['9/01_a.sql', '72/01_b.sql']);
    assert.deepEqual(standing(72, true, null), ['9/01_a.sql']);
    assert.deepEqual(standing(73, true, '73/02_d.sql', '73/09_other.py'), ['9/01_a.sql', '72/01_b.sql', '73/02_d.sql']);
  });

  it('finds the one placeholder that Synapse fills in', () => {
    const sql = 'CREATE TABLE a (id $%AUTO_INCREMENT_PRIMARY_KEY%$);';
    const up = synapse.read(text({ 'delta/72/01_a.sql': sql })).migrations[0]!.up!;
    assert.deepEqual(
      synapse.placeholders?.(up).map(({ start, end }) => sql.slice(start, end)),
      ['$%AUTO_INCREMENT_PRIMARY_KEY%$'],
    );
    assert.deepEqual(synapse.placeholders(migrations[0]!.up!), []);
  });

  it('records the version of the schema and the file', () => {
    const values = history
      .record({ run, kind: 'applied', durationMs: 1 }, migrations[2]!, migrations)
      .map((query) => query.values);
    assert.deepEqual(values, [['73'], ['73', '73/01_c.sql.postgres']]);
    assert.match(history.cannotSetUp ?? '', /full schema/);
  });

  it('makes the next file of the newest version', () => {
    const files = { 'delta/72/01_a.sql': '', 'delta/73/01_b.sql': '' };
    assert.deepEqual(Object.keys(made(synapse, files, { withDown: false })), ['delta/73/02_add_berths.sql']);
  });

  describe('folders', () => {
    const trees = new Trees();
    after(() => trees.remove());
    it('are one source for each of its databases', async () => {
      const paths = ['main/delta/72/01_a.sql', 'main/full_schemas/72/full.sql.postgres', 'state/delta/72/02_b.sql'];
      const root = trees.make(Object.fromEntries(paths.map((path) => [`schema/${path}`, 'SELECT 1;'])));
      const { sources } = await discover(root, nodeFiles);
      assert.deepEqual(
        sources.map(({ label, convention, migrations: own }) => [label, convention.id, own.length]),
        [
          ['schema/main/delta', 'synapse', 1],
          ['schema/state/delta', 'synapse', 1],
        ],
      );
    });
  });
});
