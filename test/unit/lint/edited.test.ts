import assert from 'node:assert/strict';
import { conventions } from '../../../src/migrations/conventions/all';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { withText } from '../../../src/migrations/edited';
import type { HistoryRow } from '../../../src/migrations/history';
import { buildChain } from '../../../src/migrations/chain';
import { judge } from '../../../src/lint/judge';
import { lint } from '../../../src/lint/linter';
import { applyFix, defaultOptions, filesOf, folder, lintCase, newReader, sourceOf, type Case } from '../../support/chains';

const id = 'edited-applied-migration';
const by = 'origin/main';

async function edited(it_: Case) {
  return (await lintCase(it_)).filter(({ rule }) => rule === id);
}

/** The row of what was applied, as sqlx writes it. */
function rowOf(sql: string): HistoryRow {
  const [migration] = sourceOf({ '20250101000000_step_01.sql': sql }, sqlx).migrations;
  assert.ok(migration);
  return { version: migration.version, failed: false, checksum: sqlx.history.checksum!(migration) };
}

describe(id, () => {
  it('is silent where nothing is known of what was applied, and where that is what stands here', async () => {
    assert.deepEqual(await edited({ sql: 'SELECT 1;' }), []);
    assert.deepEqual(await edited({ sql: 'SELECT 1;', applied: { by, text: 'SELECT 1;' } }), []);
    assert.deepEqual(await edited({ sql: 'SELECT 1;', applied: { by, row: rowOf('SELECT 1;') } }), []);
  });

  it('stands on line 1, points at the first statement that differs, and is no hint though the migration is applied', async () => {
    const sql = '-- Why\r\nSELECT 1;\r\nSELECT 3;\r\nSELECT 4;\r\n';
    const it_: Case = { sql, standing: 'applied', applied: { by, text: '-- Why\nSELECT 1;\nSELECT 2;\n' } };
    const [finding] = await edited(it_);
    assert.equal(finding && sql.slice(finding.at.start, finding.at.end), '-- Why');
    assert.deepEqual(
      finding?.related.map(({ message, at }) => [message, sql.slice(at.start, at.end)]),
      [['The first statement that origin/main has otherwise', 'SELECT 3']],
    );
    assert.equal(finding.severity, 'error');
    assert.equal(
      finding.message,
      'The statements differ from what origin/main has: its checksum is not the one in _sqlx_migrations any more, and a database that has applied it keeps what it did then',
    );
    const [fix, ...more] = finding.fixes;
    assert.ok(fix);
    assert.deepEqual([fix.title, more], ['Restore what origin/main has', []]);
    // sqlx counts the line ends, too.
    assert.deepEqual(Object.values(applyFix(filesOf(it_), fix)), ['-- Why\nSELECT 1;\nSELECT 2;\n']);
  });

  it('says of comments that they are all, and how much the runner minds', async () => {
    const [strict] = await edited({ sql: '-- Why\nSELECT 1;', applied: { by, text: 'SELECT 1;' } });
    assert.equal(strict?.severity, 'error');
    assert.equal(
      strict.message,
      'Only comments and blanks differ from what origin/main has: its checksum is not the one in _sqlx_migrations any more',
    );
    assert.deepEqual(
      strict.fixes.map(({ title }) => title),
      ['Restore what origin/main has'],
    );
  });

  it('says of line ends that they are all, as information where a checkout has turned them around', async () => {
    for (const convention of ['sqlx', 'typed'] as const) {
      const [finding] = await edited({ convention, sql: 'SELECT 1;\r\n', applied: { by, text: 'SELECT 1;\n' } });
      assert.equal(finding?.severity, 'information', convention);
      assert.match(finding.message, /^Only the line ends differ from what origin\/main has: its checksum is not the one in /);
    }
    const [tolerated] = await edited({ convention: 'numbered', sql: 'SELECT 1;\r\n', applied: { by, text: 'SELECT 1;\n' } });
    assert.equal(tolerated?.severity, 'hint');
    assert.match(
      tolerated.message,
      /^Only the line ends differ from what origin\/main has, which Numbered.* takes for the same file$/,
    );
  });

  it('says of line ends that the target has otherwise that it refuses them', async () => {
    const applied = { by: 'staging', text: 'SELECT 1;\n', row: rowOf('SELECT 1;\n') };
    const [finding] = await edited({ sql: 'SELECT 1;\r\n', applied });
    assert.equal(finding?.severity, 'error');
    assert.match(finding.message, /^Only the line ends differ from what staging has applied: its checksum is not /);
    assert.equal(Object.values(applyFix(filesOf({ sql: 'SELECT 1;\r\n' }), finding.fixes[0]!))[0], 'SELECT 1;\n');
  });

  it('says of a byte order mark that it is all', async () => {
    const [finding] = await edited({ sql: '\uFEFFSELECT 1;', applied: { by, text: 'SELECT 1;' } });
    assert.match(finding?.message ?? '', /^Only the byte order mark differs from what origin\/main has: its checksum /);
  });

  it('takes an editor’s text for the file that it will be, whose byte order mark it does not show', async () => {
    const source = sourceOf({ '20250101000000_step_01.sql': '\uFEFFSELECT 1;\n' }, sqlx);
    const found = await lintText(source, 'SELECT 1;\n', '\uFEFFSELECT 1;\n');
    assert.deepEqual(found, []);
    const [comment] = await lintText(source, '-- Why\nSELECT 1;\n', '\uFEFFSELECT 1;\n');
    assert.match(comment?.message ?? '', /^Only comments/);
    assert.deepEqual(comment?.fixes[0]?.edits, [
      { kind: 'replace', path: `${folder}/20250101000000_step_01.sql`, at: { start: 0, end: 17 }, text: 'SELECT 1;\n' },
    ]);
  });

  it('takes the word of a history that has another checksum, also of a text that was never saved', async () => {
    const row = rowOf('SELECT 1;\n');
    const applied = { by: 'app on db.example.org', row };
    const [finding] = await edited({ sql: 'SELECT 2;\n', applied });
    assert.match(finding?.message ?? '', /^The file differs from what app on db\.example\.org has applied: its checksum /);
    assert.deepEqual(finding?.fixes, []);
    const [ends] = await edited({ sql: 'SELECT 1;\r\n', applied });
    assert.match(ends?.message ?? '', /^Only the line ends differ/);
    const source = sourceOf({ '20250101000000_step_01.sql': 'SELECT 2;\n' }, sqlx);
    assert.equal((await lintText(source, 'SELECT 3;\n', undefined, row)).length, 1);
    assert.equal((await lintText(source, 'SELECT 1;\n', undefined, row)).length, 0);
  });

  it('can be switched off', async () => {
    const options = { rules: new Map([[id, 'off' as const]]) };
    assert.deepEqual(await edited({ sql: 'SELECT 1;', applied: { by, text: 'SELECT 2;' }, options }), []);
  });
});

describe('line ends that were turned around', () => {
  const attributes = (text: string | undefined) => ({ directory: '/app', text });
  const fixOf = async (it_: Partial<Case>) => {
    const [finding] = await edited({ sql: 'SELECT 1;\r\n', applied: { by, text: 'SELECT 1;\n' }, ...it_ });
    return finding?.fixes[0];
  };

  it('are brought back, and kept by a line of .gitattributes, new or behind the others', async () => {
    const created = await fixOf({ attributes: attributes(undefined) });
    assert.equal(created?.title, 'Bring back its line ends, and have git keep them by .gitattributes');
    assert.deepEqual(created.edits.at(-1), {
      kind: 'create',
      path: '/app/.gitattributes',
      text: 'migrations/**/*.sql text eol=lf\n',
    });
    assert.equal(created.edits[0]?.kind === 'replace' && created.edits[0].text, 'SELECT 1;\n');
    const appended = await fixOf({ attributes: attributes('*.png binary') });
    assert.deepEqual(appended?.edits.at(-1), {
      ...{ kind: 'replace', path: '/app/.gitattributes', at: { start: 12, end: 12 } },
      text: '\nmigrations/**/*.sql text eol=lf\n',
    });
  });

  it('are only brought back where that line is there already, and where there is no git', async () => {
    const has = await fixOf({ attributes: attributes('migrations/**/*.sql text eol=lf\n') });
    assert.deepEqual([has?.title, has?.preferred], ['Restore what origin/main has', true]);
    assert.equal((await fixOf({}))?.title, 'Restore what origin/main has');
  });

  it('are kept for one file alone where they are unusual', async () => {
    const fix = await fixOf({ sql: 'SELECT 1;\n', applied: { by, text: 'SELECT 1;\r\n' }, attributes: attributes(undefined) });
    const last = fix?.edits.at(-1);
    assert.equal(last?.kind === 'create' && last.text, 'migrations/20250101000000_step_01.sql -text\n');
  });
});

describe('what was written since a migration was applied', () => {
  const was = "-- Orders\nCREATE TABLE orders (id bigint PRIMARY KEY);\n\nCOMMENT ON TABLE orders IS 'all';\n";
  const splitOf = async (sql: string, text = was) => {
    const it_: Case = { sql, applied: { by, text } };
    const fix = (await edited(it_))[0]?.fixes.find(({ title }) => title.includes('put the'));
    return fix && { title: fix.title, preferred: fix.preferred, files: applyFix(filesOf(it_), fix) };
  };
  const first = '20250101000000_step_01.sql';

  it('goes into a new migration, with its comments, where whole statements were appended or inserted', async () => {
    const sql = was.replace('\n\nCOMMENT', '\n\n-- To find them\nCREATE INDEX ON orders (id);\nCOMMENT');
    assert.deepEqual(await splitOf(sql), {
      title: 'Restore what origin/main has, and put the statement since then into 20250601000000_create_index_on_orders.sql',
      preferred: true,
      files: {
        [first]: was,
        '20250601000000_create_index_on_orders.sql':
          '-- create index on orders\n\n-- To find them\nCREATE INDEX ON orders (id);\n',
      },
    });
    const two = await splitOf(`${was}ALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ADD COLUMN b int;\n`);
    assert.match(two?.title ?? '', /put the 2 statements since then into 20250601000000_additions_to_step_01\.sql$/);
  });

  it('goes there where it is a new version of a CREATE OR REPLACE', async () => {
    const view = 'CREATE OR REPLACE VIEW v AS SELECT 1 AS a;\n';
    const split = await splitOf(view.replace('AS a', 'AS a, 2 AS b'), view);
    assert.equal(split?.files[first], view);
    assert.match(split.files['20250601000000_create_view_v.sql'] ?? '', /SELECT 1 AS a, 2 AS b;\n$/);
  });

  it('stays for a person where a statement was changed or taken away, and where a comment would be lost', async () => {
    assert.equal(await splitOf(was.replace('bigint', 'int')), undefined);
    assert.equal(await splitOf('CREATE TABLE orders (id bigint PRIMARY KEY);\nSELECT 1;\n'), undefined);
    assert.equal(await splitOf(`${was.replace("'all'", "/* by hand */ 'all'")}SELECT 1;\n`), undefined);
  });

  // Of a plan only Sqitch itself can make another line.
  for (const convention of conventions.filter(({ id: other }) => other !== 'sqitch')) {
    it(`goes into a new migration of ${convention.title}`, async () => {
      const now = Date.UTC(2025, 0, 1);
      const [type] = convention.types;
      const content = { up: 'CREATE TABLE a (id int);\n', down: 'DROP TABLE a;\n', outsideTransaction: false };
      const made = convention.scaffold({
        ...{ description: 'first', withDown: convention.canHaveDown, now, folder, content },
        ...{ migrations: [], existing: [], companions: [] },
        ...(type !== undefined && { type }),
      });
      assert.ok(made.ok, made.ok ? '' : made.reason);
      const files: Record<string, string> = {};
      for (const edit of made.edits) if (edit.kind === 'create') files[edit.path.slice(folder.length + 1)] = edit.text;
      const source = sourceOf(files, convention);
      const [migration] = source.migrations;
      assert.ok(migration?.up, JSON.stringify(files));
      const { text } = migration.up;
      const longer = text.replace(/(CREATE TABLE a \(id int\);)/, '$1\nCREATE INDEX a_idx ON a (id);');
      const [finding] = await lintText(source, longer, text);
      const fix = finding?.fixes.find(({ title }) => title.includes('put the statement'));
      assert.ok(fix, finding?.fixes.map(({ title }) => title).join() ?? 'no finding');
      const after = applyFix({ ...files, [migration.up.path.slice(folder.length + 1)]: longer }, fix);
      assert.equal(after[migration.up.path.slice(folder.length + 1)], text);
      const again = sourceOf(after, convention).migrations;
      assert.equal(again.length, 2);
      assert.deepEqual(
        again.flatMap(({ problems }) => problems),
        [],
      );
      const { up } = again[1]!;
      assert.ok(up?.text.slice(up.body.start, up.body.end).includes('CREATE INDEX a_idx ON a (id);'));
    });
  }
});

/** Findings of the rule in the text of an editor. */
async function lintText(source: ReturnType<typeof sourceOf>, sql: string, text: string | undefined, row?: HistoryRow) {
  const reader = await newReader();
  const [migration] = source.migrations;
  assert.ok(migration?.up);
  const script = withText(source, migration.up, sql);
  const applied = { by, ...(text !== undefined && { text }), ...(row && { row }) };
  const place = { source, migration, script, chain: buildChain(source, reader), reader, postgres: 17 };
  const input = {
    ...place,
    standing: () => 'applied' as const,
    options: defaultOptions,
    now: () => Date.UTC(2025, 5, 1),
    applied,
  };
  return lint(input, judge(input)).filter(({ rule }) => rule === id);
}
