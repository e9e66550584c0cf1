import assert from 'node:assert/strict';
import { lintFolder } from '../../../src/lint/folder';
import type { MigrationStanding } from '../../../src/lint/judge';
import type { Finding } from '../../../src/lint/finding';
import { renumberFix, withRenumberFixes } from '../../../src/lint/renumber-fix';
import type { Convention } from '../../../src/migrations/convention';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { carriedOut, type Files, noon, sourceOf } from '../migrations/renumber/planned';

const options = { preset: 'recommended', rules: new Map() } as const;

function found(convention: Convention, files: Files, applied: readonly string[] = []): readonly Finding[] {
  const source = sourceOf(convention, files);
  const standing = ({ id }: { readonly id: string }): MigrationStanding =>
    applied.includes(id.slice(3)) ? 'applied' : 'pending';
  const context = { source, sources: [source], standing, now: () => noon, edited: new Map() };
  return withRenumberFixes(lintFolder(source, options), context);
}

/** Of each finding: the file, and what its fix does. */
const offers = (findings: readonly Finding[]): readonly unknown[] =>
  findings.map(({ path, fixes }) => [path.slice(3), ...fixes.map(({ title, preferred }) => `${preferred ? '! ' : ''}${title}`)]);

describe('a fix that renumbers', () => {
  const files = { '001_a.sql': '', '002_b.sql': '', '002_c.sql': '-- 002: C\n', '002_c_down.sql': '', '003_d.sql': '' };

  it('is offered on both files of one version, and preferred on the later one', () => {
    const findings = found(numbered, files);
    assert.deepEqual(offers(findings), [
      ['002_b.sql', 'Rename 002_b.sql to 004_b.sql'],
      ['002_c.sql', '! Rename 002_c.sql to 004_c.sql'],
    ]);
    const fixed = carriedOut(files, findings[1]!.fixes[0]!.edits);
    assert.deepEqual(Object.keys(fixed), ['001_a.sql', '002_b.sql', '003_d.sql', '004_c.sql', '004_c_down.sql']);
    assert.equal(fixed['004_c.sql'], '-- 004: C\n');
    assert.deepEqual(found(numbered, fixed), []);
    assert.ok(findings.every(({ fixes }) => fixes.every(({ safe }) => !safe)));
  });

  it('leaves alone what has run', () => {
    assert.deepEqual(offers(found(numbered, files, ['002_c.sql'])), [
      ['002_b.sql', '! Rename 002_b.sql to 004_b.sql'],
      ['002_c.sql', '! Rename 002_b.sql to 004_b.sql'],
    ]);
    assert.deepEqual(offers(found(numbered, files, ['002_b.sql', '002_c.sql'])), [['002_b.sql'], ['002_c.sql']]);
  });

  it('gives an impossible version a possible one', () => {
    const stamps = { '20250101000000_a.sql': '', '20251341000000_b.sql': '' };
    assert.deepEqual(offers(found(sqlx, stamps)), [
      ['20251341000000_b.sql', '! Rename 20251341000000_b.sql to 20250304123015_b.sql'],
    ]);
    const huge = { '000001_a.up.sql': '', '99999999999999999999_b.up.sql': '' };
    assert.deepEqual(offers(found(golangMigrate, huge)), [
      ['99999999999999999999_b.up.sql', '! Rename 99999999999999999999_b.up.sql to 000002_b.up.sql'],
    ]);
    assert.deepEqual(offers(found(sqlx, stamps, ['20251341000000_b.sql'])), [['20251341000000_b.sql']]);
  });

  it('may say where to, and is none where there is no room or nothing to change', () => {
    const source = sourceOf(numbered, { '001_a.sql': '', '005_b.sql': '', '006_c.sql': '' });
    const standing = (): MigrationStanding => 'unknown';
    const context = { source, sources: [source], standing, now: () => noon, edited: new Map() };
    const titleOf = (at: number, version: string): string | undefined =>
      renumberFix(context, source.migrations[at]!, { place: { kind: 'after', version } })?.title;
    assert.equal(titleOf(2, '001'), 'Rename 006_c.sql to 002_c.sql');
    assert.equal(titleOf(0, '005'), undefined);
    assert.equal(titleOf(2, '005'), undefined);
  });
});
