import assert from 'node:assert/strict';
import { largestStatement, loadParser, type Parser } from '../../../src/sql/parser';
import { mask } from '../../../src/sql/mask';

describe('the parser', () => {
  let parser: Parser;
  before(async () => {
    parser = await loadParser();
  });

  /** The message, the text that is underlined, and the hint of a fault. */
  function fault(sql: string): { message: string; under: string; hint: string | undefined } {
    const parsed = parser.parse(sql);
    assert.ok(!parsed.ok && parsed.fault, `a fault in ${sql}`);
    const { message, at, hint } = parsed.fault;
    return { message, under: sql.slice(at.start, at.end), hint };
  }

  it('gives positions in UTF-16 units', () => {
    const sql = `select 'é😀', wanted`;
    const parsed = parser.parse(sql);
    assert.ok(parsed.ok && 'SelectStmt' in parsed.tree);
    const last = parsed.tree.SelectStmt.targetList?.at(-1);
    assert.ok(last && 'ResTarget' in last);
    assert.equal(sql.slice(last.ResTarget.location), 'wanted');
  });

  it('underlines the token at fault, after characters of several bytes too', () => {
    assert.deepEqual(fault(`select 'é😀' fron täble x`), {
      message: 'syntax error at or near "täble"',
      under: 'täble',
      hint: undefined,
    });
  });

  it('underlines the last token at the end of input', () => {
    assert.deepEqual(fault('create table t (a int -- here\n'), {
      message: 'syntax error at end of input',
      under: 'int',
      hint: 'A closing parenthesis is missing.',
    });
  });

  it('underlines the first line of an unclosed string', () => {
    const { under, hint } = fault("select 'a\nb");
    assert.equal(under, "'a");
    assert.equal(hint, "The closing ' is missing.");
  });

  const hints: Readonly<Record<string, RegExp>> = {
    'create table if not exist t (a int)': /EXISTS/,
    'drop table if exist t': /EXISTS/,
    'alter table t drop if exists column a': /^IF EXISTS stands after COLUMN\.$/,
    'alter table t add if not exists column a int': /^IF NOT EXISTS stands after COLUMN\.$/,
    'drop if exists table t': /^IF EXISTS stands after TABLE\.$/,
    'create table t (a int auto_increment)': /IDENTITY/,
    'create table `t` (a int)': /quotes identifiers with "/,
    'create table t (a int,)': /comma too many/,
    'create table t (\n  a int\n  b int\n)': /comma is missing before b/,
    'select a\n  b\n  c from t': /comma or semicolon/,
    'create table t (a int)\nselect 1': /semicolon is missing before SELECT/,
    'select ‘a b c’': /typographic quote/,
    'select\u00a01 from t': /invisible character \(U\+00A0\)/,
    'alter table t modify a int': /ALTER COLUMN/,
    'alter table t change a b int': /^CHANGE is MySQL/,
    'alter table t add column a int after b': /^AFTER is MySQL/,
    'alter table t drop foreign key f': /DROP CONSTRAINT/,
    'alter table t drop index i': /DROP INDEX/,
    'alter table t alter column a bigint': /TYPE, SET or DROP/,
    'alter table t add (a int)': /^ADD \(…\) is Oracle/,
    'create table t (a int) engine = InnoDB': /ENGINE is MySQL/,
    'create table t (a int(11))': /^int takes no length: leave \(11\) out\.$/,
    'create table t (a int unsigned)': /^UNSIGNED is MySQL/,
    'create table t (a text character set utf8)': /^CHARACTER SET is MySQL/,
    "create table t (a int comment 'x')": /COMMENT ON COLUMN/,
    "create table t (a int) comment = 'x'": /COMMENT ON TABLE/,
    'create table t (a int, unique key k (a))': /^UNIQUE KEY is MySQL/,
    'create table t (a timestamp default now() on update current_timestamp)': /^ON UPDATE is MySQL/,
    'create table t (a int identity(1, 1))': /^IDENTITY\(…\) is SQL Server/,
    'create table [dbo].[t] (a int)': /^Square brackets are SQL Server/,
    'create nonclustered index i on t (a)': /^NONCLUSTERED is SQL Server/,
    'create table t (a int)\ngo\nselect 1': /^GO is SQL Server/,
    'select 1 from t\n/\nselect 2': /^A \/ in a line of its own is Oracle/,
    'select top 10 * from t': /use LIMIT/,
    'select * from t limit 1, 2': /OFFSET/,
    'insert ignore into t values (1)': /ON CONFLICT DO NOTHING/,
    'replace into t values (1)': /DO UPDATE/,
    'insert into t (a) value (1)': /VALUES/,
    'insert into t set a = 1': /^INSERT … SET is MySQL/,
    'begin\n  null;': /DO \$\$/,
    "if object_id('t') is null create table t (a int)": /DO \$\$/,
    '# the orders\nselect 1': /begins with --/,
    'select «a b c»': /typographic quote/,
    'select 1 – 2': /is a dash/,
  };
  for (const [sql, hint] of Object.entries(hints)) {
    it(`has a hint for ${JSON.stringify(sql)}`, () => assert.match(fault(sql).hint ?? '', hint));
  }

  it('has no hint where the message says it all, or where a foreign word means something else', () => {
    for (const sql of [
      'select 1 from from t',
      'create table t (a int generated always as identity primari key)',
      'create table t (change txt txt)',
      'create function f() returns int language plpgsql as $$ begin if a thn return 1; end if; end $$',
    ]) {
      assert.equal(fault(sql).hint, undefined, sql);
    }
  });

  it('does not parse what is larger than its limit', () => {
    const sql = `insert into t values ('${'x'.repeat(largestStatement)}')`;
    assert.deepEqual(parser.parse(sql), { ok: false, unread: 'size' });
  });

  it('tells comments alone from a fault', () => {
    assert.deepEqual(parser.parse('-- nothing'), { ok: false, unread: 'empty' });
    assert.deepEqual(parser.parse(' '), { ok: false, unread: 'empty' });
  });

  it('reads a template, as names or as nothing, and does not judge what it cannot', () => {
    assert.ok(parser.parse('create table ${schema}.t_${env} (a int)').ok);
    assert.ok(parser.parse("set role :'owner'").ok);
    assert.ok(parser.parse('create table {{ if_not_exists }} t (a int)').ok);
    assert.deepEqual(parser.parse('create table t (a int) ${options} with'), { ok: false, unread: 'template' });
    assert.ok(parser.parse('select a[x:y] from t').ok);
  });

  it('reads over NUL and carriage returns', () => {
    assert.ok(parser.parse('select\r1').ok);
    const parsed = parser.parse('select 1\0 from');
    assert.ok(!parsed.ok && parsed.fault, 'what follows NUL is read too');
  });

  it('takes for a blank what PostgreSQL does, and no other space or byte order mark within a file', () => {
    assert.deepEqual(parser.parse('\f\v\r\n\t '), { ok: false, unread: 'empty' });
    assert.match(fault('\u00a0').hint ?? '', /U\+00A0/);
    assert.match(fault('\ufeffselect 1').hint ?? '', /U\+FEFF/);
  });

  it('survives nesting that exhausts its memory', () => {
    const parsed = parser.parse(`select ${'('.repeat(20_000)}1${')'.repeat(20_000)}`);
    assert.ok(!parsed.ok);
    assert.ok(parser.parse('select 1').ok);
  });
});

describe('mask', () => {
  it('keeps every position', () => {
    for (const sql of ['\ufeffselect 1', 'select :x, ${y}', '\\set a\nselect 1', 'select \0', "select '${a}\0' -- :x"]) {
      assert.equal(mask(sql).length, sql.length);
    }
  });

  it('leaves strings, comments and casts alone', () => {
    const sql = `select '\${a} :b', a::int, x[1:n] -- {{c}}`;
    assert.equal(mask(sql), sql);
  });

  it('makes names of placeholders, or blanks', () => {
    assert.equal(mask('drop table ${a}'), 'drop table xxxx');
    assert.equal(mask('drop table ${a}', 'blank'), 'drop table     ');
  });
});
