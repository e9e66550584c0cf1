import assert from 'node:assert/strict';
import { declaredDependencies } from '../../../src/migrations/dependencies';
import { headerOf } from '../../../src/migrations/header';
import type { Source } from '../../../src/migrations/project';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { text } from './text';

function source(path: string, files: Readonly<Record<string, string>>): Source {
  const read = numbered.read(text(files));
  return { id: path, path, label: path, convention: numbered, reason: '', companions: [], ...read };
}

/** What is wrong, each with the words that it points at. */
function problems(...sources: readonly Source[]): readonly string[] {
  const found = declaredDependencies(sources).problems;
  return sources.flatMap((it) =>
    (found.get(it.path) ?? []).map(({ kind, path, at, message }) => {
      const script = it.migrations.find(({ up }) => up?.path === path)?.up;
      return `${kind} ${script?.text.slice(at?.start, at?.end) ?? ''}: ${message}`;
    }),
  );
}

describe('headerOf', () => {
  const header = `\uFEFF-- Migration: add_berths
--   id: 20250301_120000
-- Version: 1.4.0\r
-- Database: postgresql
--
-- Breaking: no (adds only)
-- Dependencies: [20250101_120000, "002_quays"]

-- Phase: Expand
CREATE TABLE berth ();
-- Author: nobody
`;

  it('reads the comment lines before the first statement', () => {
    const { fields, ...values } = headerOf(header);
    assert.deepEqual(
      fields.map(({ key, value }) => `${key}=${value}`),
      [
        'Migration=add_berths',
        'ID=20250301_120000',
        'Version=1.4.0',
        'Database=postgresql',
        'Breaking=no (adds only)',
        'Dependencies=[20250101_120000, "002_quays"]',
        'Phase=Expand',
      ],
    );
    const { dependencies, ...rest } = values;
    assert.deepEqual(rest, { version: '1.4.0', database: 'postgresql', phase: 'expand', breaking: false });
    assert.deepEqual(
      dependencies.map(({ name, at }) => [name, header.slice(at.start, at.end)]),
      [
        ['20250101_120000', '20250101_120000'],
        ['002_quays', '002_quays'],
      ],
    );
    for (const { key, value, at, valueAt } of fields) {
      assert.equal(header.slice(valueAt.start, valueAt.end), value);
      assert.match(header.slice(at.start, at.end), new RegExp(`^${key}`, 'i'));
    }
  });

  it('takes what says nothing for nothing', () => {
    for (const none of ['', 'none', '[]', '[ ]', 'N/A', '-']) {
      const { dependencies, author } = headerOf(`-- Dependencies: ${none}\n-- Author: ${none}\n`);
      assert.deepEqual(dependencies, []);
      assert.equal(author, undefined);
    }
    assert.equal(headerOf('-- Breaking: perhaps\n').breaking, undefined);
    assert.deepEqual(headerOf('-- Breaking: TRUE').breaking, true);
  });
});

describe('declaredDependencies', () => {
  it('finds migrations by version, file and name, also in another source', () => {
    const berths = source('/berths', {
      '001_quays.sql': '',
      '002_berths.sql': '-- Dependencies: 001, 001_quays, 001_quays.sql, quays\n',
    });
    const billing = source('/billing', { '001_invoices.sql': '-- Dependencies: 002_berths\n' });
    const { dependencies } = declaredDependencies([berths, billing]);
    assert.deepEqual(
      dependencies.map(
        ({ from, to }) => `${from.source.path} ${from.migration.version} on ${to.source.path} ${to.migration.version}`,
      ),
      [...Array.from({ length: 4 }, () => '/berths 002 on /berths 001'), '/billing 001 on /berths 002'],
    );
    assert.deepEqual(problems(berths, billing), []);
  });

  it('tells what is missing, later, or comes round to itself', () => {
    assert.deepEqual(problems(source('/a', { '001_a.sql': '-- Dependencies: 000_gone\n' })), [
      'missing-dependency 000_gone: There is no migration 000_gone, which this one names as its dependency. Restore it, or correct the name.',
    ]);
    assert.deepEqual(problems(source('/a', { '001_a.sql': '-- Dependencies: 001\n' })), [
      'dependency-cycle 001: It says that it depends on itself. Remove that.',
    ]);
    assert.deepEqual(problems(source('/a', { '001_a.sql': '-- Dependencies: 002\n', '002_b.sql': '' })), [
      'dependency-out-of-order 002: It depends on 002, which runs after it. Give it a later version.',
    ]);
    const round = source('/a', {
      '001_a.sql': '-- Dependencies: 003\n',
      '002_b.sql': '-- Dependencies: 001\n',
      '003_c.sql': '-- Dependencies: 002\n',
    });
    assert.deepEqual(problems(round), [
      'dependency-cycle 003: No order suits these, for each depends on the next: 001 → 003 → 002 → 001.',
      'dependency-cycle 001: No order suits these, for each depends on the next: 002 → 001 → 003 → 002.',
      'dependency-cycle 002: No order suits these, for each depends on the next: 003 → 002 → 001 → 003.',
    ]);
  });
});
