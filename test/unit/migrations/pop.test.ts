import assert from 'node:assert/strict';
import { pop } from '../../../src/migrations/conventions/pop';
import { made, read } from './reading';

describe('pop', () => {
  it('orders versions as text, and takes the file for PostgreSQL before the one for all', () => {
    const { chain, problems } = read(pop, {
      '20250102000000_b.up.sql': '',
      '20250102000000_b.postgres.up.sql': '',
      '20250102000000_b.down.sql': '',
      '20250102000000_b.mysql.up.sql': '',
      '20250101000000_a.pg.autocommit.up.sql': '',
      '3_c.mongo.up.sql': '',
      '10_c.up.sql': '',
      'seed.sql': '',
    });
    assert.deepEqual(chain, [
      ['10', 'c', '10_c.up.sql', undefined],
      ['20250101000000', 'a', '20250101000000_a.pg.autocommit.up.sql', undefined],
      ['20250102000000', 'b', '20250102000000_b.postgres.up.sql', '20250102000000_b.down.sql'],
    ]);
    assert.deepEqual(problems, [
      'unmanaged 20250102000000_b.mysql.up.sql is no migration: it is for mysql.',
      'unmanaged 3_c.mongo.up.sql is no migration: pop knows no database called mongo.',
      'unmanaged seed.sql is no migration: pop passes it over, because its name is not NUMBER_NAME.up.sql or .down.sql.',
      'unmanaged 20250102000000_b.up.sql is no migration: pop takes the file for PostgreSQL in its place.',
    ]);
  });

  it('refuses two of one version, and knows templates wherever they stand', () => {
    const { migrations, problems } = read(pop, {
      '1_a.up.sql': '',
      '1_b.up.sql': '',
      '2_c.up.sql': '-- first\nCREATE TABLE {{ .Schema }}.t (id int);\n',
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 1)[0]),
      ['duplicate-version', 'duplicate-version'],
    );
    const up = migrations.find(({ version }) => version === '2')?.up;
    assert.deepEqual(
      (up && pop.placeholders?.(up))?.map(({ start, end }) => up.text.slice(start, end)),
      ['{{ .Schema }}'],
    );
  });

  it('runs outside a transaction what its name says', () => {
    const { migrations } = read(pop, { '1_a.autocommit.up.sql': '', '1_a.down.sql': '' });
    const [{ up, down } = assert.fail()] = migrations;
    assert.deepEqual([pop.transaction(up!), pop.transaction(down!)], ['none', 'file']);
  });

  it('tolerates the other columns of popx', () => {
    assert.deepEqual(pop.history.read([{ version: '1', version_self: 0 }, { id: 1 }], []), [{ version: '1', failed: false }]);
  });

  it('cannot record what no column holds', () => {
    const { migrations } = read(pop, { [`${'1'.repeat(49)}_a.up.sql`]: '', '2_b.up.sql': '' });
    assert.deepEqual(
      migrations.map((migration) => pop.history.cannotRecord?.(migration) !== undefined),
      [true, false],
    );
  });

  it('makes pairs named as those of the folder', () => {
    const names = (files: Readonly<Record<string, string>>, outsideTransaction = false) => {
      const content = { up: 'SELECT 1;\n', down: 'SELECT 2;\n', outsideTransaction };
      const files_ = made(pop, files, { content });
      return typeof files_ === 'string' ? files_ : Object.keys(files_);
    };
    assert.deepEqual(names({}), ['20250304123015_add_berths.postgres.up.sql', '20250304123015_add_berths.postgres.down.sql']);
    assert.deepEqual(names({ '20250304123015_a.up.sql': '' })[0], '20250304123016_add_berths.up.sql');
    assert.match(String(names({}, true)), /^pop runs every file in a transaction/);
    assert.deepEqual(names({ '1_a.autocommit.up.sql': '' }, true)[0], '20250304123015_add_berths.autocommit.up.sql');
  });
});
