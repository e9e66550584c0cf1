import assert from 'node:assert/strict';
import type { Finding } from '../../src/lint/finding';
import {
  applyFix,
  conventionNamed,
  filesOf,
  lintCase,
  lintLast,
  lintMigration,
  newReader,
  sourceOf,
  withRule,
  type Case,
} from './chains';

/** A case that a rule finds something in: on which text, and perhaps with which words in the message. */
export interface Found extends Case {
  readonly at: string | readonly string[];
  readonly says?: RegExp;
  /** Titles of the fixes, the ignore comment left out. */
  readonly fixes?: readonly string[];
}

type Named<C> = Readonly<Record<string, C>>;

/** A table of cases of one rule as tests: those that it must stay silent on, and those that it must find. */
export function describeRule(
  id: string,
  { silent, found }: { readonly silent: Named<Case>; readonly found: Named<Found> },
): void {
  describe(id, () => {
    for (const [name, it_] of Object.entries(silent)) {
      it(`is silent on ${name}`, async () => {
        const findings = await lintCase(withRule(id, it_));
        assert.deepEqual(
          findings.filter(({ rule }) => rule === id || rule === 'syntax-error').map(({ rule, message }) => `${rule}: ${message}`),
          [],
        );
      });
    }
    for (const [name, it_] of Object.entries(found)) {
      it(`finds ${name}`, async () => {
        const findings = (await lintCase(withRule(id, it_))).filter(({ rule }) => rule === id);
        const places = findings.map(({ at }) => it_.sql.slice(at.start, at.end));
        assert.deepEqual(places, typeof it_.at === 'string' ? [it_.at] : it_.at);
        if (it_.says !== undefined) assert.match(findings[0]?.message ?? '', it_.says);
        if (it_.fixes !== undefined) {
          const titles = findings[0]?.fixes.map(({ title }) => title).filter((title) => !title.startsWith('Ignore '));
          assert.deepEqual(titles, it_.fixes);
        }
      });
      it(`fixes ${name}`, async () => {
        await checkFixes(id, withRule(id, it_));
      });
    }
  });
}

/** Every fix of every finding, applied alone: what is left parses, has one such finding less and no new error. */
async function checkFixes(id: string, it_: Case): Promise<void> {
  const files = filesOf(it_);
  const convention = conventionNamed(it_.convention ?? 'sqlx');
  const reader = await newReader();
  const source = sourceOf(files, convention);
  const before = lintLast(source, reader, it_);
  for (const finding of before.filter(({ rule }) => rule === id)) {
    for (const fix of finding.fixes) {
      const fixed = applyFix(files, fix);
      const after = sourceOf(fixed, convention);
      const judged = after.migrations.slice(it_.before?.length ?? 0);
      const left = judged.flatMap((migration) => lintMigration(after, migration, reader, it_));
      const count = (findings: readonly Finding[], rule: string): number => findings.filter((each) => each.rule === rule).length;
      assert.ok(count(left, id) < count(before, id), `“${fix.title}” leaves the finding: ${JSON.stringify(fixed)}`);
      for (const { rule, severity, message } of left) {
        const isNew = severity === 'error' && count(left, rule) > count(before, rule);
        assert.ok(!isNew, `“${fix.title}” brings ${rule}: ${message} in ${JSON.stringify(fixed)}`);
      }
    }
  }
}
