import assert from 'node:assert/strict';
import { graphileMigrate } from '../../../src/migrations/conventions/graphile-migrate';
import { made, read } from './reading';

const { history } = graphileMigrate;

/** A committed file, by way of what makes them. */
function committed(up: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const content = { up, down: '', outsideTransaction: false };
  return { ...before, ...(made(graphileMigrate, before, { withDown: false, content }) as Readonly<Record<string, string>>) };
}

const one = committed('SELECT 1;\n');
const two = committed('SELECT 2;\n', one);
const [first = '', second = ''] = Object.keys(two);
const edited = (path: string, from: string | RegExp, to: string): Readonly<Record<string, string>> => ({
  ...two,
  [path]: two[path]!.replace(from, to),
});

describe('graphile-migrate', () => {
  it('reads what is committed, each linked to the one before, and leaves alone what is in work', () => {
    const { chain, migrations, problems } = read(graphileMigrate, { ...two, 'current.sql': 'DROP TABLE t;' });
    assert.deepEqual(chain, [
      ['000001', 'add-berths', 'committed/000001-add-berths.sql', undefined],
      ['000002', 'add-berths', 'committed/000002-add-berths.sql', undefined],
    ]);
    assert.deepEqual(problems, []);
    assert.equal(migrations[1]!.facts?.['previous'], migrations[0]!.facts?.['hash']);
    assert.equal(migrations[0]!.title, 'Add berths');
    const { text, body } = migrations[0]!.up!;
    assert.equal(text.slice(body.start, body.end).trim(), 'SELECT 1;');
  });

  const wrong: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['a changed body', edited(first, 'SELECT 1', 'SELECT 3'), /000001-add-berths\.sql cannot run: its text is not the one/],
    ['carriage returns', edited(first, /\n/g, '\r\n'), /asks for an empty line behind its headers/],
    ['no empty line', edited(second, '\n\n', '\n'), /asks for an empty line behind its headers/],
    ['no hash', edited(second, /--! Hash.*\n/, ''), /no header «--! Hash»/],
    ['no link', edited(second, /--! Previous.*\n/, ''), /no header «--! Previous»/],
    ['a header twice', edited(second, '--! Message', '--! Message: x\n--! Message'), /the header «Message» twice/],
    ['needless leave', edited(second, '--! Message', '--! AllowInvalidHash\n--! Message'), /but its hash is right/],
    ['a gap before it', { [second]: two[second]! }, /it is the first, but/],
  ];
  for (const [what, files, why] of wrong) {
    it(`does not run a file with ${what}`, () => {
      const { problems } = read(graphileMigrate, files);
      assert.match(problems.join('\n'), why);
      assert.match(problems.join('\n'), /^refused /);
    });
  }

  it('takes leave to have another hash, and a link to what is written', () => {
    const files = edited(second, /(--! Hash: sha1:).*\n/, '$1abc\n--! AllowInvalidHash\n');
    assert.deepEqual(read(graphileMigrate, files).problems, []);
  });

  it('knows the directive in the first line of the body alone', () => {
    const modeOf = (body: string) => {
      const [migration] = read(graphileMigrate, { 'committed/1.sql': `--! Previous: -\n--! Hash: x\n\n${body}` }).migrations;
      return graphileMigrate.transaction(migration!.up!);
    };
    assert.equal(modeOf('\n--!no-transaction\nVACUUM;'), 'none');
    assert.equal(modeOf('-- a\n--! no-transaction\nVACUUM;'), 'file');
  });

  it('finds what would be put in within strings, and no formats of time', () => {
    const text = `--! Previous: -\n--! Hash: x\n\nSELECT ':DATABASE_OWNER', 'HH24:MI:SS', $$:MY_NAME$$, a::TEXT; -- :MY_NAME\n`;
    const [migration] = read(graphileMigrate, { 'committed/1.sql': text }).migrations;
    const found = graphileMigrate.placeholders?.(migration!.up!) ?? [];
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      [':DATABASE_OWNER', ':MY_NAME'],
    );
  });

  it('records hashes and the name without its description', () => {
    const { migrations } = read(graphileMigrate, two);
    const run = { id: '00000000-0000-4000-8000-000000000001' };
    const values = migrations.map(
      (migration) => history.record({ kind: 'applied', run, durationMs: 1 }, migration, migrations)[0]?.values,
    );
    const [a, b] = migrations.map(({ facts }) => facts?.['hash']);
    assert.deepEqual(values, [
      [a, null, '000001.sql'],
      [b, a, '000002.sql'],
    ]);
  });

  it('makes nothing without statements, and the directive in its place', () => {
    assert.match(made(graphileMigrate, {}, { withDown: false }) as string, /has its next migration in current\.sql/);
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    const files = made(graphileMigrate, {}, { withDown: false, description: 'Öl & Wasser', content });
    assert.deepEqual(Object.keys(files), ['committed/000001-l-wasser.sql']);
    assert.match(Object.values(files).join(), /\n--! Message: Öl & Wasser\n\n--! no-transaction\nVACUUM;\n$/);
  });
});
