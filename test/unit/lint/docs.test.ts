import assert from 'node:assert/strict';
import { rules } from '../../../src/lint/rules/index';
import type { SqlReader } from '../../../src/sql/reader';
import { applyFix, conventionNamed, filesOf, lintLast, lintMigration, newReader, sourceOf, withRule } from '../../support/chains';
import { readPages, type Page, type Sample } from '../../support/rule-pages';

const pages = readPages();

describe('the pages of the rules', () => {
  let reader: SqlReader;
  before(async () => {
    reader = await newReader();
  });

  it('are one a rule, under its name', () => {
    assert.deepEqual(pages.map(({ id }) => id).sort(), rules.map(({ id }) => id).sort());
  });

  for (const rule of rules) {
    it(`say of ${rule.id} what happens, whom it hurts, what is safe and when to ignore it`, () => {
      const page = pages.find(({ id }) => id === rule.id);
      const headings = [...(page?.text ?? '').matchAll(/^#+ .*$/gm)].map(([heading]) => heading);
      assert.deepEqual(headings, [`# ${rule.id}`, '## What happens', '## Whom it hurts', '## Safe form', '## When to ignore']);
      assert.ok(page);
      assert.ok(page.text.includes(`\n\n${rule.title}.\n\n`), 'the title stands below the name');
      if (rule.scope === 'change') assert.ok(page.samples.some(({ kind }) => kind === 'bad'));
    });
  }

  for (const page of pages) {
    for (const sample of page.samples) {
      it(`${page.id}:${sample.line} ${sample.kind}`, () => check(page, sample, reader));
    }
  }
});

function check(page: Page, given: Sample, reader: SqlReader): void {
  const sample = withRule(page.id, given);
  const files = filesOf({ before: sample.setup, sql: sample.sql, convention: sample.convention });
  const source = sourceOf(files, conventionNamed(sample.convention));
  const findings = lintLast(source, reader, sample);
  const own = findings.filter(({ rule }) => rule === page.id);
  const underlined = own.map(({ at }) => sample.sql.slice(at.start, at.end));
  assert.deepEqual(
    underlined,
    sample.marked.map(({ start, end }) => sample.sql.slice(start, end)),
  );
  assert.deepEqual(
    own.map(({ at }) => at),
    sample.marked,
  );
  const fix = own[0]?.fixes.find(({ title }) => !title.startsWith('Ignore '));
  if (sample.fixed === undefined) return;
  assert.ok(fix, 'there is a fix');
  const fixed = applyFix(files, fix);
  const path = Object.keys(files).at(-1) ?? '';
  assert.equal(fixed[path], sample.fixed);
  const added = Object.entries(fixed).filter(([name]) => !(name in files));
  assert.deepEqual(
    added.map(([, text]) => text),
    sample.next === undefined ? [] : [sample.next],
  );
  // What the fix leaves is free of this rule, parses, and has no error that was not there before.
  const errors = new Set(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule));
  const after = sourceOf(fixed, source.convention);
  for (const migration of after.migrations.slice(sample.setup.length)) {
    const left = lintMigration(after, migration, reader, { ...sample, earlier: 'applied' });
    const bad = left.filter(({ rule, severity }) => rule === page.id || (severity === 'error' && !errors.has(rule)));
    assert.deepEqual(bad, []);
  }
}
