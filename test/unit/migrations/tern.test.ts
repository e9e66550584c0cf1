import assert from 'node:assert/strict';
import { tern } from '../../../src/migrations/conventions/tern';
import type { Script } from '../../../src/migrations/project';
import { made, read } from './reading';

const separator = '---- create above / drop below ----';
const both = `CREATE TABLE t (id int);\n${separator}\nDROP TABLE t;\n`;
const bodyOf = ({ text, body }: Script): string => text.slice(body.start, body.end);

describe('tern', () => {
  it('reads both directions from one file; nothing below the separator is no way back', () => {
    const { migrations, chain, problems } = read(tern, {
      '001_a.sql': both,
      '2_b.sql': 'SELECT 1;',
      '03_c.sql': `SELECT 1;\n${separator}\n \n`,
      'readme.sql': '',
    });
    assert.deepEqual(chain, [
      ['1', 'a', '001_a.sql', '001_a.sql'],
      ['2', 'b', '2_b.sql', undefined],
      ['3', 'c', '03_c.sql', undefined],
    ]);
    assert.equal(bodyOf(migrations[0]!.up!), 'CREATE TABLE t (id int);\n');
    assert.equal(bodyOf(migrations[0]!.down!), '\nDROP TABLE t;\n');
    assert.deepEqual(problems, [
      'unmanaged readme.sql is no migration: tern skips it, because its name is not a number, an underscore and a description.',
    ]);
  });

  const wrong: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['a gap', { '1_a.sql': both, '3_b.sql': both }, /^impossible-version Number 2 is missing before 3/],
    ['a start that is not 1', { '2_b.sql': both }, /^impossible-version Number 1 is missing/],
    ['number 0', { '0_a.sql': both, '1_b.sql': both }, /^impossible-version tern counts from 1/],
    ['one number twice', { '1_a.sql': both, '01_b.sql': both }, /^duplicate-version/],
  ];
  for (const [what, files, why] of wrong) {
    it(`does not run a folder with ${what}`, () => {
      const { migrations, problems } = read(tern, files);
      assert.match(problems.join('\n'), why);
      assert.ok(migrations.some((migration) => migration.problems.length > 0));
    });
  }

  it('knows templates, in comments too, each in its own direction', () => {
    const { migrations } = read(tern, { '1_a.sql': `-- {{ .a }}\nSELECT 1;\n${separator}\nDROP {{ .b }};\n` });
    const [it] = migrations;
    const found = [it?.up, it?.down].map((script) =>
      (script && tern.placeholders?.(script))?.map(({ start, end }) => script.text.slice(start, end)),
    );
    assert.deepEqual(found, [['{{ .a }}'], ['{{ .b }}']]);
  });

  it('runs a direction outside a transaction where the directive stands in it, in a line of its own', () => {
    const modes = (text: string): readonly string[] => {
      const [{ up, down } = assert.fail()] = read(tern, { '1_a.sql': text }).migrations;
      return [tern.transaction(up!), tern.transaction(down!)];
    };
    const directive = '---- tern: disable-tx ----';
    assert.deepEqual(modes(both), ['file', 'file']);
    assert.deepEqual(modes(`${directive}\n${both}`), ['none', 'file']);
    assert.deepEqual(modes(`${both}${directive}\n`), ['file', 'none']);
    assert.deepEqual(modes(`-- ${directive}\n${both}`), ['file', 'file']);
    assert.deepEqual(modes(`${directive}\r\n${both}`), ['file', 'file'], 'to Go the carriage return is part of the line');
  });

  it('cannot record a file without SQL, which tern would not load', () => {
    const why = (text: string) => tern.history.cannotRecord?.(read(tern, { '1_a.sql': text }).migrations[0]!);
    assert.match(why(`-- later\n\n${separator}\nSELECT 1;`) ?? '', /finds no SQL/);
    assert.equal(why(both), undefined);
  });

  it('takes the one row for all up to its number, and locks as tern does', () => {
    const { migrations } = read(tern, { '1_a.sql': both, '2_b.sql': both });
    const versions = (row: Readonly<Record<string, unknown>>) =>
      tern.history.read([row], migrations).map(({ version }) => version);
    assert.deepEqual(versions({ version: 0 }), []);
    assert.deepEqual(versions({ version: 2 }), ['1', '2']);
    assert.deepEqual(versions({ version: 7 }), ['1', '2', '7']);
    assert.deepEqual(tern.history.lock({ database: 'app', schema: 'public' }), { keys: ['9628173550095224'], isRunners: true });
  });

  it('counts on, and puts the way back below the separator', () => {
    const first = made(tern, {}, { content: { up: 'SELECT 1;\n', down: 'SELECT 2;\n', outsideTransaction: false } });
    assert.deepEqual(first, {
      '001_add_berths.sql': `-- Add berths\n\nSELECT 1;\n\n${separator}\n\n-- Undo: Add berths\n\nSELECT 2;\n`,
    });
    const content = { up: 'VACUUM t;\n', down: '', outsideTransaction: true };
    assert.deepEqual(made(tern, { '01_a.sql': both }, { withDown: false, content }), {
      '02_add_berths.sql': '---- tern: disable-tx ----\n-- Add berths\n\nVACUUM t;\n',
    });
  });
});
