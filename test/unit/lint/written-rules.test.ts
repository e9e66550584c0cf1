import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Finding } from '../../../src/lint/finding';
import { checkFiles } from '../../../src/lint/check';
import type { Convention } from '../../../src/migrations/convention';
import { conventions } from '../../../src/migrations/conventions/all';
import { atlas } from '../../../src/migrations/conventions/atlas';
import { dbmate } from '../../../src/migrations/conventions/dbmate';
import { graphileMigrate } from '../../../src/migrations/conventions/graphile-migrate';
import { morph } from '../../../src/migrations/conventions/morph';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlMigrate } from '../../../src/migrations/conventions/sql-migrate';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { tern } from '../../../src/migrations/conventions/tern';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import { applyFix, lintMigration, newReader, sourceOf } from '../../support/chains';

const strict = { preset: 'strict', rules: new Map() } as const;

/** What the rules about scripts as they are written find in one file, without reading its SQL. */
function checked(convention: Convention, name: string, text: string): readonly Finding[] {
  const source = sourceOf({ [name]: text }, convention);
  const scripts = source.migrations.flatMap((migration) =>
    [migration.up, migration.down].flatMap((script) => (script === undefined ? [] : { migration, script })),
  );
  return checkFiles(source, scripts, { options: strict, standing: () => 'unknown', ofFolder: new Map() });
}

const rulesIn = (convention: Convention, name: string, text: string): readonly string[] =>
  checked(convention, name, text).map(({ rule }) => rule);

describe('directive-without-effect', () => {
  const build = 'CREATE INDEX CONCURRENTLY i ON t (a);\n';
  const fixed = (convention: Convention, name: string, text: string): string | undefined => {
    const [finding] = checked(convention, name, text).filter(({ rule }) => rule === 'directive-without-effect');
    const [fix] = finding?.fixes ?? [];
    return fix && applyFix({ [name]: text }, fix)[name];
  };

  it('moves the directive to where it counts', () => {
    const first = `-- no-transaction\n${build}`;
    assert.equal(fixed(sqlx, '1_a.sql', `\n-- no-transaction\n${build}`), `-- no-transaction\n\n${build}`);
    assert.equal(fixed(sqlx, '1_a.sql', `-- Why\r\n-- no-transaction\r\n${build}`), `-- no-transaction\r\n-- Why\r\n${build}`);
    assert.equal(fixed(sqlx, '1_a.sql', `\uFEFF-- no-transaction\n${build}`), first);
    assert.equal(fixed(sqlx, '1_a.sql', `--no-transaction\n${build}`), first);
    assert.equal(fixed(sqlx, '1_a.sql', `-- No-Transaction\n${build}`), first);
    assert.equal(
      fixed(morph, '000001_a.up.sql', `\n-- morph:nontransactional\n${build}`)?.startsWith('-- morph:nontransactional\n'),
      true,
    );
  });

  it('says how the runner looks for it', () => {
    const help = (text: string) => checked(sqlx, '1_a.sql', text)[0]?.help;
    assert.equal(
      help(`\n-- no-transaction\n${build}`),
      'sqlx looks for it at the start of the file alone: nothing may come before it.',
    );
    assert.equal(help(`--no-transaction\n${build}`), 'sqlx knows it as «-- no-transaction» alone.');
  });

  it('is silent where it counts, where it is not one, and in strings', () => {
    assert.deepEqual(rulesIn(sqlx, '1_a.sql', `-- no-transaction\n${build}`), []);
    assert.deepEqual(rulesIn(sqlx, '1_a.sql', `-- There is no-transaction here, for it is short\n${build}`), []);
    assert.deepEqual(rulesIn(sqlx, '1_a.sql', `SELECT '-- no-transaction';\n`), []);
    assert.deepEqual(rulesIn(typedTimestamps, '20250101_000000_schema_a.sql', `\n-- lockkeeper: no-transaction\n${build}`), []);
    assert.deepEqual(rulesIn(numbered, '1_a.sql', `-- no-transaction\n${build}`), [], 'a runner that has none');
  });

  it('holds for every convention with a directive: behind a statement it counts, or is told of', () => {
    for (const convention of conventions) {
      const directive = convention.noTransactionDirective;
      if (directive === undefined) continue;
      const name = convention === typedTimestamps ? '20250101_000000_schema_a.sql' : '000001_a.up.sql';
      const text = `SELECT 1;\n${directive}${build}`;
      const source = sourceOf({ [name]: text }, convention);
      const script = source.migrations[0]?.up;
      if (script === undefined) continue;
      const counts = convention.transaction(script) === 'none';
      assert.equal(rulesIn(convention, name, text).includes('directive-without-effect'), !counts, convention.id);
    }
    assert.equal(rulesIn(atlas, '1_a.sql', `SELECT 1;\n-- atlas:txmode none\n`).includes('directive-without-effect'), true);
  });

  describe('of a runner that asks for it in a certain place', () => {
    const committed = (body: string): string => {
      const hash = createHash('sha1').update(`${body.trim()}\n`).digest('hex');
      return `--! Previous: -\n--! Hash: sha1:${hash}\n\n${body}`;
    };
    const up = (head: string): string => `${head}\n${build}-- migrate:down\n`;
    const separator = '---- create above / drop below ----\n';
    const rows: readonly (readonly [Convention, string, boolean, string])[] = [
      [graphileMigrate, 'committed/000001.sql', true, committed(`--! no-transaction\n${build}`)],
      [graphileMigrate, 'committed/000001.sql', false, committed(`-- Why\n--! no-transaction\n${build}`)],
      [graphileMigrate, 'committed/000001.sql', false, committed(`-- no-transaction\n${build}`)],
      [graphileMigrate, 'committed/000001.sql', true, committed(`-- It needs no transaction.\n${build}`)],
      [dbmate, '1_a.sql', true, up('-- migrate:up transaction:false')],
      [dbmate, '1_a.sql', true, up('-- Why\n-- migrate:up transaction:false')],
      [dbmate, '1_a.sql', false, up('-- transaction:false\n-- migrate:up')],
      [dbmate, '1_a.sql', false, up('-- migrate:up\n-- transaction:false')],
      [dbmate, '1_a.sql', false, up('-- migrate:up transaction: false')],
      [dbmate, '1_a.sql', false, up('-- migrate:up transaction:off')],
      [dbmate, '1_a.sql', false, `-- migrate:up\nSELECT 1;\n-- migrate:down Transaction:false\n${build}`],
      [dbmate, '1_a.sql', true, up('-- migrate:up transaction:true')],
      [dbmate, '1_a.sql', true, '-- migrate:up transaction:false\n-- migrate:down\nSELECT 1;\n'],
      [tern, '001_a.sql', true, `---- tern: disable-tx ----\n${build}${separator}`],
      [tern, '001_a.sql', true, `-- Why\n---- tern: disable-tx ----\n${build}`],
      [tern, '001_a.sql', false, `---- tern: disable-tx\n${build}`],
      [tern, '001_a.sql', false, `---- Tern: disable-tx ----\n${build}`],
      [tern, '001_a.sql', false, `-- tern: disable-tx\n${build}`],
      [tern, '001_a.sql', true, `SELECT 'tern: disable-tx';\n`],
      [sqlMigrate, '1_a.sql', true, `-- +migrate Up notransaction\n${build}`],
      [sqlMigrate, '1_a.sql', false, `-- +migrate notransaction\n-- +migrate Up\n${build}`],
      [sqlMigrate, '1_a.sql', false, `-- +migrate Up\n-- notransaction\n${build}`],
      [sqlMigrate, '1_a.sql', false, `-- +migrate Up NoTransaction\n${build}`],
      [sqlMigrate, '1_a.sql', false, `-- +migrate Up\nSELECT 1;\n-- +migrate Down no-transaction\n${build}`],
    ];
    for (const [convention, name, isSilent, text] of rows) {
      it(`${convention.id}: ${isSilent ? 'nothing' : 'something'} is said of ${JSON.stringify(text.replace(build, ''))}`, () => {
        const findings = checked(convention, name, text).filter(({ rule }) => rule === 'directive-without-effect');
        assert.equal(findings.length, isSilent ? 0 : 1);
        if (!isSilent) assert.equal(findings[0]?.help, convention.outsideWord?.counts);
      });
    }

    it('points at the comment, and takes nothing of the other direction for its own', () => {
      const text = `-- migrate:up\nSELECT 1;\n-- migrate:down transaction: false\n${build}`;
      const [finding, ...others] = checked(dbmate, '1_a.sql', text).filter(({ rule }) => rule === 'directive-without-effect');
      assert.deepEqual(others, []);
      assert.equal(finding && text.slice(finding.at.start, finding.at.end), '-- migrate:down transaction: false');
    });
  });

  it('counts in the text of the editor, as every rule about a script does', async () => {
    const source = sourceOf({ '1_a.sql': `\n-- no-transaction\n${build}` }, sqlx);
    const [migration] = source.migrations;
    assert.ok(migration);
    const findings = lintMigration(source, migration, await newReader(), {});
    assert.ok(findings.some(({ rule }) => rule === 'directive-without-effect'));
  });
});

describe('a runner that sends a file as one query', () => {
  it('makes a transaction of two statements, whatever the directive: CONCURRENTLY fails', async () => {
    const reader = await newReader();
    const tried: string[] = [];
    for (const convention of conventions.filter(({ sendsWholeFile }) => sendsWholeFile)) {
      const sql = 'CREATE INDEX CONCURRENTLY i ON t (a);\nCREATE INDEX CONCURRENTLY j ON t (b);\n';
      for (const name of [
        '000001_a.up.sql',
        '1_a.sql',
        'a/migration.sql',
        '1_a/up.sql',
        '20250101000000_a.sql',
        'V1__a.sql',
        'delta/72/01_a.sql',
      ]) {
        const text = `${convention.noTransactionDirective ?? ''}${sql}`;
        const source = sourceOf({ [name]: text }, convention);
        const migration = source.migrations.find((each) => each.up !== undefined && each.problems.length === 0);
        if (migration === undefined) continue;
        const found = lintMigration(source, migration, reader, {}).filter(({ rule }) => rule === 'concurrently-in-transaction');
        assert.equal(found.length, 2, `${convention.id} ${name}`);
        tried.push(convention.id);
      }
    }
    const left = conventions.filter(({ id, sendsWholeFile }) => sendsWholeFile && !tried.includes(id)).map(({ id }) => id);
    // These want headers or directives of their own, which their own tests write.
    assert.deepEqual(left.sort(), ['dbmate', 'graphile-migrate']);
  });
});

describe('vague-name', () => {
  const isVague = (name: string): boolean => rulesIn(sqlx, `1_${name}.sql`, 'SELECT 1;').includes('vague-name');

  it('is one that says no more than that something changes', () => {
    for (const name of [
      'update',
      'updates',
      'fix',
      'misc',
      'changes',
      'wip',
      'new_migration',
      'more_fixes_2',
      'db_update',
      'test',
    ])
      assert.ok(isVague(name), name);
  });

  it('is none that names a thing or a release', () => {
    for (const name of ['fix_orders', 'update_order_totals', 'v1_2_0', 'init', 'initial_schema', 'test_results', 'add_index'])
      assert.ok(!isVague(name), name);
  });
});

describe('script-without-statements', () => {
  const has = (text: string): boolean => rulesIn(sqlx, '1_a.sql', text).includes('script-without-statements');

  it('is one that is empty or holds comments alone', () => {
    for (const text of ['', '\n', '-- Later\n', '/* SELECT 1; */', '\uFEFF', ';;\n']) assert.ok(has(text), JSON.stringify(text));
  });

  it('is none that does something', () => {
    assert.ok(!has('-- Once\nSELECT 1;\n'));
  });

  it('leaves down scripts to the rule about the way back', () => {
    assert.deepEqual(rulesIn(sqlx, '1_a.down.sql', ''), []);
  });
});

describe('type-and-content-differ', () => {
  const at = (type: string, text: string): string | undefined =>
    checked(typedTimestamps, `20250101_000000_${type}_a.sql`, text).find(({ rule }) => rule === 'type-and-content-differ')
      ?.message;

  it('finds definitions in data, and rows alone in schema', () => {
    assert.equal(
      at('data', 'UPDATE t SET a = 1;\nALTER TABLE t ADD COLUMN b int;\n'),
      'Is named as data, but changes the schema: ALTER TABLE t',
    );
    assert.equal(
      at('schema', "SET lock_timeout = '2s';\nINSERT INTO t VALUES (1);\n"),
      'Is named as schema, but changes rows alone: INSERT INTO t',
    );
  });

  it('is silent where both agree, and on what a data migration needs for its own work', () => {
    for (const [type, text] of [
      [
        'data',
        'CREATE TEMP TABLE x AS SELECT 1;\nCREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1$$;\nUPDATE t SET a = 1;\nDROP FUNCTION f();\n',
      ],
      ['schema', 'CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\n'],
      ['schema', 'GRANT SELECT ON t TO r;\nUPDATE t SET a = 1;\n'],
      ['schema', "SELECT setval('s', 1);\n"],
      ['perf', 'UPDATE t SET a = 1;\n'],
    ] as const)
      assert.equal(at(type, text), undefined, text);
  });
});

describe('a check', () => {
  it('is silenced by a comment for the file, and by no other', () => {
    assert.deepEqual(rulesIn(sqlx, '1_fix.sql', '-- lockkeeper-ignore-file vague-name: so it was called\nSELECT 1;\n'), []);
    assert.deepEqual(rulesIn(sqlx, '1_fix.sql', '-- lockkeeper-ignore vague-name: so it was called\nSELECT 1;\n'), [
      'vague-name',
    ]);
  });
});

describe('the checks of a migration', () => {
  it('are told of one by one where they cannot be asked', async () => {
    const text = '-- VALIDATION\n-- before: SELECT 1 = FROM a\n-- after: SELECT true\n-- after: DELETE FROM a\nSELECT 1;\n';
    const source = sourceOf({ '1_a.sql': text }, sqlx);
    const [migration = assert.fail('a migration')] = source.migrations;
    const found = lintMigration(source, migration, await newReader(), {}).filter(({ rule }) => rule === 'unusable-check');
    assert.deepEqual(
      found.map(({ at }) => text.slice(at.start, at.end)),
      ['FROM', 'DELETE FROM a'],
    );
  });
});
