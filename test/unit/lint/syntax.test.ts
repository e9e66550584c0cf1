import assert from 'node:assert/strict';
import { applyFix, filesOf, lintCase } from '../../support/chains';

/** The syntax errors of a text: where each is marked, its help, and the text with its fix made. */
async function faults(sql: string): Promise<readonly { at: string; help: string | undefined; fixed: string | undefined }[]> {
  const files = filesOf({ sql });
  const path = Object.keys(files).at(-1) ?? '';
  const findings = (await lintCase({ sql })).filter(({ rule }) => rule === 'syntax-error');
  return findings.map(({ at, help, fixes }) => {
    // Every finding may be ignored; this is about what mends it.
    const fix = fixes.find(({ title }) => !title.startsWith('Ignore '));
    return {
      at: sql.slice(at.start, at.end),
      help,
      fixed: fix && applyFix(files, fix)[path],
    };
  });
}

describe('a statement that runs on into the next', () => {
  it('lacks a semicolon, also where both are sound', async () => {
    assert.deepEqual(await faults('CREATE TABLE a (b int) -- first\n\nCREATE TABLE c (d int);\n'), [
      {
        at: 'CREATE',
        help: 'A semicolon is missing before CREATE.',
        fixed: 'CREATE TABLE a (b int); -- first\n\nCREATE TABLE c (d int);\n',
      },
    ]);
  });

  it('is found behind each that does', async () => {
    const found = await faults('INSERT INTO a VALUES (1)\nINSERT INTO a VALUES (2)\nDROP TABLE a');
    assert.deepEqual(
      found.map(({ at }) => at),
      ['INSERT', 'DROP'],
    );
  });

  it('is none at the end, before a command of psql, and where a runner divides the file', async () => {
    for (const sql of [
      'SELECT 1',
      'SELECT 1\n\\gexec\nCREATE TABLE a (b int);',
      'CREATE TABLE a (b int)\n--> statement-breakpoint\nCREATE TABLE c (d int);',
      '-- +goose StatementBegin\nCREATE TABLE a (b int)\n-- +goose StatementEnd\nCREATE TABLE c (d int);',
      '-- migrate:up\nCREATE TABLE a (b int)\n-- migrate:down\nDROP TABLE a;',
      'CREATE TABLE a (b int)\n---- create above / drop below ----\nDROP TABLE a;',
      'CREATE TABLE a (b int)\n-- Down Migration\nDROP TABLE a;',
      'CREATE TABLE a (b int) ${end}\nCREATE TABLE c (d int);',
    ]) {
      assert.deepEqual(await faults(sql), [], sql);
    }
  });
});

describe('the fix of a syntax error', () => {
  it('changes its own statement alone', async () => {
    const sql = 'CREATE TABLE a (\n  b int\n  c int\n);\nDROP TABLE IF EXIST d;\nSELECT 1;\n';
    assert.deepEqual(
      (await faults(sql)).map(({ fixed }) => fixed),
      [
        'CREATE TABLE a (\n  b int,\n  c int\n);\nDROP TABLE IF EXIST d;\nSELECT 1;\n',
        'CREATE TABLE a (\n  b int\n  c int\n);\nDROP TABLE IF EXISTS d;\nSELECT 1;\n',
      ],
    );
  });

  it('is within the body of a function, where the fault is', async () => {
    const sql = 'SELECT 1;\nCREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1\nEND $$;\n';
    assert.equal((await faults(sql))[0]?.fixed, sql.replace('RETURN 1', 'RETURN 1;'));
  });

  it('is for a byte order mark where two files were joined', async () => {
    const [fault] = await faults('SELECT 1;\n\ufeffSELECT 2;\n');
    assert.equal(fault?.fixed, 'SELECT 1;\nSELECT 2;\n');
    assert.deepEqual(await faults('\ufeffSELECT 2;\n'), []);
  });

  it('is not there where what was meant is unknown', async () => {
    assert.deepEqual(await faults('SELECT 1 – 2;'), [
      {
        at: '2',
        help: '– is a dash, which PostgreSQL takes for a letter: a comment begins with --, and a minus is -.',
        fixed: undefined,
      },
    ]);
  });
});
