import assert from 'node:assert/strict';
import { loadParser, type Parser } from '../../../src/sql/parser';
import { SqlReader } from '../../../src/sql/reader';

describe('SqlReader', () => {
  let parser: Parser;
  let parsed: string[];
  let reader: SqlReader;

  before(async () => {
    parser = await loadParser();
  });
  beforeEach(() => {
    parsed = [];
    reader = new SqlReader({
      parse: (text) => {
        parsed.push(text);
        return parser.parse(text);
      },
    });
  });

  it('parses again only the statement that was edited', () => {
    reader.read('select 1; select 2; select 3');
    reader.read('select 1; select 22; select 3');
    assert.deepEqual(parsed, ['select 1', 'select 2', 'select 3', 'select 22']);
  });

  it('hands out the same tree for the same text, at another place', () => {
    const [one] = reader.read('select 1');
    const [two] = reader.read('\n\nselect 1;');
    assert.equal(one?.parsed, two?.parsed);
    assert.equal(two?.at.start, 2);
  });

  it('forgets what was not asked for in a long time, and keeps what was', () => {
    const long = (n: number) => `select '${String(n % 10).repeat(100_000)}', ${n}`;
    reader.read('select 1');
    for (let n = 0; n < 60; n++) {
      reader.read(long(n));
      reader.read('select 1');
    }
    const count = parsed.filter((text) => text === 'select 1').length;
    assert.equal(count, 1);
    reader.read(long(0));
    assert.equal(parsed.filter((text) => text === long(0)).length, 2);
  });

  it('judges every statement by itself', () => {
    const statements = reader.read('select 1; selec 2; \\echo x\nselect 3');
    assert.deepEqual(
      statements.map(({ parsed }) => (parsed.ok ? 'ok' : (parsed.fault?.message ?? parsed.unread))),
      ['ok', 'syntax error at or near "selec"', 'psql', 'ok'],
    );
  });

  describe('of a long text', () => {
    const row = (n: number): string => `INSERT INTO "big" VALUES (${n}, '${'x'.repeat(800)}');\n`;
    const rows = Array.from({ length: 12_000 }, (_, n) => row(n)).join('');
    const text = `CREATE TABLE "big" (n int, pad text);\n${rows}INSERT INTO other VALUES (1);\nCREATE INDEX ON "big" (n);\n`;

    it('tells a thousand statements alike apart, and takes the rest for one that is too long', () => {
      const statements = reader.read(text);
      assert.equal(statements.length, 1 + 1000 + 1 + 2);
      const many = statements[1001]!;
      assert.deepEqual(many.parsed, { ok: false, unread: 'size' });
      assert.equal(many.text, text.slice(text.indexOf(row(1000)), text.indexOf('INSERT INTO other') - 2));
      assert.equal(many.end, many.at.end + 1);
      assert.deepEqual(
        statements.slice(1002).map((each) => [each.text, each.parsed.ok]),
        [
          ['INSERT INTO other VALUES (1)', true],
          ['CREATE INDEX ON "big" (n)', true],
        ],
      );
      assert.equal(parsed.length, 1003);
    });

    it('does so in steps where that is wished, once', () => {
      const steps = [...reader.reading(text, { start: 0, end: text.length })].length;
      assert.ok(steps > 12_000, String(steps));
      assert.equal(reader.read(text), reader.read(text));
      assert.equal(parsed.length, 1003);
      assert.deepEqual([...reader.reading('SELECT 1;', { start: 0, end: 9 })], []);
    });

    it('tells statements apart also behind something that is left open', () => {
      const open = `${text}SELECT (1;\nCREATE TABLE last (i int);\n`;
      const statements = reader.read(open);
      assert.equal(statements.at(-1)?.text, 'CREATE TABLE last (i int)');
      assert.equal(statements.length, 1004 + 2);
    });
  });
});
