import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { Source } from '../../../src/migrations/project';
import { type Catalog, catalogOf, formatOf } from '../../../src/report/catalog';
import { withTable } from '../../../src/report/migrations-table';
import { sourceOf } from '../../support/chains';

const header =
  '-- Version: 1.3.0\n-- Database: timescale\n-- Phase: expand\n-- Breaking: yes\n-- Dependencies: 20250101_120000\n';

function project(): { sources: Source[]; input: Parameters<typeof catalogOf>[0] } {
  const typed = sourceOf(
    { '20250101_120000_schema_quays.sql': 'CREATE TABLE quay ();\n', '20250102_120000_data_seed.sql': header },
    typedTimestamps,
  );
  const old = { ...sourceOf({ '001_a.sql': '', '001_a_down.sql': '' }, numbered), id: '/old', path: '/old' };
  const sources = [typed, old];
  const input = {
    project: { root: '/', sources, foreign: [], reference: [] },
    deprecated: new Set(['/old']),
    inferred: [],
    label: (path: string) => path.slice(1),
    now: Date.UTC(2025, 0, 1),
  };
  return { sources, input };
}

describe('the catalog', () => {
  it('holds every migration with what its header says', () => {
    const { sources, input } = project();
    const { migrations, ...rest } = catalogOf(input, undefined);
    assert.deepEqual(rest, {
      catalog_version: '1.0',
      last_updated: '2025-01-01T00:00:00.000Z',
      total_migrations: 3,
      database_versions: { postgresql: '20250101_120000', timescale: '1.3.0' },
      migration_locations: { canonical: sources[0]?.path.slice(1), other_locations: [], deprecated_locations: ['old'] },
      naming_convention: {
        convention: 'typed-timestamps',
        format: 'YYYYMMDD_HHMMSS_<type>_<description>.sql',
        types: ['schema', 'data', 'security', 'perf'],
        extensions: ['sql'],
      },
      notes: [],
    });
    const [, seed, first] = migrations;
    const { file, dependencies, ...said } = seed ?? assert.fail('there is a second one');
    assert.match(file, /20250102_120000_data_seed\.sql$/);
    assert.equal(dependencies.length, 1);
    assert.match(dependencies[0] ?? '', /20250101_120000_schema_quays\.sql$/);
    assert.deepEqual(said, {
      id: '20250102_120000',
      description: 'seed',
      database: 'timescale',
      type: 'data',
      phase: 'expand',
      breaking: true,
      checksum: createHash('sha256').update(header).digest('hex'),
      rollback: null,
    });
    assert.deepEqual([first?.type, first?.phase, first?.breaking], [null, null, null]);
    assert.match(first?.rollback ?? '', /001_a_down\.sql$/);
  });

  it('keeps notes, and its time while nothing else changes', () => {
    const { input } = project();
    const before: Catalog = { ...catalogOf(input, undefined), notes: ['kept'] };
    const later = { ...input, now: input.now + 1000 };
    assert.deepEqual(catalogOf(later, before), before);
    assert.equal(catalogOf(later, { ...before, total_migrations: 2 }).last_updated, '2025-01-01T00:00:01.000Z');
  });

  for (const [path, format] of [
    ['20250101120000_orders.sql', 'YYYYMMDDHHMMSS_<description>.sql'],
    ['20250101120000_orders.up.sql', 'YYYYMMDDHHMMSS_<description>.up.sql'],
    ['versions/014_orders_2.sql', 'versions/NNN_<description>.sql'],
    ['V12__orders.sql', 'VNN__<description>.sql'],
    ['20250101120000_init/migration.sql', 'YYYYMMDDHHMMSS_<description>/migration.sql'],
    ['2.sql', 'N.sql'],
    ['deploy/orders.sql', '<description>.sql'],
  ] as const) {
    it(`takes ${path} for ${format}`, () => {
      const [migration] = sourceOf({ '001_a.sql': '' }, numbered).migrations;
      assert.ok(migration?.up);
      assert.equal(formatOf({ path: '/m' }, { ...migration, up: { ...migration.up, path: `/m/${path}` } }), format);
    });
  }
});

describe('the table of migrations in a README', () => {
  const { sources } = project();
  const make = (text: string): ReturnType<typeof withTable> =>
    withTable(text, {
      sources,
      tables: ({ version }) => (version === '001' ? ['a|b', 'yard.c'] : []),
      label: (path) => path.replace(/^\//, ''),
    });

  it('stands between its markers, for the source that is named', () => {
    const made = make('# Old\r\n<!-- lockkeeper:migrations old/ -->\r\nstale\r\n<!-- /lockkeeper:migrations -->\r\nend');
    assert.ok(made?.ok);
    assert.equal(
      made.text.replaceAll('\r\n', '\n'),
      `# Old
<!-- lockkeeper:migrations old/ -->

| version | migration | tables | rollback |
| --- | --- | --- | --- |
| \`001\` | [a](m/001_a.sql) | \`a\\|b\`, \`yard.c\` | yes |

<!-- /lockkeeper:migrations -->
end`.replace('m/001_a.sql', /\]\((.*)\)/.exec(made.text)?.[1] ?? ''),
    );
    assert.ok(!/[^\r]\n/.test(made.text));
    assert.deepEqual(make(made.text), made);
  });

  it('is left alone where only its layout differs', () => {
    const made = make('<!-- lockkeeper:migrations -->\n<!-- /lockkeeper:migrations -->\n');
    assert.ok(made?.ok);
    const wider = made.text.replaceAll(' | ', '   |  ').replaceAll('---', '-----');
    assert.deepEqual(make(wider), { ok: true, text: wider });
  });

  it('says what keeps it from being made', () => {
    assert.equal(make('# No markers\n'), undefined);
    assert.deepEqual(make('<!-- lockkeeper:migrations -->\n'), {
      ok: false,
      reason: 'The table of migrations has no end: a line <!-- /lockkeeper:migrations --> is missing.',
    });
    assert.deepEqual(make('<!-- lockkeeper:migrations gone -->\n<!-- /lockkeeper:migrations -->'), {
      ok: false,
      reason: 'There is no source gone for its table of migrations.',
    });
  });
});
