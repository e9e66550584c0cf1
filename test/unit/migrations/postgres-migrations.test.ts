import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { postgresMigrations } from '../../../src/migrations/conventions/postgres-migrations';
import { made, read } from './reading';

const { history } = postgresMigrations;

describe('postgres-migrations', () => {
  it('reads numbers, whatever stands behind them, and scripts in JavaScript for their numbers alone', () => {
    const { chain, problems } = read(postgresMigrations, {
      '0001-create_ports.sql': '',
      '2_berths.sql': '',
      '3.sql': '',
      '4-more.js': '',
      '5Quays.SQL': '',
    });
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['1', 'create_ports'],
        ['2', 'berths'],
        ['3', '3.sql'],
        ['5', 'Quays'],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it('refuses a gap at the file behind it, a number twice, and names without one', () => {
    const said = (...names: string[]) => read(postgresMigrations, Object.fromEntries(names.map((name) => [name, '']))).problems;
    assert.match(said('1-a.sql', '3-c.sql', '5-d.sql').join('\n'), /^refused 3-c\.sql cannot run: .* expects 2 here\.$/);
    assert.match(said('0-a.sql').join('\n'), /^refused 0-a\.sql cannot run: .* expects 1 here\.$/);
    assert.deepEqual(
      said('1-a.sql', '1-b.sql').map((problem) => problem.split(' ', 1)[0]),
      ['duplicate-version', 'duplicate-version'],
    );
    assert.match(said('1-a.sql', 'seed.sql').join('\n'), /^unmanaged seed\.sql .* refuses the whole folder/);
  });

  it('records the SHA-1 of name and text, and nothing else matches', () => {
    const { migrations } = read(postgresMigrations, { '1-a.sql': '\uFEFFSELECT 1;\r\n' });
    const hash = createHash('sha1').update('1-a.sql\uFEFFSELECT 1;\r\n').digest('hex');
    const run = { id: '00000000-0000-4000-8000-000000000001' };
    assert.deepEqual(
      history.record({ kind: 'applied', run, durationMs: 1 }, migrations[0]!, migrations).map(({ values }) => values),
      [['1', 'a', hash]],
    );
    const rows = history.read(
      [
        { id: 0, name: 'create-migrations-table', hash: 'e18db593bcde2aca2a408c4d1100f6abba2195df' },
        { id: 1, name: 'a', hash },
      ],
      migrations,
    );
    assert.deepEqual(rows, [{ version: '1', failed: false, name: 'a', checksum: hash }]);
    assert.equal(history.matches(rows[0]!, migrations[0]!), true);
    assert.equal(history.matches({ ...rows[0]!, checksum: 'x' }, migrations[0]!), false);
  });

  it('takes the directive anywhere in the file', () => {
    const modeOf = (text: string) => {
      const [migration] = read(postgresMigrations, { '1-a.sql': text }).migrations;
      return postgresMigrations.transaction(migration!.up!);
    };
    assert.equal(modeOf('SELECT 1; -- postgres-migrations disable-transaction'), 'none');
    assert.equal(modeOf('-- postgres-migrations  disable-transaction'), 'file');
  });

  it('makes files as the others are named', () => {
    const options = { withDown: false };
    assert.deepEqual(made(postgresMigrations, {}, options), { '0001_add_berths.sql': '-- Add berths\n\n' });
    assert.deepEqual(Object.keys(made(postgresMigrations, { '0001-a.sql': '', '0002-b.sql': '' }, options)), [
      '0003-add-berths.sql',
    ]);
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    assert.deepEqual(made(postgresMigrations, { '1_a.sql': '' }, { ...options, content }), {
      '2_add_berths.sql': '-- postgres-migrations disable-transaction\n-- Add berths\n\nVACUUM;\n',
    });
  });
});
