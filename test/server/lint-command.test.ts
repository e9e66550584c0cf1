import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { buildCommandLine, Workspace } from '../support/command-line';

const folder = 'services/booking/migrations';
const unsafe = `${folder}/20250402084500_index_open_requests.up.sql`;

describe('lockkeeper lint', function () {
  this.timeout(60_000);
  before(buildCommandLine);

  describe('prints its findings', () => {
    const workspace = new Workspace();
    after(() => workspace.remove());
    const printed = async (format: string): Promise<string> => {
      const { out, err } = await workspace.run(['lint', unsafe, '--format', format, '--severity-threshold', 'warning']);
      assert.equal(err, '');
      return out;
    };

    it('as SARIF, with rules, places, fixes and marks that outlast a change of lines above', async () => {
      const log = JSON.parse(await printed('sarif')) as Log;
      const [run] = log.runs;
      const found = run?.results?.find(({ ruleId }) => ruleId === 'create-index-not-concurrent');
      assert.equal(found?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, unsafe);
      assert.deepEqual(found.locations[0].physicalLocation.region?.startLine, 2);
      assert.equal(run?.tool.driver.rules?.[found.ruleIndex ?? -1]?.id, found.ruleId);
      assert.ok(
        found.fixes?.every(({ artifactChanges }) => artifactChanges.every(({ replacements }) => replacements.length > 0)),
      );
      const path = join(workspace.root, unsafe);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, `\n\n${text}`);
      const moved = (JSON.parse(await printed('sarif')) as Log).runs[0]?.results;
      writeFileSync(path, text);
      const again = moved?.find(({ ruleId }) => ruleId === found.ruleId);
      assert.deepEqual(again?.partialFingerprints, found.partialFingerprints);
      assert.equal(again?.locations?.[0]?.physicalLocation?.region?.startLine, 4);
    });

    it('as GitHub’s workflow commands', async () => {
      assert.match(
        await printed('github'),
        new RegExp(`^::warning file=${unsafe},line=2,endLine=2,col=1,endColumn=\\d+,title=create-index-not-concurrent::`, 'm'),
      );
    });

    it('as GitLab’s code quality report', async () => {
      const entries = JSON.parse(await printed('gitlab')) as readonly Record<string, unknown>[];
      const found = entries.find((entry) => entry['check_name'] === 'create-index-not-concurrent');
      assert.deepEqual(found?.['location'], { path: unsafe, lines: { begin: 2, end: 2 } });
      assert.equal(found['severity'], 'major');
      assert.equal(new Set(entries.map((entry) => entry['fingerprint'])).size, entries.length);
    });

    it('as JUnit, in which what reaches the threshold fails', async () => {
      const xml = await printed('junit');
      assert.match(xml, /<testsuite name="[^"]+index_open_requests\.up\.sql" tests="2" failures="2" errors="0">/);
      assert.match(xml, /<failure type="warning" message="[^"]+">/);
      const { out } = await workspace.run(['lint', folder, '--format', 'junit', '--rule', 'syntax-error']);
      assert.match(out, /name="no findings"\/>/);
    });

    it('as Markdown', async () => {
      assert.match(await printed('markdown'), /^### Lockkeeper: 2 warnings in 1 file\n\n#### services/m);
    });

    it('and refuses a format that there is not', async () => {
      const { code, err } = await workspace.run(['lint', '--format', 'xml']);
      assert.equal(code, 2);
      assert.match(err, /text, json, sarif, github, gitlab, junit, markdown/);
      assert.equal((await workspace.run(['status', '--format', 'sarif'])).code, 2);
    });
  });

  describe('looks at', () => {
    const workspace = new Workspace();
    after(() => workspace.remove());
    const git = (...words: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: workspace.root, stdio: 'ignore' });
    };

    it('what one rule finds', async () => {
      const { json } = await workspace.json(['lint', '--rule', 'squawk:ban-drop-column']);
      const { findings } = json as { findings: { rule: string }[] };
      assert.deepEqual([...new Set(findings.map(({ rule }) => rule))], ['drop-column']);
      assert.equal((await workspace.run(['lint', '--rule', 'nothing'])).code, 2);
      assert.equal((await workspace.run(['lint', '--rule', 'unused-or-unknown-ignore'])).code, 0);
    });

    it('an edit of what the default branch has, once it is another branch', async () => {
      const edits = async (): Promise<readonly string[]> => {
        const { json } = await own.json(['lint', '--rule', 'edited-applied-migration']);
        return (json as { findings: { message: string }[] }).findings.map(({ message }) => message);
      };
      const own = new Workspace();
      try {
        const run = (...words: readonly string[]): void => {
          execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: own.root, stdio: 'ignore' });
        };
        run('init', '-b', 'main');
        run('add', '.');
        run('commit', '-m', 'all');
        assert.deepEqual(await edits(), []);
        writeFileSync(join(own.root, unsafe), 'SELECT 1;\n');
        assert.deepEqual(await edits(), [], 'a branch of this repository alone');
        run('checkout', '-b', 'work');
        assert.deepEqual(
          (await edits()).map((message) => message.split(':')[0]),
          ['The statements differ from what main has'],
        );
        run('checkout', unsafe);
        assert.deepEqual(await edits(), []);
      } finally {
        own.remove();
      }
    });

    it('what is new or changed since a revision, and not at what only another branch has changed', async () => {
      git('init', '-b', 'main');
      git('add', '.');
      git('commit', '-m', 'all');
      git('checkout', '-b', 'work');
      const files = async (since: string): Promise<number> => {
        const { json } = await workspace.json(['lint', '--since', since]);
        return (json as { summary: { files: number } }).summary.files;
      };
      assert.equal(await files('main'), 0);
      writeFileSync(join(workspace.root, folder, '20990101000000_later.up.sql'), 'SELECT 1;\n');
      writeFileSync(join(workspace.root, unsafe), 'SELECT 1;\n');
      assert.equal(await files('main'), 2);
      git('add', '.');
      git('commit', '-m', 'work');
      assert.equal(await files('main'), 2);
      assert.equal(await files('HEAD'), 0);
      for (const revision of ['nothing', '--output=x']) {
        const { code, err } = await workspace.run(['lint', `--since=${revision}`]);
        assert.equal(code, 2);
        assert.match(err, /git knows no revision/);
      }
      assert.ok(!readdirSync(workspace.root).includes('x'));
    });
  });

  describe('--fix', () => {
    const workspace = new Workspace();
    after(() => workspace.remove());
    const read = (path: string): string => readFileSync(join(workspace.root, path), 'utf8');

    it('applies what is safe unseen, and reports what is left', async () => {
      const { out } = await workspace.run(['lint', unsafe, '--fix', '--severity-threshold', 'warning']);
      assert.match(read(unsafe), /^-- no-transaction\n[^]*CREATE INDEX CONCURRENTLY/);
      assert.ok(!out.includes('create-index-not-concurrent'));
    });

    it('applies the remedy of a rule that is named, with the files that it needs', async () => {
      const path = `${folder}/20990101000000_owner.up.sql`;
      const sql = 'ALTER TABLE booking ADD CONSTRAINT named CHECK (id > 0);\n';
      writeFileSync(join(workspace.root, path), sql);
      writeFileSync(join(workspace.root, path.replace('.up.', '.down.')), 'ALTER TABLE booking DROP CONSTRAINT named;\n');
      await workspace.run(['lint', path, '--fix']);
      assert.ok(!read(path).includes('NOT VALID'), 'it is not safe unseen');
      await workspace.run(['lint', path, '--fix', '--rule', 'add-check-not-valid-missing']);
      assert.match(read(path), /NOT VALID/);
    });

    it('leaves what has run already alone, and says so', async () => {
      const applied = new Workspace();
      const git = (...words: readonly string[]): void => {
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: applied.root, stdio: 'ignore' });
      };
      git('init', '-b', 'main');
      git('add', '.');
      git('commit', '-m', 'all');
      const before = readFileSync(join(applied.root, unsafe), 'utf8');
      const { err } = await applied.run(['lint', unsafe, '--fix']);
      assert.equal(readFileSync(join(applied.root, unsafe), 'utf8'), before);
      assert.match(err, /have run already: services\/booking/);
      applied.remove();
    });
  });
});
