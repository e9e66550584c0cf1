import assert from 'node:assert/strict';
import { buildChain } from '../../../src/migrations/chain';
import { conventions } from '../../../src/migrations/conventions/all';
import type { Convention } from '../../../src/migrations/convention';
import { type Draft, draftDown } from '../../../src/migrations/down/draft';
import type { Script } from '../../../src/migrations/project';
import { loadParser } from '../../../src/sql/parser';
import { createPrinter, type Printer } from '../../../src/sql/printer';
import { newReader, sourceOf } from '../../support/chains';
import { downPlaces, firstStatements, secondStatements } from '../../support/down-places';

type Files = Readonly<Record<string, string>>;

const named = (id: string): Convention => conventions.find((each) => each.id === id)!;
const bodyOf = (script: Script | undefined): string => script?.text.slice(script.body.start, script.body.end) ?? '';

describe('the place of a drafted down script', () => {
  let printer: Printer;
  before(async () => {
    printer = await createPrinter(await loadParser());
  });

  /** Drafts for the last migration. */
  async function draft(convention: Convention, files: Files): Promise<Draft> {
    const source = sourceOf(files, convention);
    const reader = await newReader();
    return draftDown(source, source.migrations.at(-1)!, { chain: buildChain(source, reader), reader, printer });
  }
  /** The text of the only or the last file with its draft, or why there is none. */
  async function textOf(id: string, files: Files): Promise<string> {
    const made = await draft(named(id), files);
    return made.ok ? made.text : made.reason;
  }

  it('is known of every convention that has down scripts', () => {
    const having = conventions.filter(({ canHaveDown }) => canHaveDown).map(({ id }) => id);
    assert.deepEqual(having.sort(), Object.keys(downPlaces).sort());
  });

  it('is a part of no file whose runner would miss the checksum that it has now', () => {
    const filled = conventions.filter(({ downSection }) => downSection !== undefined);
    assert.ok(filled.length > 0);
    assert.deepEqual(
      filled.filter(({ history }) => 'checksum' in history),
      [],
    );
  });

  for (const [id, { files, path, heading }] of Object.entries(downPlaces)) {
    it(`is where ${id} finds the way back, with the way up as it was`, async () => {
      const convention = named(id);
      for (const eol of ['\n', '\r\n']) {
        const before = Object.fromEntries(
          Object.entries(files(firstStatements, secondStatements)).map(([name, text]) => [name, text.replaceAll('\n', eol)]),
        );
        const made = await draft(convention, before);
        assert.ok(made.ok, made.ok ? '' : made.reason);
        assert.equal(made.path, path);
        assert.deepEqual(made.gaps, []);
        const own = before[path] ?? '';
        const isFilled = made.replaced !== undefined;
        assert.equal(isFilled, own !== '');
        const lead = made.text.slice(0, made.start).replaceAll('\r\n', '\n');
        assert.ok(lead.endsWith(heading), JSON.stringify(lead));
        if (isFilled) {
          assert.ok(made.text.startsWith(own.trimEnd()), 'the way up is untouched');
          assert.doesNotMatch(made.text, eol === '\n' ? /\r/ : /[^\r]\n/, 'line ends are those of the file');
        }
        const source = sourceOf(before, convention);
        const after = sourceOf({ ...before, [path]: made.text }, convention);
        assert.deepEqual(
          after.problems,
          source.problems.filter((each) => each.kind !== 'refused'),
        );
        const [was, is] = [source.migrations.at(-1)!, after.migrations.at(-1)!];
        assert.equal(is.version, was.version);
        assert.match(bodyOf(is.down), /DROP TABLE maker;\s*(?:COMMIT;\s*)?$/);
        if (id !== 'dbmate') assert.equal(bodyOf(is.up).trimEnd(), bodyOf(was.up).trimEnd());
        const again = await draft(convention, { ...before, [path]: made.text });
        assert.ok(!again.ok);
        assert.match(again.reason, /has a down script already/);
      }
    });
  }

  it('is marked where the runner asks for a mark, and after what stands below one', async () => {
    const up = 'CREATE TABLE t (id int);\n';
    assert.equal(
      await textOf('dbmate', { '1_a.sql': `-- migrate:up\n${up}` }),
      `-- migrate:up\n${up}\n-- migrate:down\n\nDROP TABLE t;\n`,
    );
    assert.equal(
      await textOf('dbmate', { '1_a.sql': `-- migrate:up\n${up}\n\n-- migrate:down\n-- Undo: a\n\n` }),
      `-- migrate:up\n${up}\n\n-- migrate:down\n-- Undo: a\n\nDROP TABLE t;\n`,
    );
    assert.equal(
      await textOf('sql-migrate', { '1_a.sql': `-- +migrate Down\n\n-- +migrate Up\n${up}` }),
      `-- +migrate Down\n\nDROP TABLE t;\n\n-- +migrate Up\n${up}`,
    );
    assert.equal(
      await textOf('tern', { '001_a.sql': `${up}\n---- create above / drop below ----\n` }),
      `${up}\n---- create above / drop below ----\n\nDROP TABLE t;\n`,
    );
    assert.equal(await textOf('mybatis', { '01_a.sql': `${up}--//@UNDO\n` }), `${up}--//@UNDO\n\nDROP TABLE t;\n`);
    assert.equal(
      await textOf('node-pg-migrate', { '1700000000001_a.sql': `\uFEFF${up}` }),
      `\uFEFF-- Up Migration\n${up}\n-- Down Migration\n\nDROP TABLE t;\n`,
    );
    assert.equal(
      await textOf('goose', { '1_a.sql': `-- +goose Up\n${up.trim()}` }),
      `-- +goose Up\n${up.trim()}\n\n-- +goose Down\n\nDROP TABLE t;\n`,
    );
  });

  it('may be a down script with nothing but comments in it', async () => {
    const up = 'CREATE TABLE t (id int);';
    const sqlx = await draft(named('sqlx'), { '1_a.up.sql': up, '1_a.down.sql': '-- Undo: a\n\n' });
    assert.ok(sqlx.ok);
    assert.deepEqual([sqlx.path, sqlx.text, sqlx.start], ['1_a.down.sql', '-- Undo: a\n\nDROP TABLE t;\n', 12]);
    assert.equal(await textOf('sqlx', { '1_a.up.sql': up, '1_a.down.sql': '' }), 'DROP TABLE t;\n');
    const plan = '%syntax-version=1.0.0\n%project=shop\n\na 2025-01-01T12:00:00Z Lisa Keeper <lisa@example.com> # A\n';
    const empty = '-- Revert shop:a from pg\n\nBEGIN;\n\n-- XXX Add DDLs here.\n\nCOMMIT;\n';
    assert.equal(
      await textOf('sqitch', { 'sqitch.plan': plan, 'deploy/a.sql': `BEGIN;\n${up}\nCOMMIT;\n`, 'revert/a.sql': empty }),
      empty.replace('\n\nCOMMIT', '\n\nDROP TABLE t;\n\nCOMMIT'),
    );
  });

  it('is where substitution has ended that the way up began', async () => {
    const files = { '1_a.sql': '-- +goose Up\n-- +goose ENVSUB ON\nCREATE TABLE t (id int);\n' };
    assert.match(await textOf('goose', files), /\n-- \+goose Down\n-- \+goose ENVSUB OFF\n\nDROP TABLE t;\n$/);
  });

  it('leaves the transaction as its runner is told to, and where the way up did', async () => {
    const index = 'CREATE INDEX CONCURRENTLY i ON t (a);\n';
    const table = 'CREATE TABLE t (a int);\n';
    const drop = 'DROP INDEX CONCURRENTLY i;\n';
    const dbmate = { '1_a.sql': `-- migrate:up\n${table}-- migrate:down\n` };
    const outside = `-- migrate:up transaction:false\n${index}`;
    assert.equal(
      await textOf('dbmate', { ...dbmate, '2_b.sql': `${outside}-- migrate:down\n` }),
      `${outside}-- migrate:down transaction:false\n\n${drop}`,
    );
    assert.equal(
      await textOf('dbmate', { ...dbmate, '2_b.sql': `${outside}-- migrate:down transaction:false\n-- Undo\n` }),
      `${outside}-- migrate:down transaction:false\n-- Undo\n\n${drop}`,
    );
    const migrate = `-- +migrate Up notransaction\nSET lock_timeout = '1s';\n${index}`;
    assert.equal(
      await textOf('sql-migrate', { '1.sql': `-- +migrate Up\n${table}`, '2.sql': migrate }),
      `${migrate}\n-- +migrate Down notransaction\n\nSET lock_timeout = '1s';\n\n${drop}`,
    );
    const goose = `-- +goose NO TRANSACTION\n-- +goose Up\n${index}`;
    assert.equal(
      await textOf('goose', { '1_a.sql': `-- +goose Up\n${table}`, '2_b.sql': goose }),
      `${goose}\n-- +goose Down\n\n${drop}`,
    );
    const tern = `---- tern: disable-tx ----\n${index}`;
    assert.equal(
      await textOf('tern', { '001_a.sql': table, '002_b.sql': tern }),
      `${tern}\n---- create above / drop below ----\n\n---- tern: disable-tx ----\n\n${drop}`,
    );
    const pop = { '1_a.up.sql': table, '2_b.autocommit.up.sql': index };
    assert.equal(await textOf('pop', pop), `-- Undo: b\n\n${drop}`);
    assert.equal(await textOf('golang-migrate', { '1_a.up.sql': table, '2_b.up.sql': index }), `-- Undo: b\n\n${drop}`);
    assert.equal(await textOf('flyway', { 'V1__a.sql': table, 'V2__b.sql': index }), `-- Undo 2: b\n\n${drop}`);
    // Flyway takes no file with both kinds of statements.
    const two = 'ALTER TABLE t ADD b int';
    const mixed = { 'V1__a.sql': table, 'V2__b.sql': `${two};\n${index}` };
    assert.equal(await textOf('flyway', mixed), '-- Undo 2: b\n\nDROP INDEX i;\nALTER TABLE t DROP COLUMN b;\n');
  });

  it('is refused in a file that does not run as it is', async () => {
    const files = { '1_a.sql': '-- migrate:up\nSELECT 1;\n-- migrate:up\nSELECT 2;\n-- migrate:down\n' };
    assert.match(await textOf('dbmate', files), /1_a\.sql cannot run: dbmate would record its version/);
  });
});
