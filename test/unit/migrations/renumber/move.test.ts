import assert from 'node:assert/strict';
import type { Convention } from '../../../../src/migrations/convention';
import { atlas } from '../../../../src/migrations/conventions/atlas';
import { flyway } from '../../../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../../../src/migrations/conventions/golang-migrate';
import { goose } from '../../../../src/migrations/conventions/goose';
import { numbered } from '../../../../src/migrations/conventions/numbered';
import { prisma } from '../../../../src/migrations/conventions/prisma';
import { sqlx } from '../../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../../src/migrations/conventions/typed-timestamps';
import { below } from '../../../../src/migrations/paths';
import type { Source } from '../../../../src/migrations/project';
import { canonicalSource, moveTo } from '../../../../src/migrations/renumber/move';
import { sourceFile } from '../../../../src/migrations/source-file';
import { carriedOut, type Files, inputOf, migrationAt, sourceOf } from './planned';

/** A source in the folder `/o`. */
function otherOf(convention: Convention, files: Files): Source {
  const read = Object.entries(files).map(([path, text]) =>
    sourceFile(path, below('/o', path), { ok: true, bytes: Buffer.from(text) }),
  );
  return { id: '/o', path: '/o', label: 'o', convention, reason: '', ...convention.read(read), companions: [] };
}

interface Side {
  readonly convention: Convention;
  readonly files: Files;
}

/** The files of both as they are then, or why nothing moves. */
function moved(from: Side, paths: readonly string[], to: Side): Files | string {
  const [source, into] = [sourceOf(from.convention, from.files), otherOf(to.convention, to.files)];
  const input = { ...inputOf(source, from.files), sources: [source, into] };
  const migrations = paths.map((path) => migrationAt(source, path));
  const answer = moveTo(input, migrations, { into, existing: Object.keys(to.files) });
  const others = Object.fromEntries(Object.entries(to.files).map(([path, text]) => [`/o/${path}`, text]));
  return answer.ok ? carriedOut({ ...from.files, ...others }, answer.edits) : answer.reason;
}

describe('moveTo', () => {
  const old = {
    convention: numbered,
    files: { '001_a.sql': 'SELECT 1;\n', '002_Add.sql': '-- 002: Add\n\nSELECT 2;\n', '002_Add_down.sql': 'SELECT 3;\n' },
  };

  it('keeps names within one convention, in the folders of the other source', () => {
    const into = { convention: numbered, files: { 'versions/007_x.sql': '', 'down/007_x_down.sql': '' } };
    assert.deepEqual(moved(old, ['002_Add.sql', '001_a.sql'], into), {
      '/o/down/007_x_down.sql': '',
      '/o/down/009_Add_down.sql': 'SELECT 3;\n',
      '/o/versions/007_x.sql': '',
      '/o/versions/008_a.sql': 'SELECT 1;\n',
      '/o/versions/009_Add.sql': '-- 009: Add\n\nSELECT 2;\n',
    });
  });

  it('follows the other convention where that reads the same in the files', () => {
    const into = { convention: flyway, files: { 'V3__x.sql': '' } };
    assert.deepEqual(moved(old, ['002_Add.sql'], into), {
      '/o/U4__add.sql': 'SELECT 3;\n',
      '/o/V3__x.sql': '',
      '/o/V4__add.sql': '-- 4: Add\n\nSELECT 2;\n',
      '001_a.sql': 'SELECT 1;\n',
    });
  });

  it('writes the names in headers of the source that it leaves', () => {
    const from = { convention: numbered, files: { '001_a.sql': '', '002_b.sql': '-- Dependencies: 001\n' } };
    const after = moved(from, ['001_a.sql'], { convention: sqlx, files: { '0004_x.sql': '' } });
    assert.ok(typeof after !== 'string', JSON.stringify(after));
    assert.deepEqual(after, { '/o/0004_x.sql': '', '/o/0005_a.sql': '', '002_b.sql': '-- Dependencies: 0005\n' });
  });

  const refused: readonly (readonly [string, Side, string, Side, RegExp])[] = [
    [
      'a pair to files with both',
      old,
      '002_Add.sql',
      { convention: goose, files: { '00001_x.sql': '' } },
      /^goose keeps the way back in the same file/,
    ],
    [
      'one file to files with directives',
      old,
      '001_a.sql',
      { convention: goose, files: { '00001_x.sql': '' } },
      /no migration|cannot run|other parts/,
    ],
    [
      'out of a transaction',
      { convention: golangMigrate, files: { '1_a.up.sql': 'SELECT 1;' } },
      '1_a.up.sql',
      { convention: numbered, files: { '001_x.sql': '' } },
      /one runs it in a transaction, the other does not/,
    ],
    [
      'to names with types',
      old,
      '001_a.sql',
      { convention: typedTimestamps, files: { '20250101_000000_schema_x.sql': '' } },
      /has types in its names/,
    ],
    ['to a sum', old, '001_a.sql', { convention: atlas, files: {} }, /keeps account of its files/],
  ];
  for (const [what, from, path, to, why] of refused) {
    it(`refuses to move ${what}`, () => {
      const after = moved(from, [path], to);
      assert.match(typeof after === 'string' ? after : `moved ${JSON.stringify(after)}`, why);
    });
  }

  it('moves the script of a directory of its own', () => {
    const from = { convention: prisma, files: { '20250101000000_a/migration.sql': '' } };
    const after = moved(from, ['20250101000000_a/migration.sql'], {
      convention: prisma,
      files: { '20260101000000_x/migration.sql': '' },
    });
    assert.deepEqual(after, { '/o/20260101000000_x/migration.sql': '', '/o/20260101000001_a/migration.sql': '' });
  });

  it('knows where new migrations belong', () => {
    const [a, b] = [sourceOf(numbered, {}), otherOf(numbered, {})];
    assert.equal(canonicalSource([a, b], new Set(['/m'])), b);
    assert.equal(canonicalSource([a, b], new Set()), a);
    assert.equal(canonicalSource([a], new Set(['/m'])), undefined);
  });
});
