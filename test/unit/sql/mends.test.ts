import assert from 'node:assert/strict';
import { edited, type Mend } from '../../../src/sql/mend';
import { loadParser, type Parser } from '../../../src/sql/parser';
import { split } from '../../../src/sql/splitter';

/** What is wrong, and what must be made of it. */
const mended: Readonly<Record<string, readonly [string, string]>> = {
  'a comma missing between columns': ['create table t (\n  a int\n  b int\n)', 'create table t (\n  a int,\n  b int\n)'],
  'several of them': [
    'create table t (\n a int not null -- key\n "b" text\n c money\n)',
    'create table t (\n a int not null, -- key\n "b" text,\n c money\n)',
  ],
  'one within a line, before what has a type': [
    'create table t (a int default 1 b text)',
    'create table t (a int default 1, b text)',
  ],
  'one between rows': ['insert into t values\n (1, 2)\n (3, 4)\n (5, 6)', 'insert into t values\n (1, 2),\n (3, 4),\n (5, 6)'],
  'one between clauses': ['alter table t\n add a int\n drop b', 'alter table t\n add a int,\n drop b'],
  'a semicolon before another statement': ['alter table t add a int\nselect 1', 'alter table t add a int;\nselect 1'],
  'a semicolon in PL/pgSQL, before END': [
    'create function f() returns trigger language plpgsql as $$\nbegin\n  return new\nend;\n$$',
    'create function f() returns trigger language plpgsql as $$\nbegin\n  return new;\nend;\n$$',
  ],
  'a semicolon in PL/pgSQL, after an assignment': [
    "do $$\ndeclare n int;\nbegin\n  n := 1\n  raise notice '%', n;\nend $$",
    "do $$\ndeclare n int;\nbegin\n  n := 1;\n  raise notice '%', n;\nend $$",
  ],
  'a semicolon in the body of a function in SQL': [
    'create function f() returns void language sql as $$\n  insert into t values (1)\n  insert into t values (2)\n$$',
    'create function f() returns void language sql as $$\n  insert into t values (1);\n  insert into t values (2)\n$$',
  ],
  'IF NOT EXIST': ['create table if not exist t (a int)', 'create table if not exists t (a int)'],
  'IF EXITS': ['DROP TABLE IF EXITS t', 'DROP TABLE IF EXISTS t'],
  'IF EXIST in a block': ['do $$ begin drop table if exist t; end $$', 'do $$ begin drop table if exists t; end $$'],
  backticks: ["create table `t` (`ab` int default '`')", 'create table "t" ("ab" int default \'`\')'],
  'backticks side by side': ['insert into `t`(`a`,`b`) values (1,2)', 'insert into "t"("a","b") values (1,2)'],
  'a comma before a parenthesis': ['create table t (\n  a int,\n)', 'create table t (\n  a int\n)'],
  'a comma before FROM': ['select a, from t', 'select a from t'],
  'a comma at the end': ['insert into t values (1),', 'insert into t values (1)'],
  'NOT VALID of a unique constraint': [
    'alter table t add constraint u unique (a) deferrable not valid, add b int',
    'alter table t add constraint u unique (a) deferrable, add b int',
  ],
  'NOT VALID of a primary key': ['ALTER TABLE t ADD PRIMARY KEY (a) NOT VALID', 'ALTER TABLE t ADD PRIMARY KEY (a)'],
  'two commas': ['create table t (a int,, b int)', 'create table t (a int, b int)'],
  'commas in two places': ['insert into t (a,) values (1,)', 'insert into t (a) values (1)'],
  'a comma in the body of a function': [
    'create function f() returns void language sql as $$ insert into t values (1,); select 1 $$',
    'create function f() returns void language sql as $$ insert into t values (1); select 1 $$',
  ],
  'typographic quotes': ['insert into t values (‘a b’, ’c d’)', "insert into t values ('a b', 'c d')"],
  'typographic double quotes': ['create table “my table” (a int)', 'create table "my table" (a int)'],
  'typographic quotes, but for those in strings': [
    "insert into t values (‘a b’, 'it’s')",
    "insert into t values ('a b', 'it’s')",
  ],
  'typographic quotes in a block': [
    'do $$ begin insert into t values (‘a b’); end $$',
    "do $$ begin insert into t values ('a b'); end $$",
  ],
  'no-break spaces': ['create\u00a0table t (\u00a0a\u00a0int)', 'create table t ( a int)'],
  'no-break spaces, but for those in strings and comments': [
    "insert\u00a0into t values ('a\u00a0b') -- \u00a0",
    "insert into t values ('a\u00a0b') -- \u00a0",
  ],
  'zero-width characters': ['\u200bcreate\u2060 table t (a int)\ufeff', 'create table t (a int)'],
  'a byte order mark within a file': ['\ufeffcreate table t (a int)', 'create table t (a int)'],
  'a no-break space alone': ['\u00a0', ' '],
  'no-break spaces and typographic quotes': ['insert\u00a0into t values (‘a b’)', "insert into t values ('a b')"],
  'full-width marks': ['create table t（a int，b int）', 'create table t(a int,b int)'],
  'a dash that begins a comment': [
    'create table t (\n  a int, – the key\n  b int\n)',
    'create table t (\n  a int, -- the key\n  b int\n)',
  ],
  'a dash that begins a comment with an apostrophe': [
    "— the user's\ncreate table t (a int)",
    "-- the user's\ncreate table t (a int)",
  ],
  'two dashes': ['–– the key\nselect 1', '-- the key\nselect 1'],
  'a dash that can only be a minus': ['select (2 – 1)', 'select (2 - 1)'],
  '#': ["# the user's\n# key\nselect 1", "-- the user's\n-- key\nselect 1"],
  'a reserved word as the name of a table': ['create table Order (a int)', 'create table "order" (a int)'],
  'a reserved word as the name of a column': ['create table t (a int, user text)', 'create table t (a int, "user" text)'],
};

/** Of these nobody can tell what was meant, or nothing of ours would make them sound. */
const left: Readonly<Record<string, string>> = {
  'a dash that may be a minus or begin a comment': 'select 1 – 2',
  'a misspelt word in a line of its own': 'create table t (\n  a int\n  reference u (id)\n)',
  'a misspelt word within a line': 'create table t (a int primery key)',
  'a list of a SELECT, whose columns may have other names': 'select a\n  b\n  c from t',
  'a fault beside the comma': 'create table t (a int,) with oids oids',
  guillemets: 'select «a b c»',
  'an odd backtick': 'create table `t (a int)',
  'a keyword twice': 'select 1 from from t',
  'a clause without what belongs to it': 'select * from order by a',
  'a body within quotes that double': "create function f() returns void language sql as 'insert into t values (1,)'",
};

describe('a mend', () => {
  let parser: Parser;
  before(async () => {
    parser = await loadParser();
  });

  function mendOf(sql: string): Mend | undefined {
    const parsed = parser.parse(sql);
    assert.ok(!parsed.ok && parsed.fault, `a fault in ${sql}`);
    return parsed.fault.mend;
  }

  for (const [name, [sql, wanted]] of Object.entries(mended)) {
    it(`is there for ${name}`, () => {
      const mend = mendOf(sql);
      assert.ok(mend, 'there is one');
      assert.equal(edited(sql, mend.edits), wanted);
      for (const { text } of split(wanted)) assert.ok(parser.parse(text).ok, text);
    });
  }

  for (const [name, sql] of Object.entries(left)) {
    it(`is none for ${name}`, () => {
      assert.equal(mendOf(sql), undefined);
    });
  }

  it('is not looked for in a long statement', () => {
    assert.ok(mendOf('select 1,'));
    assert.equal(mendOf(`select '${'x'.repeat(40_000)}',`), undefined);
  });
});
