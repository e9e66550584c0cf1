import assert from 'node:assert/strict';
import { statementAt, judge } from '../../../src/lint/judge';
import { buildChain } from '../../../src/migrations/chain';
import type { Source } from '../../../src/migrations/project';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { fileName, folder, lintCase, newReader, sourceOf } from '../../support/chains';
import { folderFindings } from '../../support/facts';

const before = ['CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);'];

describe('severity', () => {
  const sql = 'ALTER TABLE t DROP COLUMN a;';
  const severities = async (standing: 'applied' | 'pending' | 'unknown') =>
    (await lintCase({ before, sql, standing })).map(({ rule, severity }) => `${rule} ${severity}`);

  it('is the rule’s own for what is pending, and where nobody knows', async () => {
    assert.deepEqual(await severities('pending'), ['missing-lock-timeout warning', 'drop-column error']);
    assert.deepEqual(await severities('unknown'), ['missing-lock-timeout warning', 'drop-column error']);
  });

  it('is a hint for what has run', async () => {
    assert.deepEqual(await severities('applied'), ['missing-lock-timeout hint', 'drop-column hint']);
  });

  it('is what the project configures', async () => {
    const options = {
      rules: new Map([
        ['drop-column', 'information' as const],
        ['missing-lock-timeout', 'off' as const],
      ]),
    };
    const findings = await lintCase({ before, sql, options });
    assert.deepEqual(
      findings.map(({ rule, severity }) => `${rule} ${severity}`),
      ['drop-column information'],
    );
  });
});

describe('a syntax error', () => {
  it('is one finding at its token, and the other statements are judged', async () => {
    const sql = 'ALTER TABLE t DROP COLUMN a;\nCREATE TABEL u (a int);\nALTER TABLE t DROP COLUMN b;';
    const findings = await lintCase({ before, sql });
    assert.deepEqual(
      findings.filter(({ rule }) => rule !== 'missing-lock-timeout').map(({ rule, at }) => [rule, sql.slice(at.start, at.end)]),
      [
        ['drop-column', 'DROP COLUMN a'],
        ['syntax-error', 'TABEL'],
        ['drop-column', 'DROP COLUMN b'],
      ],
    );
  });

  it('in an earlier migration leaves the chain open: what is absent may exist', async () => {
    const findings = await lintCase({ before: ['CREATE TABEL t (a int);'], sql: 'ALTER TABLE t DROP COLUMN a;' });
    assert.ok(findings.some(({ rule }) => rule === 'drop-column'));
  });

  it('counts in UTF-16 units behind letters beyond ASCII', async () => {
    const sql = "COMMENT ON TABLE t IS 'é😀';\nALTER TABLE t DROP COLUMN a 😀;";
    const [finding] = (await lintCase({ before, sql })).filter(({ rule }) => rule === 'syntax-error');
    assert.equal(finding && sql.slice(finding.at.start, finding.at.end), '😀');
  });
});

describe('findings', () => {
  it('come in the order of the text, with their statement and its effects', async () => {
    const sql = 'SELECT 1;\nALTER TABLE t\n  DROP COLUMN a;';
    const [, drop] = await lintCase({ before, sql });
    assert.equal(drop?.rule, 'drop-column');
    assert.equal(sql.slice(drop.statement.start, drop.statement.end), 'ALTER TABLE t\n  DROP COLUMN a');
    assert.deepEqual(drop.effects, [
      { kind: 'lock', on: 'public.t', mode: 'AccessExclusiveLock' },
      { kind: 'data-loss', of: 'public.t.a' },
    ]);
  });

  it('point to where the column was made', async () => {
    const findings = await lintCase({
      before: [...before, 'ALTER TABLE t ADD COLUMN c int;'],
      sql: 'ALTER TABLE t DROP COLUMN c;',
    });
    const related = findings.find(({ rule }) => rule === 'drop-column')?.related;
    assert.deepEqual(related, [
      { message: 'c was added here', path: `${folder}/${fileName('sqlx', 2)}`, at: { start: 0, end: 30 } },
    ]);
  });

  it('are none for an empty file and one of comments', async () => {
    for (const sql of ['', '-- nothing', '\uFEFF']) assert.deepEqual(await lintCase({ before, sql }), []);
  });
});

describe('a down script', () => {
  const down = (up: string, sql: string) =>
    lintCase({ before, sql: up, down: sql, standing: 'pending' }, 'down').then((all) => all.map(({ rule }) => rule));

  it('may drop what its own migration made', async () => {
    assert.deepEqual(await down('CREATE TABLE u (a int);', 'DROP TABLE u;'), []);
    assert.deepEqual(await down('ALTER TABLE t ADD COLUMN c int;', 'ALTER TABLE t DROP COLUMN c;'), ['missing-lock-timeout']);
  });

  it('may not drop what others made', async () => {
    assert.deepEqual(await down('SELECT 1;', 'ALTER TABLE t DROP COLUMN a;'), ['missing-lock-timeout', 'drop-column']);
  });
});

describe('the hover’s statement', () => {
  it('is the one at the offset, with its effects', async () => {
    const text = 'SELECT 1;\nCREATE INDEX i ON t (a);\n';
    const source = sourceOf({ [fileName('sqlx', 1)]: before[0] ?? '', [fileName('sqlx', 2)]: text }, sqlx);
    const reader = await newReader();
    const migration = source.migrations[1];
    assert.ok(migration?.up);
    const { judged } = judge({
      source,
      migration,
      script: migration.up,
      chain: buildChain(source, reader),
      reader,
      standing: () => 'unknown',
      postgres: 17,
    });
    assert.deepEqual(statementAt(judged, text.indexOf('INDEX'))?.effects, [
      { kind: 'lock', on: 'public.t', mode: 'ShareLock' },
      { kind: 'index-build', on: 'public.t' },
    ]);
    assert.equal(statementAt(judged, text.length), undefined);
  });
});

describe('problems of a folder', () => {
  const problemsOf = (source: Source, rules: ReadonlyMap<string, 'off'> = new Map()) =>
    folderFindings(source, { options: { rules } }).map(
      ({ rule, severity, path }) => `${severity} ${rule} ${path.slice(folder.length + 1)}`,
    );

  it('become findings at the start of their files', () => {
    const source = sourceOf(
      { '1_a.sql': 'SELECT 1;', '01_b.sql': 'SELECT 1;', '3_c.down.sql': 'SELECT 1;', 'notes.sql': '' },
      sqlx,
    );
    assert.deepEqual(problemsOf(source).sort(), [
      'error duplicate-version 01_b.sql',
      'error duplicate-version 1_a.sql',
      'information unmanaged-file notes.sql',
      'warning orphan-down 3_c.down.sql',
    ]);
  });

  it('can be switched off', () => {
    const source = sourceOf({ '1_a.sql': 'SELECT 1;', 'notes.sql': '' }, sqlx);
    assert.deepEqual(problemsOf(source, new Map([['unmanaged-file', 'off']])), []);
  });

  it('are none in good order', () => {
    assert.deepEqual(folderFindings(sourceOf({ '1_a.sql': 'SELECT 1;', '2_b.sql': 'SELECT 1;' }, sqlx)), []);
  });
});
