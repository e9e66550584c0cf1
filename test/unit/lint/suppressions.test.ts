import assert from 'node:assert/strict';
import { defaultOptions, applyFix, filesOf, lintCase, type Case } from '../../support/chains';

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

  it('speaks only for the file where the statement shares its line with the one before', async () => {
    const findings = await lintCase({ before, sql: 'SELECT 1; ALTER TABLE t DROP COLUMN a;' });
    const titles = findings.flatMap(({ fixes }) => fixes.map(({ title }) => title)).filter((title) => title.startsWith('Ignore'));
    assert.deepEqual(titles, [
      'Ignore missing-lock-timeout in this file, with a reason',
      'Ignore drop-column in this file, with a reason',
    ]);
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
