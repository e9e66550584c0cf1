import assert from 'node:assert/strict';
import type { Finding } from '../../../src/lint/finding';
import { rules } from '../../../src/lint/rules/index';
import { Analysis } from '../../../src/workspace/analysis';
import { applyFix, conventionNamed, defaultOptions, filesOf, lintCase, sourceOf, type Case } from '../../support/chains';
import { factsOf } from '../../support/facts';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);'];

async function found(sql: string, more: Partial<Case> = {}): Promise<readonly string[]> {
  const options = { rules: new Map([['missing-lock-timeout', 'off' as const]]) };
  const findings = await lintCase({ before, sql, options, ...more });
  return findings.map(({ rule, at }) => `${rule} at ${sql.slice(at.start, at.end)}`);
}

describe('a comment that silences a rule', () => {
  it('stands above its statement', async () => {
    assert.deepEqual(await found('-- lockkeeper-ignore drop-column: unused\nALTER TABLE t DROP COLUMN a;'), []);
  });

  it('may have other comments around it', async () => {
    const sql =
      '-- The old price.\n-- lockkeeper-ignore drop-column: unused\n-- See the release notes.\n\nALTER TABLE t DROP COLUMN a;';
    assert.deepEqual(await found(sql), []);
  });

  it('may stand within its statement, or behind it in the same line', async () => {
    assert.deepEqual(await found('ALTER TABLE t\n  -- lockkeeper-ignore drop-column: unused\n  DROP COLUMN a;'), []);
    assert.deepEqual(await found('ALTER TABLE t DROP COLUMN a; -- lockkeeper-ignore drop-column: unused\n'), []);
  });

  it('says nothing of the next statement', async () => {
    const sql = '-- lockkeeper-ignore drop-column: unused\nALTER TABLE t DROP COLUMN a;\nALTER TABLE t DROP COLUMN b;';
    assert.deepEqual(await found(sql), ['drop-column at DROP COLUMN b']);
  });

  it('holds for the file with -file', async () => {
    const sql = 'ALTER TABLE t DROP COLUMN a;\n-- lockkeeper-ignore-file drop-column: unused\nALTER TABLE t DROP COLUMN b;';
    assert.deepEqual(await found(sql), []);
  });

  it('may name several rules, or an alias', async () => {
    const sql =
      '-- lockkeeper-ignore drop-column, set-not-null-unrelated-validate: small\nALTER TABLE t DROP COLUMN a, ALTER b SET NOT NULL;';
    assert.deepEqual(await found(sql), []);
  });

  it('must be a comment: a string is none', async () => {
    const sql = "COMMENT ON TABLE t IS '\n-- lockkeeper-ignore-file drop-column: unused\n';\nALTER TABLE t DROP COLUMN a;";
    assert.deepEqual(await found(sql), ['drop-column at DROP COLUMN a']);
  });

  it('may be a block, of several lines too', async () => {
    assert.deepEqual(await found('/* lockkeeper-ignore drop-column: unused */\nALTER TABLE t DROP COLUMN a;'), []);
    assert.deepEqual(await found('/*\n * lockkeeper-ignore drop-column: unused\n */\nALTER TABLE t DROP COLUMN a;'), []);
    assert.deepEqual(await found('ALTER TABLE t DROP COLUMN a; /* lockkeeper-ignore drop-column */'), []);
    const sql = 'ALTER TABLE t DROP COLUMN a; /* lockkeeper-ignore drop-column */ ALTER TABLE t DROP COLUMN b;';
    assert.deepEqual(await found(sql), ['drop-column at DROP COLUMN a']);
  });

  it('ends at its reason, behind a colon or two hyphens', async () => {
    assert.deepEqual(await found('-- lockkeeper-ignore drop-column -- nobody reads it\nALTER TABLE t DROP COLUMN a;'), []);
    assert.deepEqual(await found('-- lockkeeper-ignore drop-column\nALTER TABLE t DROP COLUMN a;'), []);
  });

  it('holds behind a byte order mark and with line ends of Windows', async () => {
    assert.deepEqual(await found('\uFEFF-- lockkeeper-ignore drop-column: unused\r\nALTER TABLE t DROP COLUMN a;\r\n'), []);
    assert.deepEqual(await found('\uFEFF-- lockkeeper-ignore-file drop-column: unused\r\nALTER TABLE t DROP COLUMN a;\r\n'), []);
  });

  it('may stand in a block that is run, and in no other text', async () => {
    const block = (head: string): string =>
      `${head} $$\nBEGIN\n  -- lockkeeper-ignore drop-column: unused\n  ALTER TABLE t DROP COLUMN a;\nEND\n$$`;
    assert.deepEqual(await found(`${block('DO')};`), []);
    const made = `${block('CREATE FUNCTION f() RETURNS void AS')} LANGUAGE plpgsql;`;
    assert.deepEqual(await found(`${made}\nALTER TABLE t DROP COLUMN a;`), ['drop-column at DROP COLUMN a']);
  });

  it('silences what the linter itself finds', async () => {
    assert.deepEqual(await found('-- lockkeeper-ignore syntax-error: of an extension\nALTER TABL t;\nSELECT 1;'), []);
    assert.deepEqual(await found('-- lockkeeper-ignore psql-meta-command: by psql\n\\echo hi\nSELECT 1;'), []);
    const newer = 'CREATE TABLE x (a int, b int GENERATED ALWAYS AS (a) VIRTUAL);';
    assert.deepEqual(await found(`-- lockkeeper-ignore syntax-newer-than-target: later\n${newer}`, { postgres: 14 }), []);
  });

  it('silences for the file what is wrong with the file as such', async () => {
    const twice = (first: string): Record<string, string> => ({ '001_a.sql': first, '001_b.sql': 'SELECT 1;\n' });
    const lintFirst = async (text: string): Promise<readonly Finding[]> => {
      const analysis = new Analysis();
      const source = sourceOf(twice(text), conventionNamed('numbered'));
      const project = { root: '/app', sources: [source] };
      const input = {
        project,
        options: defaultOptions,
        postgres: 17,
        standing: () => 'pending' as const,
        now: () => 0,
        applied: () => undefined,
        facts: factsOf([source]),
      };
      return analysis.lint(input, `${source.path}/001_a.sql`, undefined);
    };
    const [finding] = await lintFirst('SELECT 1;\n');
    assert.equal(finding?.rule, 'duplicate-version');
    assert.deepEqual(
      finding.fixes.map(({ title }) => title),
      ['Rename 001_a.sql to 002_a.sql', 'Ignore duplicate-version in this file, with a reason'],
    );
    assert.deepEqual(await lintFirst('-- lockkeeper-ignore-file duplicate-version: both ran long ago\nSELECT 1;\n'), []);
  });

  it('is a finding where its rule does not exist', async () => {
    const sql = '-- lockkeeper-ignore drop-colum: unused\nALTER TABLE t DROP COLUMN a;';
    assert.deepEqual(await found(sql), ['unknown-ignore at drop-colum', 'drop-column at DROP COLUMN a']);
    const [unknown] = await lintCase({ before, sql });
    assert.equal(unknown?.help, 'Did you mean drop-column?');
  });

  it('is a finding where it names no rule', async () => {
    assert.deepEqual(await found('-- lockkeeper-ignore\nSELECT 1;'), ['unknown-ignore at -- lockkeeper-ignore']);
  });

  it('is a finding where it silences nothing, and the fix removes it', async () => {
    const sql = '-- What for.\n  -- lockkeeper-ignore drop-column: unused\nSELECT 1;\n';
    assert.deepEqual(await found(sql), ['unused-ignore at drop-column']);
    const it_ = { before, sql };
    const fix = (await lintCase(it_))[0]?.fixes[0];
    assert.ok(fix);
    assert.equal(Object.values(applyFix(filesOf(it_), fix)).at(-1), '-- What for.\nSELECT 1;\n');
  });

  it('is no finding where its rule is off', async () => {
    const options = { rules: new Map([['drop-column', 'off' as const]]) };
    assert.deepEqual(
      await found('-- lockkeeper-ignore drop-column: unused\nALTER TABLE t DROP COLUMN a;', {
        options: { rules: options.rules },
      }),
      ['missing-lock-timeout at ALTER TABLE'],
    );
  });

  it('is one after the last statement, too', async () => {
    assert.deepEqual(await found('SELECT 1;\n-- lockkeeper-ignore drop-column: unused'), ['unused-ignore at drop-column']);
  });
});

describe('squawk’s comments', () => {
  it('silence what squawk calls by that name', async () => {
    assert.deepEqual(await found('-- squawk-ignore ban-drop-column\nALTER TABLE t DROP COLUMN a;'), []);
    assert.deepEqual(await found('-- squawk-ignore ban-drop-table, ban-drop-column\nALTER TABLE t DROP COLUMN a;'), []);
  });

  it('are read as squawk reads them: blocks, and a reason behind two hyphens', async () => {
    assert.deepEqual(await found('/* squawk-ignore ban-drop-column */\nALTER TABLE t DROP COLUMN a;'), []);
    assert.deepEqual(await found('-- squawk-ignore ban-drop-column -- unused\nALTER TABLE t DROP COLUMN a;'), []);
  });

  it('silence a rule of ours by each name that squawk has, where there is one', () => {
    const names = `adding-field-with-default adding-foreign-key-constraint adding-not-nullable-field adding-required-field
      adding-serial-primary-key-field ban-alter-domain-with-add-constraint ban-char-field
      ban-concurrent-index-creation-in-transaction ban-create-domain-with-constraint ban-drop-column ban-drop-database
      ban-drop-not-null ban-drop-table ban-duplicate-column-assignments ban-truncate-cascade ban-uncommitted-transaction
      changing-column-type constraint-missing-not-valid disallowed-unique-constraint identifier-too-long
      prefer-bigint-over-int prefer-bigint-over-smallint prefer-identity prefer-repack prefer-robust-stmts
      prefer-text-field prefer-timestamp-tz prefer-timestamptz renaming-column renaming-table
      require-concurrent-index-creation require-concurrent-index-deletion require-concurrent-partition-detach
      require-concurrent-reindex require-enum-value-ordering require-lock-timeout require-statement-timeout
      require-table-schema require-timeout-settings transaction-nesting unused-ignore`.split(/\s+/);
    const ours = rules.flatMap(({ also }) => also.flatMap((other) => (other.startsWith('squawk:') ? [other.slice(7)] : [])));
    assert.deepEqual(
      names.filter((name) => !ours.includes(name)),
      // What it finds is nothing that we speak of.
      ['ban-drop-not-null'],
    );
    assert.deepEqual(
      ours.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('are not judged: neither unknown names nor unused ones', async () => {
    assert.deepEqual(await found('-- squawk-ignore prefer-robust-stmts, ban-drop-table\nSELECT 1;'), []);
  });

  it('silence all that squawk has, where a file’s comment names nothing', async () => {
    assert.deepEqual(await found('-- squawk-ignore-file\nALTER TABLE t DROP COLUMN a;'), []);
  });

  it('do not silence under our own names', async () => {
    assert.deepEqual(await found('-- squawk-ignore drop-column\nALTER TABLE t DROP COLUMN a;'), ['drop-column at DROP COLUMN a']);
  });
});

describe('the fix that silences', () => {
  it('puts a comment with room for the reason above the statement, as far in', async () => {
    const it_: Case = {
      before,
      sql: 'DO $$ BEGIN NULL; END $$;\r\n\r\n  ALTER TABLE t\r\n    DROP COLUMN a;\r\n',
      options: defaultOptions,
    };
    const finding = (await lintCase(it_)).find(({ rule }) => rule === 'drop-column');
    const fix = finding?.fixes.find(({ title }) => title.startsWith('Ignore drop-column'));
    assert.ok(fix);
    assert.equal(
      Object.values(applyFix(filesOf(it_), fix)).at(-1),
      'DO $$ BEGIN NULL; END $$;\r\n\r\n  -- lockkeeper-ignore drop-column: why this is safe here\r\n  ALTER TABLE t\r\n    DROP COLUMN a;\r\n',
    );
  });

  it('is a block where the statement shares its line with the one before', async () => {
    const it_: Case = { before, sql: 'SELECT 1; ALTER TABLE t DROP COLUMN a;' };
    const fix = (await lintCase(it_)).find(({ rule }) => rule === 'drop-column')?.fixes[0];
    assert.ok(fix);
    assert.equal(
      Object.values(applyFix(filesOf(it_), fix)).at(-1),
      'SELECT 1; /* lockkeeper-ignore drop-column: why this is safe here */ ALTER TABLE t DROP COLUMN a;',
    );
  });

  it('leaves the runner’s directive the first thing in the file', async () => {
    const it_: Case = { before, sql: '-- no-transaction\nALTER TABLE t DROP COLUMN a;' };
    const finding = (await lintCase(it_)).find(({ rule }) => rule === 'drop-column');
    const fix = finding?.fixes.find(({ title }) => title === 'Ignore drop-column in this file, with a reason');
    assert.ok(fix);
    assert.equal(
      Object.values(applyFix(filesOf(it_), fix)).at(-1),
      '-- no-transaction\n-- lockkeeper-ignore-file drop-column: why this is safe here\nALTER TABLE t DROP COLUMN a;',
    );
  });
});
