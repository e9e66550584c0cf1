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
});
