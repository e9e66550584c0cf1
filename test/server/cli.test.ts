import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

const booking = ['--source', 'services/booking/migrations'];

describe('the command line', function () {
  this.timeout(serverTimeout);
  before(buildCommandLine);

  describe('reading', () => {
    const workspace = new Workspace();
    after(() => workspace.remove());

    it('drafts the down script that a migration lacks, once, and counts what is left to do by hand', async () => {
      const up = 'deploy/migrations/versions/007_shift_calendar.sql';
      const down = 'deploy/migrations/down/007_shift_calendar_down.sql';
      const made = await workspace.run(['new', '--down-for', up]);
      assert.deepEqual([made.code, made.out], [0, `${down}\nNothing is left to do by hand.\n`]);
      assert.equal(readFileSync(join(workspace.root, down), 'utf8'), '-- Undo 007: shift calendar\n\nDROP TABLE yard.shift;\n');
      const again = await workspace.run(['new', '--down-for', up]);
      assert.equal(again.code, 2);
      assert.match(again.err, /007_shift_calendar\.sql has a down script already/);
      rmSync(join(workspace.root, down));
      const data = 'db/migrations/20250319_094500_data_fill_due_dates';
      const { code, json } = await workspace.json(['new', '--down-for', `${data}.sql`]);
      assert.equal(code, 0);
      const gap = 'Rows of billing.invoice were changed: bring the former values back from a backup where they are needed.';
      assert.deepEqual(json, { version: 1, files: [`${data}.down.sql`], gaps: [gap] });
      rmSync(join(workspace.root, `${data}.down.sql`));
      const plain = 'services/booking/migrations/20250113101000_create_bookings.sql';
      assert.match((await workspace.run(['new', '--down-for', plain])).err, /sqlx has no down script for a file named/);
    });

    it('discovers the three layouts', async () => {
      const { code, json } = await workspace.json(['discover']);
      assert.equal(code, 0);
      const { version, sources } = json as {
        version: number;
        sources: { path: string; convention: string; migrations: unknown[] }[];
      };
      assert.equal(version, 1);
      assert.deepEqual(
        sources.map(({ path, convention, migrations }) => [path, convention, migrations.length]),
        [
          ['db/migrations', 'typed-timestamps', 10],
          ['deploy/migrations', 'numbered', 13],
          ['services/booking/migrations', 'sqlx', 12],
        ],
      );
    });

    it('shows what depends on what, and fails by --check where a header names what is not there', async () => {
      const { code, json } = await workspace.json(['graph', '--source', 'deploy/migrations', '--check']);
      const { dependencies } = json as { dependencies: { from: string; to: string; objects: string[] }[] };
      assert.equal(code, 0);
      const at = (name: string): string => `deploy/migrations/versions/${name}.sql`;
      const moves = dependencies.find(({ from, to }) => from === at('002_stack_moves') && to === at('001_yard_layout'));
      assert.ok(moves?.objects.includes('yard.slot'));
      const mermaid = await workspace.run(['graph', '--source', 'deploy/migrations', '--format', 'mermaid']);
      assert.match(mermaid.out, /^flowchart BT\n {2}m1\["001_yard_layout\.sql"\]\n/);
      const lost = join(workspace.root, at('099_lost'));
      writeFileSync(lost, '-- Dependencies: 098_gone\nSELECT 1;\n');
      const broken = await workspace.run(['graph', '--declared', '--check']);
      const linted = await workspace.json(['lint', at('099_lost')]);
      rmSync(lost);
      assert.equal(broken.code, 1);
      assert.match(broken.err, /099_lost\.sql: There is no migration 098_gone/);
      const { findings } = linted.json as { findings: { rule: string; line: number; column: number; endColumn: number }[] };
      const found = findings.find(({ rule }) => rule === 'missing-dependency');
      assert.deepEqual([found?.line, found?.column, found?.endColumn], [1, 18, 26]);
    });

    it('shows one migration, by its file, its down script, its version or its name', async () => {
      const name = '20250122_143000_schema_invoice_lines';
      const byVersion = await workspace.json(['show', '20250122_143000']);
      assert.equal(byVersion.code, 0);
      const { version, migration } = byVersion.json as { version: number; migration: Record<string, unknown> };
      assert.equal(version, 1);
      const { checksum, dependencies, dependents, ...rest } = migration;
      assert.match(String(checksum), /^[0-9a-f]{64}$/);
      assert.deepEqual(rest, {
        ...{ version: '20250122_143000', name: `${name}.sql`, title: 'invoice lines', type: 'schema' },
        ...{ source: 'db/migrations', convention: 'typed-timestamps' },
        up: { path: `db/migrations/${name}.sql`, statements: 3, transaction: 'file' },
        down: { path: `db/migrations/${name}.down.sql`, statements: 3, transaction: 'file' },
        header: {
          ...{ database: 'postgresql', type: 'schema', author: 'm.okafor', created: '2025-01-22T14:30:00Z', breaking: false },
          dependencies: ['20250115_090100'],
        },
        ...{ checks: [], missing: [], problems: [] },
        findings: { errors: 0, warnings: 0, information: 0, hints: 0 },
      });
      assert.deepEqual(dependencies, [
        {
          file: 'db/migrations/20250115_090100_data_seed_tariffs.sql',
          ...{ version: '20250115_090100', declared: true, objects: ['billing.tariff'] },
        },
        {
          file: 'db/migrations/20250115_090000_schema_create_billing.sql',
          ...{ version: '20250115_090000', declared: false, objects: ['billing.amount', 'billing.invoice'] },
        },
      ]);
      assert.deepEqual(
        (dependents as readonly { readonly version: string; readonly declared: boolean }[]).map((each) => [
          each.version,
          each.declared,
        ]),
        [
          ['20250205_101500', true],
          ['20250226_160000', true],
          ['20250305_113000', false],
        ],
      );
      for (const word of [`db/migrations/${name}.sql`, `db/migrations/${name}.down.sql`, name]) {
        assert.deepEqual((await workspace.json(['show', word])).json, byVersion.json, word);
      }
      const text = await workspace.run(['show', name]);
      assert.equal(text.code, 0);
      assert.match(text.out, /^20250122_143000 {2}invoice lines\ndb\/migrations \(Typed timestamps\)\n/);
    });

    it('shows nothing where a word names no migration or several, and says which may be meant', async () => {
      const unknown = await workspace.run(['show', '20250115']);
      assert.equal(unknown.code, 2);
      assert.equal(
        unknown.err,
        `There is no migration 20250115. Is one of these meant?
  db/migrations/20250115_090000_schema_create_billing.sql  (20250115_090000)
  db/migrations/20250115_090100_data_seed_tariffs.sql  (20250115_090100)
Try lockkeeper show --help.
`,
      );
      const slip = await workspace.run(['show', '20250122_143001']);
      assert.match(slip.err, /Is one of these meant\?\n {2}db\/migrations\/20250122_143000_schema_invoice_lines\.sql /);
      const nothing = await workspace.run(['show', 'no such migration at all']);
      assert.match(nothing.err, /^There is no migration no such migration at all; see lockkeeper discover\.\n/);
      const other = 'deploy/migrations/versions/002_again.sql';
      writeFileSync(join(workspace.root, other), 'SELECT 1;\n');
      const several = await workspace.run(['show', '002']);
      rmSync(join(workspace.root, other));
      assert.equal(several.code, 2);
      assert.match(several.err, /^002 stands for several migrations\. Name the file of one:\n/);
      assert.ok(several.err.includes(`  ${other}  (002)\n`), several.err);
      assert.equal((await workspace.run(['show', '--source', 'db/migrations', '007'])).code, 2, 'it is of another source');
      assert.match((await workspace.run(['show'])).err, /^Say which migration: its file or its version\.\n/);
      assert.match((await workspace.run(['show', '007', '002'])).err, /^One migration at a time\.\n/);
    });

    it('writes the catalog and the table of a README, and says when they are stale', async () => {
      const readme = join(workspace.root, 'db', 'migrations', 'README.md');
      writeFileSync(readme, '# Billing\n\n<!-- lockkeeper:migrations -->\n<!-- /lockkeeper:migrations -->\n');
      const missing = await workspace.json(['catalog', '--check']);
      const files = ['migration-catalog.json', 'db/migrations/README.md'];
      assert.deepEqual([missing.code, missing.json], [1, { version: 1, stale: files }]);
      const written = await workspace.json(['catalog', '--write']);
      assert.deepEqual([written.code, written.json], [0, { version: 1, written: files }]);
      assert.match(
        readFileSync(readme, 'utf8'),
        /\| `20250115_090000` \| \[create billing\]\(20250115_090000_schema_create_billing\.sql\) \|/,
      );
      assert.deepEqual((await workspace.json(['catalog', '--check'])).json, { version: 1, stale: [] });
      const last = join(workspace.root, 'db/migrations/20250408_123000_schema_exact_payment_times.sql');
      const text = readFileSync(last);
      appendFileSync(last, '\n-- later\n');
      const stale = await workspace.json(['catalog', '--check']);
      assert.deepEqual([stale.code, stale.json], [1, { version: 1, stale: ['migration-catalog.json'] }]);
      writeFileSync(last, text);
      rmSync(readme);
      rmSync(join(workspace.root, 'migration-catalog.json'));
    });

    it('lints a file with lines and columns from 1, and exits with 1 from the threshold on', async () => {
      const file = 'services/booking/migrations/20250402084500_index_open_requests.up.sql';
      const { code, json } = await workspace.json(['lint', file, '--severity-threshold', 'warning']);
      const { findings, summary } = json as {
        findings: { rule: string; path: string; line: number; column: number; fixes: { title: string }[] }[];
        summary: { errors: number; warnings: number };
      };
      assert.equal(code, 1);
      assert.deepEqual(summary, { files: 1, errors: 0, warnings: 2, information: 0, hints: 0 });
      assert.equal((await workspace.run(['lint', file])).code, 0, 'a warning is below the usual threshold');
      const found = findings.find(({ rule }) => rule === 'create-index-not-concurrent');
      assert.deepEqual([found?.path, found?.line, found?.column], [file, 2, 1]);
      assert.ok(found?.fixes.some(({ title }) => title.includes('CONCURRENTLY')));
    });

    it('lints with the severities of lockkeeper.json', async () => {
      writeFileSync(join(workspace.root, 'lockkeeper.json'), '{ "rules": { "create-index-not-concurrent": "error" } }');
      const { code } = await workspace.run(['lint', 'services/booking/migrations/20250402084500_index_open_requests.up.sql']);
      rmSync(join(workspace.root, 'lockkeeper.json'));
      assert.equal(code, 1);
    });

    it('finds what is wrong in lockkeeper.json, and other commands warn of it', async () => {
      writeFileSync(join(workspace.root, 'lockkeeper.json'), '{\n  "rules": { "drop-colum": "off" }\n}\n');
      const linted = await workspace.run(['lint', '--format', 'json']);
      const status = await workspace.run(['status', ...booking, '--format', 'json']);
      rmSync(join(workspace.root, 'lockkeeper.json'));
      const { findings } = JSON.parse(linted.out) as { findings: { rule: string; path: string; line: number; column: number }[] };
      const found = findings.find(({ rule }) => rule === 'invalid-configuration');
      assert.deepEqual([found?.path, found?.line, found?.column], ['lockkeeper.json', 2, 14]);
      assert.equal(status.code, 0);
      assert.match(status.err, /There is no rule “drop-colum”/);
      JSON.parse(status.out);
    });

    it('does not fall back to another database where the configured one is not available', async () => {
      const source = { path: booking[1], target: 'staging' };
      const targets = { staging: { url: '${env:STAGING_URL}' } };
      writeFileSync(join(workspace.root, 'lockkeeper.json'), JSON.stringify({ sources: [source], targets }));
      const { code, err } = await workspace.run(['status', ...booking]);
      rmSync(join(workspace.root, 'lockkeeper.json'));
      assert.equal(code, 2);
      assert.match(err, /staging \(STAGING_URL is not set\)/);
    });

    it('knows the presets', async () => {
      const { code, err } = await workspace.run(['lint', '--preset', 'everything']);
      assert.equal(code, 2);
      assert.match(err, /recommended, strict, all/);
      assert.equal((await workspace.run(['lint', '--preset', 'all', '--format', 'json'])).err, '');
    });

    it('explains a rule', async () => {
      const { code, out } = await workspace.run(['explain', 'set-not-null']);
      assert.equal(code, 0);
      assert.match(out, /^set-not-null\n/);
      assert.match((await workspace.run(['explain', 'squawk:ban-drop-column'])).out, /^drop-column\n/);
      assert.match((await workspace.run(['explain', 'ban-drop-column', '--format', 'markdown'])).out, /^# drop-column\n/);
      const json = JSON.parse((await workspace.run(['explain', 'drop-column', '--format', 'json'])).out) as object;
      assert.deepEqual(Object.keys(json), ['version', 'rule', 'title', 'category', 'severity', 'preset', 'also', 'page']);
      const { code: unknown, err } = await workspace.run(['explain', 'drop-colum']);
      assert.equal(unknown, 2);
      assert.match(err, /There is no rule and no error drop-colum\. Did you mean drop-column\?/);
      assert.match(
        (await workspace.run(['explain', 'constraint-missing-not-valid'])).err,
        /several rules: .*add-check-not-valid/,
      );
      assert.equal((await workspace.run(['explain', '../../README'])).code, 2);
    });

    it('explains an error', async () => {
      const { code, out } = await workspace.run(['explain', '55P03']);
      assert.equal(code, 0);
      assert.match(out, /^55P03 lock_not_available\nClass 55: object not in prerequisite state\n\n/);
      assert.equal((await workspace.run(['explain', 'LOCK_not_available'])).out, out);
      assert.match((await workspace.run(['explain', 'checksum-mismatch'])).out, /^checksum-mismatch\n\nA migration’s file/);
      assert.match((await workspace.run(['explain', '55p03', '--format', 'markdown'])).out, /^# 55P03 lock_not_available\n/);
      const json = JSON.parse((await workspace.run(['explain', '23505', '--format', 'json'])).out) as object;
      assert.deepEqual(Object.keys(json), ['version', 'error', 'condition', 'class', 'page']);
    });

    it('knows an error without a page by its name and class', async () => {
      const { code, out } = await workspace.run(['explain', 'division_by_zero']);
      assert.equal(code, 0);
      assert.match(out, /^22012 division_by_zero\nClass 22: data exception\n\nThere is no page for it/);
      const json: unknown = JSON.parse((await workspace.run(['explain', '22012', '--format', 'json'])).out);
      assert.deepEqual(json, { version: 1, error: '22012', condition: 'division_by_zero', class: 'Class 22: data exception' });
    });

    it('says which error may be meant by what is none', async () => {
      const near = await workspace.run(['explain', 'lock_not_avaliable']);
      assert.deepEqual([near.code, near.out], [2, '']);
      assert.match(near.err, /no rule and no error lock_not_avaliable\. Did you mean lock_not_available\?/);
      assert.match((await workspace.run(['explain', 'string_data_right_truncation'])).err, /several errors: 01004, 22001/);
    });

    const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['no command', [], /COMMAND/],
      ['an unknown command', ['aply'], /no command aply/],
      ['an unknown option', ['lint', '--fixx'], /--fixx/],
      ['an unknown format', ['lint', '--format', 'xml'], /text, json/],
      ['a file of no source', ['lint', 'README.md'], /no migration/],
      ['several sources where one must be changed', ['up', '--target', 'embedded'], /--source/],
      ['no target where one must be changed', ['up', ...booking], /--target/],
      ['an unknown target', ['status', '--target', 'nowhere'], /no target nowhere/],
      ['a number that is none', ['up', 'two', ...booking, '--target', 'embedded'], /whole number/],
      ['a dry run of no kind', ['up', '--dry-run=maybe', ...booking], /list, sql, trace, shadow/],
    ];
    for (const [what, words, message] of wrong) {
      it(`exits with 2 for ${what}, and says why`, async () => {
        const { code, err } = await workspace.run(words);
        assert.equal(code, 2);
        assert.match(err, message);
      });
    }
  });

  describe('creating', () => {
    const workspace = new Workspace();
    after(() => workspace.remove());

    it('makes the pair that the source uses, and two in one second have different versions', async () => {
      const first = await workspace.json(['new', 'add', 'berth notes', ...booking]);
      const second = await workspace.json(['new', 'add berth widths', ...booking]);
      const files = [first, second].flatMap(({ json }) => (json as { files: string[] }).files);
      const stamps = files.map(
        (file) => /^services\/booking\/migrations\/(\d{14})_add_berth_\w+\.(up|down)\.sql$/.exec(file)?.[1],
      );
      assert.deepEqual([files.length, new Set(stamps).size], [4, 2]);
      assert.ok(files.every((file) => existsSync(join(workspace.root, file))));
    });

    it('writes what is said into the header, and says what usually follows', async () => {
      const words = ['new', 'add user preferences', '--type', 'schema', '--source', 'db/migrations', '--breaking'];
      const { code, json } = await workspace.json([...words, '--depends-on', '20250115_090000', '--author', 'Ada']);
      const { files, next_steps } = json as { files: readonly string[]; next_steps: readonly string[] };
      assert.equal(code, 0);
      const text = readFileSync(join(workspace.root, files[0] ?? ''), 'utf8');
      assert.match(text, /^-- Author: Ada\n[^]*^-- Breaking: yes\n-- Dependencies: 20250115_090000\n/m);
      assert.equal(next_steps.at(-1), "git commit -m 'feat(db): add user preferences'");
      const unknown = await workspace.run([...words, '--depends-on', 'gone']);
      assert.deepEqual(
        [unknown.code, unknown.err.split('\n')[0]],
        [2, 'There is no migration gone on which this one could depend.'],
      );
      for (const file of files) rmSync(join(workspace.root, file));
    });

    it('makes what a template writes, and says which names nobody has given', async () => {
      const words = ['new', ...booking, '--template'];
      const made = await workspace.json([...words, 'add-index', 'add index on voyage (departure)']);
      const { files, placeholders } = made.json as { files: readonly string[]; placeholders: readonly string[] };
      assert.deepEqual([files.length, placeholders], [2, []]);
      const found = await workspace.json(['lint', ...files]);
      assert.deepEqual([found.code, (found.json as { findings: unknown[] }).findings], [0, []]);
      const open = await workspace.run([...words, 'add-column', 'later', '--column-type', 'bigint']);
      assert.equal(open.err, 'Nothing tells what table_name and column_name stand for: put the name there.\n');
      const three = await workspace.json([
        ...words,
        'expand-contract-files',
        'rename',
        '--table',
        'vessel',
        '--columns',
        'name, title',
      ]);
      const later = (three.json as { files: readonly string[] }).files;
      assert.equal(later.length, 6);
      for (const file of [...files, ...later, ...open.out.trim().split('\n')]) rmSync(join(workspace.root, file));
    });

    it('lists its templates, and refuses what is none of them', async () => {
      const { json } = await workspace.json(['new', '--list-templates']);
      const { templates } = json as { templates: readonly { id: string; options: readonly string[] }[] };
      assert.deepEqual(templates[0], { id: 'empty', title: 'Empty', summary: 'Room to write.', migrations: 1, options: [] });
      const { out } = await workspace.run(['new', '--list-templates']);
      for (const { id } of templates) assert.match(out, new RegExp(`^${id} +[A-Z]`, 'm'));
      const refused: readonly (readonly [readonly string[], RegExp])[] = [
        [['--template', 'foo', 'x'], /^--template is one of empty, create-table, .*; “foo” is none/],
        [['--template', 'enum', 'x', '--table', 'y'], /^The template enum does not take --table: it takes --name\./],
        [['x', '--columns', 'y'], /^--columns is for a template/],
        [['--template', 'policy', 'x', '--table', 'a b'], /^“a b” is no name: write it as in SQL/],
        [['--template', 'add-column', 'x', '--column-type', 'int; drop'], /^“int; drop” is no type/],
        [['--bare', 'x', '--author', 'y'], /^--bare makes empty files/],
        [['--list-templates', 'x'], /^--list-templates makes nothing/],
      ];
      for (const [words, message] of refused) {
        const { code, err } = await workspace.run(['new', ...booking, ...words]);
        assert.equal(code, 2, err);
        assert.match(err, message);
      }
    });

    it('makes empty files where nothing more is wanted, twice in one second', async () => {
      const made = [
        await workspace.run(['new', '--bare', 'a', ...booking]),
        await workspace.run(['new', '--bare', 'a', ...booking]),
      ];
      const files = made.flatMap(({ out }) => out.trim().split('\n'));
      assert.equal(new Set(files).size, 4);
      for (const file of files) {
        assert.equal(readFileSync(join(workspace.root, file), 'utf8'), '');
        rmSync(join(workspace.root, file));
      }
    });

    it('fills in templates of the repository, and never reads what lies elsewhere', async () => {
      const { root } = workspace;
      const templates = { audit: 'audit.sql', odd: 'odd.sql', gone: 'gone.sql', linked: 'linked.sql', down: 'down.sql' };
      writeFileSync(join(root, 'lockkeeper.json'), JSON.stringify({ templates }));
      writeFileSync(join(root, 'audit.sql'), '-- {{date}}\r\nCREATE TABLE {{ table }}_audit (id bigint);');
      writeFileSync(join(root, 'odd.sql'), 'SELECT {{odd}};');
      writeFileSync(join(root, 'down.sql'), '-- Who undoes {{version}} asks first.\n');
      writeFileSync(join(root, '..', 'secret.sql'), 'SELECT 1;\n');
      symlinkSync(join(root, '..', 'secret.sql'), join(root, 'linked.sql'));
      const run = (...words: readonly string[]) => workspace.run(['new', ...booking, ...words]);
      const made = await run('--template', 'audit', '--table', 'port', 'watch');
      const [up = '', down = ''] = made.out.trim().split('\n');
      assert.match(
        readFileSync(join(root, up), 'utf8'),
        /^-- watch\n\n-- \d{4}-\d\d-\d\d\nCREATE TABLE port_audit \(id bigint\);\n$/,
      );
      const version = /\d{14}/.exec(up)?.[0] ?? '';
      assert.equal(readFileSync(join(root, down), 'utf8'), `-- Undo: watch\n\n-- Who undoes ${version} asks first.\n`);
      const plain = (await run('plainly')).out.trim().split('\n');
      assert.deepEqual(
        plain.map((file) => readFileSync(join(root, file), 'utf8').replace(/\d{14}/, 'N')),
        ['-- plainly\n\n', '-- Undo: plainly\n\n-- Who undoes N asks first.\n'],
      );
      for (const file of plain) rmSync(join(root, file));
      const refused: readonly (readonly [string, RegExp])[] = [
        ['odd', /^There is nothing to put in place of \{\{odd\}\}; there are \{\{name\}\}/],
        ['gone', /^The template gone\.sql, which lockkeeper\.json names, is no longer there\./],
        ['linked', /^The template linked\.sql leads out of the folder of lockkeeper\.json\./],
      ];
      for (const [template, message] of refused) {
        const { code, err } = await run('--template', template, 'x');
        assert.equal(code, 2);
        assert.match(err, message);
      }
      for (const file of [up, down, 'lockkeeper.json', ...Object.values(templates).filter((name) => name !== 'gone.sql')]) {
        rmSync(join(root, file));
      }
    });

    it('refuses a type that the convention has not, and makes nothing', async () => {
      const before = readdirSync(join(workspace.root, 'db/migrations'));
      const { code, err } = await workspace.run(['new', 'x', '--type', 'foo', '--source', 'db/migrations']);
      assert.equal(code, 2);
      assert.match(err, /schema, data, security, perf/);
      assert.deepEqual(readdirSync(join(workspace.root, 'db/migrations')), before);
    });
  });

  for (const where of ['embedded', 'a server'] as const) {
    describe(`applying on ${where}`, () => {
      const workspace = new Workspace();
      let target: readonly string[] = ['--target', 'embedded'];
      before(async () => {
        if (where === 'embedded') return;
        const server = await sharedServer(16);
        target = ['--target', await server.createDatabase()];
      });
      after(() => workspace.remove());
      const run = (...words: readonly string[]): ReturnType<Workspace['run']> => workspace.run([...words, ...booking, ...target]);
      const states = async (): Promise<readonly string[]> => {
        const { json } = await workspace.json(['status', ...booking, ...target]);
        const { sources } = json as { sources: { migrations: { state: string }[] }[] };
        return sources.flatMap(({ migrations }) => migrations.map(({ state }) => state));
      };

      it('rehearses without leaving anything', async () => {
        const { code, out } = await run('up', '3', '--dry-run=trace', '--format', 'markdown');
        assert.equal(code, 0);
        assert.match(out, /^### Lockkeeper: Dry run of 3 migrations[^\n]*\n\n\| Migration \|/);
        assert.match(out, /\n#### /);
        assert.deepEqual(new Set(await states()), new Set(['pending']));
      });

      it('applies the next three, and says what is left', async () => {
        const { code, out } = await run('up', '3');
        assert.equal(code, 0);
        assert.match(out, /Applied 3 migrations/);
        assert.deepEqual((await states()).slice(0, 5), ['applied', 'applied', 'applied', 'pending', 'pending']);
        assert.equal((await run('status', '--exit-code')).code, 1);
      });

      it('applies the rest, once', async () => {
        assert.equal((await run('up')).code, 0);
        assert.equal((await run('status', '--exit-code')).code, 0);
        assert.match((await run('up')).out, /[Nn]othing/);
      });

      it('rolls the last one back', async () => {
        assert.equal((await run('down')).code, 0);
        assert.equal((await states()).at(-1), 'pending');
      });

      it('tells an edited file, and applies nothing while it differs', async () => {
        const path = join(workspace.root, 'services/booking/migrations/20250214093000_booking_search.up.sql');
        const text = readFileSync(path, 'utf8');
        appendFileSync(path, '\n-- later\n');
        const { code, out } = await run('verify');
        assert.equal(code, 5);
        assert.match(out, /error .*20250214093000_booking_search\.up\.sql: .* changed after it was applied/);
        assert.equal((await run('up')).code, 5);
        assert.equal((await states()).at(-1), 'pending');
        writeFileSync(path, text);
        assert.equal((await run('verify')).code, 0);
      });
    });
  }

  describe('targets', () => {
    const workspace = new Workspace();
    after(() => workspace.remove());

    it('takes DATABASE_URL, and prints no password', async () => {
      const server = await sharedServer(16);
      const url = new URL(await server.createDatabase());
      const { code, out, err } = await workspace.run(['status', ...booking], { DATABASE_URL: String(url) });
      assert.equal(code, 0);
      assert.match(out, /DATABASE_URL/);
      if (url.password !== '') assert.ok(!`${out}${err}`.includes(url.password));
    });

    it('exits with 4 where nobody listens, and shows no password', async () => {
      const { code, out, err } = await workspace.run(['status', ...booking, '--target', 'postgres://u:hunter2@127.0.0.1:1/app']);
      assert.equal(code, 4);
      assert.match(err, /127\.0\.0\.1/);
      assert.ok(!`${out}${err}`.includes('hunter2'));
    });

    it('exits with 6 on a shared target whose name was not typed', async () => {
      const server = await sharedServer(16);
      const url = await server.createDatabase();
      writeFileSync(
        join(workspace.root, 'lockkeeper.json'),
        JSON.stringify({ targets: { staging: { url: '${env:STAGING_URL}', role: 'shared' } } }),
      );
      const environment = { STAGING_URL: url };
      const up = ['up', '1', ...booking, '--target', 'staging'];
      const refused = await workspace.run(up, environment);
      assert.equal(refused.code, 6);
      assert.match(`${refused.out}${refused.err}`, /staging/);
      assert.equal((await workspace.run([...up, '--confirm', 'staging'], environment)).code, 0);
    });
  });
});
