import assert from 'node:assert/strict';
import type { Finding } from '../../../src/lint/finding';
import { fixedThroughout, safeTogether } from '../../../src/lint/fixes';
import { presets } from '../../../src/lint/options';
import type { Edit } from '../../../src/migrations/edit';
import type { SqlReader } from '../../../src/sql/reader';
import { applyFix, type Case, conventionNamed, filesOf, folder, lintLast, newReader, sourceOf } from '../../support/chains';
import { readPages } from '../../support/rule-pages';

const before = ['CREATE TABLE orders (id bigint PRIMARY KEY, note text, total numeric);'];
const everything = { rules: new Map(), preset: presets.at(-1)! };

/** The file once all safe fixes are applied to it, and what is left then. */
async function fixedAll(
  it_: Case,
): Promise<{ readonly text: string; readonly left: readonly Finding[]; readonly edits: readonly Edit[] }> {
  const reader = await newReader();
  const files = filesOf(it_);
  const name = Object.keys(files).at(-1)!;
  const judged = (text: string): readonly Finding[] => judge({ ...it_, files: { ...files, [name]: text } }, reader);
  const path = `${folder}/${name}`;
  const edits = await fixedThroughout({ path, text: it_.sql, findings: judged(it_.sql) }, (text) =>
    Promise.resolve(judged(text)),
  );
  const text = applyFix(files, { title: '', edits, preferred: false, safe: true })[name]!;
  return { text, left: judged(text), edits };
}

function judge(it_: Case & { readonly files: Readonly<Record<string, string>> }, reader: SqlReader): readonly Finding[] {
  return lintLast(sourceOf(it_.files, conventionNamed(it_.convention ?? 'sqlx')), reader, it_);
}

const errors = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;

describe('all safe fixes of a file', () => {
  it('are applied round by round, also those that begin at one place', async () => {
    const sql =
      "SET lock_timeout = '2s';\nCREATE EXTENSION pg_trgm;\nINSERT INTO orders VALUES (1, NULL, 2);\nCREATE INDEX ON orders (note, note);\n";
    const { text, left } = await fixedAll({ before, sql, options: everything });
    assert.match(text, /^SET LOCAL lock_timeout/m);
    assert.match(text, /CREATE EXTENSION IF NOT EXISTS pg_trgm/);
    assert.match(text, /INSERT INTO orders \(id, note, total\) VALUES/);
    assert.match(text, /CREATE INDEX \w+ ON orders \(note\);/);
    assert.deepEqual(
      left.filter(({ fixes }) => fixes.some(({ safe }) => safe)).map(({ rule }) => rule),
      [],
    );
  });

  it('are edits of the text as it was, and of no more of it than they change', async () => {
    const sql = '-- One.\nCREATE EXTENSION pg_trgm;\n-- Two.\nCREATE INDEX ON orders (note, note);\n-- Three.\n';
    const { edits } = await fixedAll({ before, sql, options: everything });
    const replaced = edits.map((edit) => (edit.kind === 'replace' ? [sql.slice(edit.at.start, edit.at.end), edit.text] : []));
    assert.ok(
      replaced.every(([old = '']) => !old.includes('--')),
      JSON.stringify(replaced),
    );
    assert.ok(replaced.length >= 2);
  });

  it('leave nothing for a second time, and bring no new error', async function () {
    this.timeout(60_000);
    for (const { id, samples } of readPages()) {
      for (const { kind, setup, sql, convention, postgres, line } of samples) {
        if (kind === 'good') continue;
        const it_ = { before: setup, sql, convention, postgres, options: everything };
        const { text, left } = await fixedAll(it_);
        const again = await fixedAll({ ...it_, sql: text });
        assert.equal(again.text, text, `${id}:${line}`);
        const first = judge({ ...it_, files: filesOf(it_) }, await newReader());
        assert.ok(errors(left) <= errors(first), `${id}:${line} ${text}`);
      }
    }
  });

  it('keep out of each other’s way: of two that meet, the first', () => {
    const edit = (start: number, end: number): Edit => ({ kind: 'replace', path: 'a', at: { start, end }, text: '' });
    const fix = (...edits: readonly Edit[]) => ({ title: '', edits, preferred: true, safe: true });
    assert.deepEqual(safeTogether([fix(edit(0, 4)), fix(edit(2, 6), edit(8, 9)), fix(edit(4, 5))]), [edit(0, 4), edit(4, 5)]);
    const file: Edit = { kind: 'create', path: 'b', text: '' };
    assert.deepEqual(safeTogether([fix(edit(0, 4), file), fix(edit(6, 7))]), [edit(0, 4), file]);
  });
});
