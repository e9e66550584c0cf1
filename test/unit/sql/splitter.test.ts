import assert from 'node:assert/strict';
import fc from 'fast-check';
import { split } from '../../../src/sql/splitter';
import { boundaries, loadModule } from '../../support/boundaries';

const texts = (sql: string) => split(sql).map((statement) => statement.text);

describe('split', () => {
  before(loadModule);

  describe('agrees with PostgreSQL on', () => {
    const nasty: Readonly<Record<string, string>> = {
      'nothing at all': '',
      'blanks and comments alone': '  -- one\n /* two; */ ',
      'empty statements': ';; select 1;;; select 2',
      'a last statement without a semicolon': 'select 1; select 2 -- end; of file',
      'semicolons in strings': `select ';', E'\\';', U&'\\0041;', B'1', X'1F', N';''' ; select 2`,
      'a string that goes on in the next line': `select 'a;'\n  'b;' ; select 2`,
      'an escape string that goes on in the next line': `select E'a'\n'b\\';' ; select 2`,
      'quoted identifiers': `select 1 as "a;""b", 2 as U&"c;"; select 2`,
      'dollar quotes': 'select $$;$$, $a$ $$;$$ $b$;$b$ $a$, $_é1$;$_é1$; select $1; select 2',
      'a dollar sign within an identifier': 'select a$b$c from t; select d$$e from u',
      'nested comments': 'select 1 /* a ; /* b ; */ c ; */ ; select 2',
      'a comment that begins within an operator': 'select 1 +/* ; */ 2; select 1 --;\n - 2',
      'operators that look like quotes of templates':
        'select a @> b, a ? b, a #>> c, d::text, e[1:2], e[a:b], f(x := 1), f(x => 2); select 2',
      numbers: 'select 1.5e10, .5, 1., 0x1F, 1_000, 0b11; select 1e-5',
      'CREATE RULE with several actions':
        'create rule r as on insert to t do also (insert into a values (1); delete from b;); select 2',
      'a body in BEGIN ATOMIC': `create or replace function f() returns int
        begin atomic
          insert into t values (1);
          select case when a then 1 else 2 end from t;
        end; select 2`,
      'an empty BEGIN ATOMIC': 'create procedure p() begin atomic end; select 2',
      'a label named end within BEGIN ATOMIC':
        'create function f() returns int begin atomic select 1 end; select 2 as end; end; select 3',
      'a column named begin': 'create table t ("begin" int, atomic int); select begin, atomic from t; begin; end; select 2',
      'CREATE SCHEMA with elements on lines of their own':
        'create schema s\ncreate table t (a int)\ncreate view v as select 1\ngrant select on t to public; select 2',
      'EXPLAIN before CREATE TABLE AS':
        'explain analyze\ncreate table t as select 1; explain\ninsert into t values (1); explain\nupdate t set a = 1',
      'columns named like objects':
        'alter table t\ndrop index,\ndrop type cascade,\nalter type set not null,\nalter index drop default; select 2',
      'clauses that drop objects':
        'alter extension e\ndrop table t; alter publication p\ndrop table t; alter operator family f using btree\ndrop function 1 (int)',
      'writes in WITH on lines of their own': `with gone as (
delete from a where b returning *
), put as (
insert into c select * from gone returning *)
update t set a = 1 from put; select 2`,
      'writes within COPY and rules': `copy (
insert into t values (1) returning *) to stdout; create rule r as on update to t do instead
insert into u values (1); prepare p as
delete from t; select 2`,
      'upserts, locks and merges': `insert into t values (1) on conflict (a) do
update set a = 2; select * from t for
update of t; merge into t using u on a = b when not matched then
insert values (1) when matched then
update set a = 1; select 2`,
      'columns named like writes': `select 1
delete from t; select a, (select b
from u),
delete from t; create view v as select a is distinct from b
delete from t; select trim(both
delete from a); select 1
insert into t; select 1
insert into t from u; select * from t for
update of set; update t set a = b and
delete from u; update t set a = -
delete from u; insert into a.
alter table t; insert into a as
alter table t`,
      'CRLF and CR': 'select 1;\r\nselect 2;\rselect 3 -- x\r, 4;\r\n',
      'characters of two and four bytes': `select 'é😀;' as "ü"; insert into été values ('😀')`,
      'non-breaking spaces within a name': 'select a\u00a0b; select 2',
      'a comment of psql that is none': `comment on column t.a is '\\set x'; select 2`,
      'COPY from stdin without data': 'copy t from stdin; select 2',
      'strings that hold statements': `insert into docs values ('
create table x (a int);
drop table y;
'); select 2`,
      'bodies that hold statements at the start of lines':
        'create function f() returns void language plpgsql as $$\nbegin\ncreate table x (a int);\ninsert into x values (1);\nend\n$$; select 2',
    };
    for (const [title, sql] of Object.entries(nasty)) {
      it(title, () => {
        const expected = boundaries(sql);
        assert.ok(expected, 'PostgreSQL parses it');
        assert.deepEqual(
          split(sql).map((statement) => statement.at),
          expected,
        );
      });
    }
  });

  it('leaves a column and its label together, whatever they are called', () => {
    for (const rest of ['', ' from t', ' where true', ' union select 1', ', 1', ' into x']) {
      for (const label of ['drop table', 'alter table', 'drop index', 'alter type']) {
        const sql = `select\n${label}${rest}`;
        assert.deepEqual(boundaries(sql), [{ start: 0, end: sql.length }], `PostgreSQL takes ${sql}`);
        assert.deepEqual(
          split(sql).map(({ at }) => at),
          [{ start: 0, end: sql.length }],
          sql,
        );
      }
    }
    assert.deepEqual(texts('select\ndrop table orders'), ['select', 'drop table orders']);
  });

  it('agrees with PostgreSQL on whatever it parses of generated text', () => {
    const piece = fc.constantFrom(
      ...`select 1|select|create table t (a int|create|table|alter table t|drop|type|insert into t values (1)|update t set a = 1|delete from t|insert into u|update of set|set|distinct|and|collate|between 1 and|with q as (|as|from t|from|where|
end|begin|atomic|case when a then b end|create function f() returns int|create rule r as on insert to t do (|language sql|;|;|;|(|)|,|[|]|:|::|a:b|1|1.5|.5e3|'x'|''|'a''b'|E'\\''|E'a\\\\'|U&'x'|"q"|"a""b"|$$x;$$|$a$;$a$|$1|$|-- c;
|/* ; */|/* /* */ */|+|-|*|/|<>|=|.|..|é|😀|x$y|é$$|b'1'|comment on table t is|grant select on t to u|explain|copy t from stdin|create schema s|null`.split(
        '|',
      ),
    );
    const blank = fc.constantFrom(' ', '\n', '\r\n', '', '\t');
    const text = fc
      .array(fc.tuple(piece, blank), { maxLength: 14 })
      .map((pieces) => pieces.map(([word, space]) => word + space).join(''));
    let parsed = 0;
    fc.assert(
      fc.property(text, (sql) => {
        const expected = boundaries(sql);
        if (expected === undefined) return;
        if (expected.length > 0) parsed++;
        assert.deepEqual(
          split(sql).map((statement) => statement.at),
          expected,
        );
      }),
      { numRuns: 60000 },
    );
    assert.ok(parsed > 100, `only ${parsed} texts could be parsed`);
  });

  it('agrees with PostgreSQL on sequences of whole statements, however they are laid out', () => {
    const statement = fc.constantFrom(
      "create table t (\n a int default 1,\n b text check (b <> ';'))",
      'create or replace function f() returns trigger language plpgsql as $$\nbegin\n  insert into t values (1);\n  return new;\nend\n$$',
      'create function g() returns int begin atomic select 1; select case a when 1 then 2 end from t; end',
      'create rule r as on insert to t do instead (delete from t; insert into t values (1))',
      `insert into t values ('it''s', E'it\\'s', $x$it's$x$)`,
      'alter table t\n  add column c int,\n  drop column type,\n  alter column x type text',
      'create view v as\nselect 1\nunion all\nselect 2',
      'with a as (\nselect 1)\ninsert into t\nselect * from a',
      `comment on table "é" is '😀; -- no comment'`,
      'begin',
      'commit',
      'do $do$ begin execute $q$drop table x;$q$; end $do$',
      'select a[1:2], b::int from t -- ;',
      'grant select on t to u /* ; */',
    );
    const separator = fc.constantFrom(';', ';\n', '; -- x;\n', ' ;\r\n\r\n', '\n;\n/* c; */\n', ';;');
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, separator), { minLength: 1, maxLength: 12 }), (parts) => {
        // A comment to the end of the line would swallow a semicolon right behind it.
        const sql = parts.map(([body, end]) => `${body}\n${end}`).join('');
        assert.deepEqual(
          split(sql).map(({ at }) => at),
          boundaries(sql),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('keeps psql lines as statements of their own', () => {
    const statements = split('\\set ON_ERROR_STOP on\nselect 1;\n\\connect "a;b"  \nselect 2 \\gset\nselect 3');
    assert.deepEqual(
      statements.map(({ kind, text }) => [kind, text]),
      [
        ['psql', '\\set ON_ERROR_STOP on'],
        ['sql', 'select 1'],
        ['psql', '\\connect "a;b"'],
        ['sql', 'select 2'],
        ['psql', '\\gset'],
        ['sql', 'select 3'],
      ],
    );
  });

  it('takes the data lines of COPY with their statement', () => {
    const sql = 'COPY t (a, b) FROM stdin WITH (FORMAT csv);\n1;2\nit\'s\t"x\n\\.\nselect 1;';
    const [copy, select] = split(sql);
    assert.equal(copy?.kind, 'copy');
    assert.equal(sql.slice(copy.data?.start, copy.data?.end), '1;2\nit\'s\t"x\n');
    assert.equal(sql.slice(copy.at.end, copy.end), ';\n1;2\nit\'s\t"x\n\\.');
    assert.equal(select?.text, 'select 1');
  });

  it('ends a statement past its semicolon', () => {
    const [one, two] = split('select 1  ; select 2');
    assert.deepEqual([one?.at, one?.end], [{ start: 0, end: 8 }, 11]);
    assert.deepEqual([two?.at, two?.end], [{ start: 12, end: 20 }, 20]);
  });

  it('reads only the body that it is given', () => {
    const sql = '-- up\nselect 1;\n-- down\nselect 2;';
    assert.deepEqual(
      split(sql, { start: 16, end: sql.length }).map(({ at, text }) => [at.start, text]),
      [[24, 'select 2']],
    );
    assert.deepEqual(
      split(sql, { start: 0, end: 15 }).map(({ text }) => text),
      ['select 1'],
    );
  });

  describe('goes on after', () => {
    const after = "create table u (b text default 'x');\ninsert into u values ('it''s');";
    const intact = ["create table u (b text default 'x')", "insert into u values ('it''s')"];
    const faults: Readonly<Record<string, string>> = {
      'an unclosed string': "create table t (a text default 'x, b int);\n",
      'a stray quote': "alter table t' add column a int;\n",
      'an unclosed identifier': 'create table "t (a int);\n',
      'an unclosed parenthesis': 'create table t (a int;\n',
      'an unclosed parenthesis without a semicolon': 'create table t (a int, b\n',
      'a statement without its end': 'alter table t add column\n',
      'an unclosed dollar quote': 'create function f() returns int language sql as $$ select 1;\n',
      'an unclosed comment': '/* create table t (a int);\n',
      'an unfinished BEGIN ATOMIC': 'create function f() returns int begin atomic select 1;\n',
      'a closing parenthesis too many': 'create table t (a int));\n',
    };
    for (const [title, fault] of Object.entries(faults)) {
      it(title, () => {
        assert.deepEqual(texts(fault + after).slice(-2), intact);
        assert.ok(texts(`select 1;\n${fault}${after}`)[0] === 'select 1');
      });
    }
  });
});
