import assert from 'node:assert/strict';
import type { MigrationStanding } from '../../../src/lint/judge';
import type { Finding } from '../../../src/lint/finding';
import { renumberFix, withRenumberFixes } from '../../../src/lint/renumber-fix';
import type { ProjectFacts } from '../../../src/lint/source-context';
import type { Convention } from '../../../src/migrations/convention';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import type { Source } from '../../../src/migrations/project';
import { factsOf, folderFindings } from '../../support/facts';
import { carriedOut, type Files, noon, sourceOf } from '../migrations/renumber/planned';

function found(convention: Convention, files: Files, applied: readonly string[] = []): readonly Finding[] {
  const source = sourceOf(convention, files);
  const standing = ({ id }: { readonly id: string }): MigrationStanding =>
    applied.includes(id.slice(3)) ? 'applied' : 'pending';
  const context = { source, facts: factsOf([source]), standing, now: () => noon, edited: new Map() };
  return withRenumberFixes(folderFindings(source, { standing }), context);
}

/** With what is known of the project besides. */
function within(source: Source, known: Partial<ProjectFacts>, state: MigrationStanding = 'pending'): readonly Finding[] {
  const facts = factsOf([source], known);
  const standing = (): MigrationStanding => state;
  const context = { source, facts, standing, now: () => noon, edited: new Map() };
  return withRenumberFixes(folderFindings(source, { facts, standing, now: () => noon }), context);
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

  it('gives a version that lies in the future that of now', () => {
    const source = sourceOf(sqlx, { '20250101000000_a.sql': '', '20990101000000_b.sql': '' });
    assert.deepEqual(offers(within(source, {})), [
      ['20990101000000_b.sql', '! Rename 20990101000000_b.sql to 20250304123015_b.sql'],
    ]);
    assert.deepEqual(offers(within(source, {}, 'applied')), [['20990101000000_b.sql']]);
  });

  it('puts all that a branch has added behind what the other one has got since', () => {
    const source = sourceOf(golangMigrate, { '1_a.up.sql': '', '2_b.up.sql': '', '3_c.up.sql': '' });
    const [first] = source.migrations;
    const branch = { name: 'origin/main', files: new Map([[first!.id, 1]]), added: [`${source.path}/4_theirs.up.sql`] };
    assert.deepEqual(offers(within(source, { branch })), [
      ['2_b.up.sql', '! Rename 2_b.up.sql to 5_b.up.sql, and 1 more'],
      ['3_c.up.sql', '! Rename 2_b.up.sql to 5_b.up.sql, and 1 more'],
    ]);
  });

  it('moves what is new in a deprecated source into the one that is not, as its last', () => {
    const source = sourceOf(sqlx, { '20250101000000_a.sql': '' });
    const canonical = { ...sourceOf(sqlx, { '20250202000000_b.sql': '' }), id: '/db', path: '/db', label: 'db' };
    const facts = { sources: [source, canonical], isDeprecated: (it: Source) => it === source };
    const [finding] = within(source, facts);
    assert.deepEqual(
      finding?.fixes.map(({ title }) => title),
      ['Move 20250101000000_a.sql to db as 20250304123015_a.sql'],
    );
    assert.deepEqual(finding.fixes[0]?.edits, [
      { kind: 'rename', from: `${source.path}/20250101000000_a.sql`, to: '/db/20250304123015_a.sql' },
    ]);
  });

  it('may say where to, and is none where there is no room or nothing to change', () => {
    const source = sourceOf(numbered, { '001_a.sql': '', '005_b.sql': '', '006_c.sql': '' });
    const standing = (): MigrationStanding => 'unknown';
    const context = { source, facts: factsOf([source]), standing, now: () => noon, edited: new Map() };
    const titleOf = (at: number, version: string): string | undefined =>
      renumberFix(context, source.migrations[at]!, { place: { kind: 'after', version } })?.title;
    assert.equal(titleOf(2, '001'), 'Rename 006_c.sql to 002_c.sql');
    assert.equal(titleOf(0, '005'), undefined);
    assert.equal(titleOf(2, '005'), undefined);
  });
});
