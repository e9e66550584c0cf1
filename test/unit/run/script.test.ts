import assert from 'node:assert/strict';
import { prepareScript, type PreparedScript } from '../../../src/run/script';
import type { Convention } from '../../../src/migrations/convention';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { sourceOf } from '../../support/runs';

function prepare(text: string, convention: Convention = sqlx): PreparedScript {
  const script = sourceOf({ '1_a.sql': text }).migrations[0]?.up;
  assert.ok(script !== undefined);
  const steps = prepareScript(script, convention);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

function texts(text: string): readonly string[] {
  const prepared = prepare(text);
  assert.ok(prepared.ok, prepared.ok ? '' : prepared.error.message);
  return Array.from(prepared.script.statements, (statement) => statement.text);
}

/** The refusal's message, and the text that it points at. */
function refusal(text: string, convention: Convention = sqlx): readonly [string, string] {
  const prepared = prepare(text, convention);
  assert.ok(!prepared.ok, 'it was not refused');
  return [prepared.error.message, text.slice(prepared.error.at?.start, prepared.error.at?.end)];
}

describe('a script, before it runs', () => {
  const modes: readonly (readonly [ReturnType<Convention['transaction']>, boolean, string, string])[] = [
    ['file', true, 'SELECT 1;', 'transaction'],
    ['run', true, 'SELECT 1;', 'run'],
    ['none', false, 'SELECT 1; SELECT 2;', 'none'],
    ['none', true, 'SELECT 1;', 'none'],
    ['none', true, 'SELECT 1; SELECT 2;', 'transaction'],
    ['own', false, 'SELECT 1; SELECT 2;', 'none'],
    ['own', false, 'BEGIN; SELECT 1; COMMIT;', 'transaction'],
  ];
  for (const [wrapping, sendsWholeFile, text, mode] of modes) {
    const how = sendsWholeFile ? 'sent as one query' : 'sent one by one';
    it(`runs as ${mode} where its runner says ${wrapping}, ${how}: ${text}`, () => {
      const prepared = prepare(text, { ...sqlx, sendsWholeFile, transaction: () => wrapping });
      assert.ok(prepared.ok, prepared.ok ? '' : prepared.error.message);
      assert.equal(prepared.script.mode, mode);
    });
  }

  it('may not end the transaction that it shares with all others of a run, not even by a BEGIN … COMMIT of its own', () => {
    const together: Convention = { ...sqlx, title: 'Together', transaction: () => 'run' };
    const [message, at] = refusal('BEGIN; SELECT 1; COMMIT;', together);
    assert.match(message, /^BEGIN within a migration would end the transaction that Together opens for all pending ones/);
    assert.equal(at, 'BEGIN');
  });

  for (const [text, written] of [
    ['CREATE TABLE ${schema}.a (i int);', '${schema}'],
    ['-- é\nSELECT 1;\nCREATE TABLE {{ .schema }}.a (i int);', '{{ .schema }}'],
    ['ALTER TABLE a OWNER TO :owner;', ':owner'],
    ["INSERT INTO a VALUES (:'v');", ":'v'"],
  ] as const) {
    it(`is refused for ${written}, which nothing fills in`, () => {
      const [message, at] = refusal(text);
      assert.match(message, /stands for a value/);
      assert.equal(at, written);
    });
  }

  it('may hold the same in strings and comments, unless its runner looks there too', () => {
    const text = `SELECT '\${a}', $$ {{ b }} $$; -- \${c}\nSELECT a[1:n], JSON_OBJECT('k':v), JSON_OBJECT('k':'v');`;
    assert.equal(texts(text).length, 2);
    const looking: Convention = {
      ...sqlx,
      placeholders: (script) =>
        [...script.text.matchAll(/\$\{\w+\}/g)].map(({ index, 0: found }) => ({ start: index, end: index + found.length })),
    };
    assert.equal(refusal(text, looking)[1], '${a}');
  });

  it('is its statements, without comments between and behind them', () => {
    assert.deepEqual(texts('\uFEFF-- one\r\nSELECT 1;\r\n/* two */ SELECT $$;$$ ; -- end'), ['SELECT 1', 'SELECT $$;$$']);
  });

  it('keeps savepoints, which stay within its transaction', () => {
    assert.equal(texts('SAVEPOINT a; SELECT 1; ROLLBACK WORK TO SAVEPOINT a; RELEASE a;').length, 4);
  });

  for (const control of [
    'COMMIT',
    'commit work',
    'END',
    'ROLLBACK',
    'ABORT',
    'BEGIN',
    'START TRANSACTION',
    `PREPARE TRANSACTION 'x'`,
    `COMMIT PREPARED 'x'`,
    `ROLLBACK PREPARED 'x'`,
    'COMMIT AND CHAIN',
  ]) {
    it(`is refused for ${control} in its middle`, () => {
      const [message, at] = refusal(`SELECT 1; ${control}; SELECT 2;`);
      assert.match(message, /would end its transaction/);
      assert.equal(at, control);
    });
  }

  it('may be exactly one BEGIN … COMMIT, whose options count', () => {
    const plain = prepare('begin;\nSELECT 1;\nend;');
    assert.ok(plain.ok);
    assert.deepEqual([plain.script.mode, plain.script.begin, plain.script.statements.length], ['transaction', undefined, 1]);
    assert.match(plain.script.notes.join(), /own BEGIN and COMMIT/);
    const strict = prepare('START TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;');
    assert.ok(strict.ok);
    assert.equal(strict.script.begin, 'START TRANSACTION ISOLATION LEVEL SERIALIZABLE');
    assert.match(refusal('BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;')[0], /^COMMIT/);
    assert.match(refusal('BEGIN; SELECT 1; ROLLBACK;')[0], /^BEGIN/);
  });

  it('is refused for psql’s own commands, by name', () => {
    assert.deepEqual(refusal('SELECT 1;\n\\i other.sql\n'), [
      '\\i is a command of psql, which the server does not know.',
      '\\i other.sql',
    ]);
  });

  it('is refused where a semicolon is missing: to the server the two are one statement', () => {
    for (const next of ['DROP TABLE b', 'INSERT INTO b VALUES (1)', 'UPDATE b SET c = 1']) {
      const [message, at] = refusal(`CREATE TABLE a (id int)\n${next};\n`);
      assert.match(message, /^A semicolon is missing before this statement/);
      assert.equal(at, next);
    }
    assert.equal(texts('SELECT 1;\nSELECT 2').length, 2, 'the last needs none');
  });

  it('is refused where it cannot be told where statements end', () => {
    assert.match(refusal(`SELECT 'a;\nDROP TABLE x;\nSELECT 'b' || 'c;\n`)[0], /never ends/);
    assert.match(
      refusal('CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n  SELECT 1;\n')[0],
      /BEGIN ATOMIC in this file is never closed/,
    );
  });

  it('is refused where a quote or a comment never ends', () => {
    assert.match(refusal(`SELECT 1;\nSELECT 'open;`)[0], /^The string that begins here never ends/);
    assert.match(refusal('SELECT 1; SELECT $a$ x $b$;')[0], /^The dollar-quoted string/);
    assert.match(refusal('SELECT 1; /* never')[0], /^The comment/);
  });

  it('holds the lines after COPY … FROM stdin, whatever is in them', () => {
    const prepared = prepare(`COPY t FROM stdin;\nit's\tfine; COMMIT;\n\\.\nSELECT 1;`);
    assert.ok(prepared.ok);
    assert.deepEqual(
      Array.from(prepared.script.statements, ({ text, data }) => [text, data]),
      [
        ['COPY t FROM stdin', `it's\tfine; COMMIT;\n`],
        ['SELECT 1', undefined],
      ],
    );
  });

  it('may have no statement at all, and says so', () => {
    const prepared = prepare('-- nothing yet\n');
    assert.ok(prepared.ok);
    assert.deepEqual(prepared.script.notes, ['There is no statement in it.']);
  });
});
