import assert from 'node:assert/strict';
import type { Finding } from '../../../src/lint/finding';
import { checkFiles } from '../../../src/lint/check';
import type { Convention } from '../../../src/migrations/convention';
import { conventions } from '../../../src/migrations/conventions/all';
import { atlas } from '../../../src/migrations/conventions/atlas';
import { morph } from '../../../src/migrations/conventions/morph';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
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
