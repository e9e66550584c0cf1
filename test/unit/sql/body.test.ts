import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bodyOf, type Body } from '../../../src/sql/body';
import { loadParser, type Parser } from '../../../src/sql/parser';

describe('the body of a function or DO block', () => {
  let parser: Parser;
  before(async () => {
    parser = await loadParser();
  });

  function read(sql: string): Body {
    const parsed = parser.parse(sql);
    const body = bodyOf({ kind: 'sql', at: { start: 0, end: sql.length }, end: sql.length, text: sql, parsed });
    assert.ok(body, JSON.stringify(parsed));
    return body;
  }

  /** Each part as it is written, with `?` before what may not run. */
  function parts(sql: string): readonly string[] {
    return read(sql).parts.map((part) => {
      const { at } = part.kind === 'statement' ? part.statement : part;
      const mark = part.kind === 'statement' ? '' : `${part.kind}: `;
      return `${part.certain ? '' : '? '}${mark}${sql.slice(at.start, at.end)}`;
    });
  }

  const plpgsql = (body: string, declare = '') => `DO $$ ${declare} BEGIN ${body} END $$`;

  const table: readonly (readonly [what: string, sql: string, expected: readonly string[]])[] = [
    [
      'statements one after the other',
      plpgsql('DROP TABLE a; DROP TABLE a; DROP TABLE b;'),
      ['DROP TABLE a', 'DROP TABLE a', 'DROP TABLE b'],
    ],
    ['a comment that says the same', plpgsql('-- DROP TABLE a;\n /* DROP TABLE a */ DROP TABLE a;'), ['DROP TABLE a']],
    [
      'conditions',
      plpgsql('IF a THEN DROP TABLE x; ELSIF b THEN DROP TABLE y; ELSE DROP TABLE z; END IF; DROP TABLE w;'),
      ['? DROP TABLE x', '? DROP TABLE y', '? DROP TABLE z', 'DROP TABLE w'],
    ],
    ['CASE', plpgsql('CASE 1 WHEN 1 THEN DROP TABLE x; ELSE DROP TABLE y; END CASE;'), ['? DROP TABLE x', '? DROP TABLE y']],
    [
      'loops',
      plpgsql('FOR i IN 1..3 LOOP DROP TABLE x; END LOOP; WHILE a LOOP DROP TABLE y; END LOOP;'),
      ['? DROP TABLE x', '? DROP TABLE y'],
    ],
    [
      'a loop over a query',
      plpgsql('FOR r IN SELECT 1 FROM t LOOP DELETE FROM u; END LOOP;', 'DECLARE r record;'),
      ['SELECT 1 FROM t', '? DELETE FROM u'],
    ],
    [
      'handlers',
      plpgsql('DROP TABLE w; BEGIN DROP TABLE x; EXCEPTION WHEN others THEN DROP TABLE y; END; DROP TABLE z;'),
      ['DROP TABLE w', '? DROP TABLE x', '? DROP TABLE y', 'DROP TABLE z'],
    ],
    ['a block within', plpgsql('BEGIN DROP TABLE x; END; DROP TABLE y;'), ['DROP TABLE x', 'DROP TABLE y']],
    [
      'RETURN under a condition',
      plpgsql('DROP TABLE x; IF a THEN RETURN; END IF; DROP TABLE y;'),
      ['DROP TABLE x', '? DROP TABLE y'],
    ],
    ['EXECUTE of an expression', plpgsql("EXECUTE format('drop table %I', a) USING 1;"), ["dynamic: format('drop table %I', a)"]],
    ['EXECUTE of a constant', plpgsql("EXECUTE 'DROP TABLE x; DROP TABLE y';"), ['DROP TABLE x', 'DROP TABLE y']],
    ['PERFORM', plpgsql('PERFORM f(1);'), ['PERFORM f(1)']],
    ['INTO', plpgsql('SELECT 1 INTO STRICT n FROM t;', 'DECLARE n int;'), ['SELECT 1 INTO STRICT n FROM t']],
    [
      'INTO at the end',
      plpgsql('INSERT INTO t VALUES (1) RETURNING id INTO n;', 'DECLARE n int;'),
      ['INSERT INTO t VALUES (1) RETURNING id'],
    ],
    [
      'names of several bytes in INTO',
      plpgsql("SELECT '😀' INTO größe FROM t; DROP TABLE ü;", 'DECLARE größe text;'),
      ["SELECT '😀' INTO größe FROM t", 'DROP TABLE ü'],
    ],
    ['COMMIT', plpgsql('DROP TABLE x; COMMIT; DROP TABLE y;'), ['DROP TABLE x', 'transaction: COMMIT', 'DROP TABLE y']],
    [
      'a body in plain quotes',
      "DO 'BEGIN UPDATE t SET a = ''é'' WHERE b; DROP TABLE x; END'",
      ["UPDATE t SET a = ''é'' WHERE b", 'DROP TABLE x'],
    ],
    [
      'a body in escapes',
      "DO E'BEGIN\\n UPDATE t SET a = \\'x\\'; DROP TABLE \\u0078; END'",
      ["UPDATE t SET a = \\'x\\'", 'DROP TABLE \\u0078'],
    ],
    ['SQL', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$ DELETE FROM t; SELECT 1 $f$', ['DELETE FROM t', 'SELECT 1']],
    [
      'BEGIN ATOMIC',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT CASE WHEN a THEN 1 END; RETURN 2; END',
      ['DELETE FROM t', 'SELECT CASE WHEN a THEN 1 END', 'RETURN 2'],
    ],
    ['RETURN', 'CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN a + 1', ['RETURN a + 1']],
    [
      'RETURN QUERY',
      'CREATE FUNCTION f() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT 1; RETURN QUERY EXECUTE q; END $$',
      ['SELECT 1', 'dynamic: q'],
    ],
    ['a procedure', 'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CALL q(1); END $$', ['CALL q(1)']],
  ];
  for (const [what, sql, expected] of table) it(`holds ${what}`, () => assert.deepEqual(parts(sql), expected));

  it('parses every statement within, with positions in it', () => {
    const sql = "DO $$ DECLARE n int; BEGIN SELECT 'é' INTO n FROM t; PERFORM f(1); END $$";
    const texts = read(sql).parts.map((part) => {
      assert.ok(part.kind === 'statement' && part.statement.parsed.ok);
      assert.equal(part.statement.text.length, part.statement.at.end - part.statement.at.start);
      return part.statement.text;
    });
    assert.deepEqual(texts, ["SELECT 'é'        FROM t", 'SELECT  f(1)']);
  });

  const unread: readonly (readonly [sql: string, why: string])[] = [
    ["DO LANGUAGE plperl 'BEGIN'", 'its language'],
    ['DO $$ BEGIN v.a := 1; END $$', '"v.a" is not a known variable'],
    ['DO $$ BEGIN ${statements} END $$', 'a template'],
  ];
  for (const [sql, why] of unread) it(`is not judged: ${sql}`, () => assert.equal(read(sql).unread, why));

  const faults: readonly (readonly [sql: string, at: string, before: string])[] = [
    ['DO $$ BEGIN DROP TABL a; END $$', 'TABL', 'DROP '],
    ['DO $$ BEGIN PERFORM x; IF x THE NULL; END IF; END $$', 'NULL', 'THE '],
    ['DO $$ BEGIN PERFORM a; PERFORM 1 +; PERFORM b; END $$', '+', '1 '],
    ['DO $$ BEGIN INSERT INTO x VALUES (1); UPDATE t SET x x = 1; END $$', 'x', 'SET x '],
    ["DO 'BEGIN PERFORM ''x''; DROP TABL a; END'", 'TABL', 'DROP '],
    ['DO $$ BEGIN IF a THEN PERFORM 1; END $$', 'END', '1; '],
    ["CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT ''é''; SELECT a FRM b c'", 'b', 'FRM '],
    ['CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETRN 1; END $$', 'RETRN', 'BEGIN '],
  ];
  for (const [sql, at, before] of faults) {
    it(`has its fault at its place: ${sql}`, () => {
      const parsed = parser.parse(sql);
      assert.ok(!parsed.ok && parsed.fault);
      const { start, end } = parsed.fault.at;
      assert.deepEqual([sql.slice(start, end), sql.slice(start - before.length, start)], [at, before]);
    });
  }

  it('gives back every statement that was put into it, at its place', () => {
    const plain = fc.constantFrom(
      'DROP TABLE ä',
      "UPDATE t SET a = 'x;y'",
      'DELETE FROM t /* ; END */ WHERE b',
      'SELECT "x;" INTO n FROM t',
      'PERFORM f($q$;$q$)',
    );
    const noise = fc.constantFrom('', '\n', ' -- DROP TABLE ä;\n', '/* 😀 */ ', '\r\n  ');
    const item = fc.record({ sql: plain, before: noise, around: fc.constantFrom('', 'if', 'loop', 'block', 'handler') });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), (items) => {
        let text = 'DO $$ DECLARE n text; BEGIN ';
        const expected: string[] = [];
        const starts: number[] = [];
        for (const { sql, before, around } of items) {
          text += before + { '': '', if: 'IF a THEN ', loop: 'LOOP ', block: 'BEGIN ', handler: 'BEGIN ' }[around];
          starts.push(text.length);
          text += `${sql}; ${{ '': '', if: 'END IF;', loop: 'END LOOP;', block: 'END;', handler: 'EXCEPTION WHEN others THEN NULL; END;' }[around]}`;
          expected.push(`${around === '' || around === 'block' ? '' : '? '}${sql}`);
        }
        text += ' END $$';
        assert.deepEqual(parts(text), expected);
        const found = read(text).parts.map((part) => (part.kind === 'statement' ? part.statement.at.start : -1));
        assert.deepEqual(found, starts);
      }),
    );
  });
});
