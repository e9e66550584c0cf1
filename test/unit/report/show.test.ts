import assert from 'node:assert/strict';
import type { Finding, Severity } from '../../../src/lint/finding';
import { buildChain } from '../../../src/migrations/chain';
import { flyway } from '../../../src/migrations/conventions/flyway';
import { numbered } from '../../../src/migrations/conventions/numbered';
import type { Convention } from '../../../src/migrations/convention';
import { inferredDependencies } from '../../../src/migrations/inferred';
import { type ShowJson, showJson } from '../../../src/report/show-json';
import { showText } from '../../../src/report/show-text';
import { newReader, sourceOf } from '../../support/chains';

const files = {
  '001_quays.sql': 'CREATE TABLE quay (id int PRIMARY KEY);\n',
  '002_berths.sql': `-- Version: 1.2.0
-- Database: none
-- Type: schema
-- Phase: expand
-- Author: Ada
-- Created: 2025-03-01
-- Breaking: yes
-- Dependencies: 001, 000_gone

CREATE TABLE berth (quay_id int REFERENCES quay);
CREATE INDEX ON berth (quay_id);
-- VALIDATION
-- after: SELECT EXISTS (
--   SELECT FROM quay)
`,
  '003_ships.sql': '-- Dependencies: 002_berths.sql\nALTER TABLE berth ADD COLUMN ship text;\n',
};

const finding = (severity: Severity): Finding => ({
  ...{ rule: 'rule', severity, message: '', path: '', at: { start: 0, end: 0 }, statement: { start: 0, end: 0 } },
  ...{ related: [], fixes: [], effects: [] },
});

async function shown(convention: Convention, of: Readonly<Record<string, string>>, nth: number): Promise<ShowJson> {
  const reader = await newReader();
  const source = sourceOf(of, convention);
  return showJson({
    source,
    migration: source.migrations[nth]!,
    project: { root: '/', sources: [source], foreign: [], reference: [] },
    inferred: inferredDependencies(source, buildChain(source, reader), reader),
    findings: [finding('warning'), finding('hint'), finding('warning')],
    statements: ({ text, body }) => reader.read(text, body).length,
    label: (path) => path.replace(/^\/app\/migrations\/?/, '') || '.',
  });
}

describe('what is shown of a migration', () => {
  it('is what its file, its header, the chain and the linter tell', async () => {
    const { version, migration } = await shown(numbered, files, 1);
    const { checksum, ...rest } = migration;
    assert.equal(version, 1);
    assert.match(checksum ?? '', /^[0-9a-f]{16}$/);
    assert.deepEqual(rest, {
      version: '002',
      name: 'berths',
      title: 'berths',
      source: '.',
      convention: 'numbered',
      type: 'schema',
      phase: 'expand',
      up: { path: '002_berths.sql', statements: 2, transaction: 'file' },
      header: {
        version: '1.2.0',
        type: 'schema',
        phase: 'expand',
        author: 'Ada',
        created: '2025-03-01',
        breaking: true,
        dependencies: ['001', '000_gone'],
      },
      checks: [{ when: 'after', sql: 'SELECT EXISTS (\n  SELECT FROM quay)' }],
      dependencies: [{ file: '001_quays.sql', version: '001', declared: true, objects: ['public.quay'] }],
      missing: ['000_gone'],
      dependents: [{ file: '003_ships.sql', version: '003', declared: true, objects: ['public.berth'] }],
      problems: [],
      findings: { errors: 0, warnings: 2, information: 0, hints: 1 },
    });
  });

  it('stands a fact a line at a terminal', async () => {
    const it = await shown(numbered, files, 1);
    assert.equal(
      showText(it, { colours: false, convention: 'Numbered' }).replace(/[0-9a-f]{16}/, 'CHECKSUM'),
      `002  berths
. (Numbered)

  up            002_berths.sql
                2 statements, in a transaction of its own
  down          none
  name          berths
  type          schema
  phase         expand
  leads to      version 1.2.0 of the schema
  author        Ada
  created       2025-03-01
  breaking      yes
  checksum      CHECKSUM
  checks        after: SELECT EXISTS ( SELECT FROM quay)
  depends on    001_quays.sql  (declared; public.quay)
                000_gone  (declared; it is not there)
  needed by     003_ships.sql  (declared; public.berth)
  findings      2 warnings, 1 hint
`,
    );
    const coloured = showText(it, { colours: true, convention: 'Numbered' });
    assert.ok(coloured.startsWith('\u001b[1m002  berths\u001b[22m\n'));
    assert.ok(coloured.includes('\u001b[33m2 warnings, 1 hint\u001b[39m'));
  });

  it('has no version of what is repeatable, no facts that nothing tells, and nothing that would steer a terminal', async () => {
    const it = await shown(flyway, { 'V1__a.sql': 'SELECT 1;\n', 'R__views.sql': '-- Author: a\u001b[2Jb\nSELECT 1;\n' }, 1);
    const { migration } = it;
    assert.deepEqual(
      [migration.version, migration.repeatable, migration.phase, migration.down],
      ['', true, undefined, undefined],
    );
    assert.deepEqual(migration.header, { author: 'a\u001b[2Jb', dependencies: [] });
    const text = showText(it, { colours: false, convention: 'Flyway' });
    assert.match(text, /^views\n\. \(Flyway\)\n/);
    assert.match(text, /\n {2}repeatable {4}runs again whenever it has changed\n/);
    assert.match(text, /\n {2}author {8}a\\u001b\[2Jb\n/);
    assert.doesNotMatch(text, /depends on|needed by|cannot run/);
  });

  it('says why a migration cannot run', async () => {
    const { migration } = await shown(numbered, { '001_a.sql': 'SELECT 1;\n', '001_b.sql': 'SELECT 1;\n' }, 1);
    assert.equal(migration.problems.length, 1);
    const text = showText({ version: 1, migration }, { colours: false, convention: 'Numbered' });
    assert.ok(text.includes(`\n  cannot run    ${migration.problems[0] ?? ''}\n`), text);
  });
});
