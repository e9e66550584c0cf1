import assert from 'node:assert/strict';
import type { Finding } from '../../../src/lint/finding';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { findingsMarkdown } from '../../../src/report/findings-markdown';
import { findingsJson } from '../../../src/report/json';
import { hoverText } from '../../../src/report/markdown';
import { runJson } from '../../../src/report/run-json';
import { runMarkdown } from '../../../src/report/run-markdown';
import { runText } from '../../../src/report/run-text';
import { statisticsTable } from '../../../src/report/statistics';
import { findingsText } from '../../../src/report/text';
import type { RelationStatistics, TableStatistics } from '../../../src/effects/statistics';
import type { RunReport } from '../../../src/run/events';
import { sourceOf } from '../../support/chains';

const [migration] = sourceOf({ '1_orders.sql': 'CREATE INDEX ON orders (id);' }, sqlx).migrations;
assert.ok(migration?.up);
const { path, text } = migration.up;
const texts = { text: () => text, label: () => '1_orders.sql' };
const estimate = 'SHARE on public.[a](b), 41 GB: index build about 10 min';
const shown = 'SHARE on public\\.\\[a\\]\\(b\\), 41 GB\\: index build about 10 min';
const at = { start: 0, end: 27 };

function relation(key: string, more: Partial<RelationStatistics> = {}): RelationStatistics {
  return { key, kind: 'table', heapBytes: 0, toastBytes: 0, indexes: [], writes: 0, ...more };
}
function statistics(relations: readonly RelationStatistics[], more: Partial<TableStatistics> = {}): TableStatistics {
  const readAt = new Date('2026-03-10T12:00:00Z');
  return { server: '17.4', target: 'staging', readAt, relations: new Map(relations.map((each) => [each.key, each])), ...more };
}

describe('an estimate', () => {
  it('stands behind the help of a finding, in text, JSON and Markdown', () => {
    const finding: Finding = {
      ...{ rule: 'create-index-not-concurrent', severity: 'warning', message: 'Blocks', help: 'Wait.', estimate, path, at },
      ...{ statement: at, related: [], fixes: [], effects: [] },
    };
    assert.match(
      findingsText([finding], texts, { colours: false, files: 1 }),
      /\n {2}help: Wait\.\n {2}estimate: SHARE on public\.\[a\]\(b\), /,
    );
    assert.equal(findingsJson([finding], 1, texts).findings[0]?.estimate, estimate);
    assert.ok(findingsMarkdown([finding], texts, 1).includes(`| Blocks<br>Wait\\.<br>${shown} |`));
  });

  it('stands in a hover below the effects, with whose statistics it is by and how old they are', () => {
    const known = { statistics: statistics([relation('public.a', { rows: 1, heapBytes: 1e9 })]), today: Date.UTC(2026, 2, 12) };
    const scan = [{ kind: 'scan', on: 'public.a' }] as const;
    assert.equal(
      hoverText(scan, 17, known),
      [
        ...['**PostgreSQL 17**', '', '- reads all of public\\.a', ''],
        ...['**Estimate** by statistics of staging, 2 days ago', '', '- public\\.a, 954 MB, 1 row\\: scan about 5 s'],
      ].join('\n'),
    );
    assert.equal(hoverText([{ kind: 'scan', on: 'public.b' }], 17, known), '**PostgreSQL 17**\n\n- reads all of public\\.b');
  });

  it('stands with its statement in the report of a dry run, whether that was run or not', () => {
    const report: RunReport = {
      ...{ direction: 'up', dryRun: 'list', target: 'staging', outcome: 'done', ms: 3 },
      steps: [
        {
          ...{ migration, direction: 'up', outcome: 'not-run', ms: 0, notes: [] },
          statements: [{ path, at, text: 'CREATE INDEX', skipped: 'only listed.', estimate: [estimate] }],
        },
      ],
    };
    assert.ok(runText(report, texts, { colours: false }).includes(`\n    estimate: ${estimate}\n`));
    assert.deepEqual(runJson(report, texts).steps[0]?.statements[0]?.estimate, [estimate]);
    assert.ok(runMarkdown(report, { texts, findings: () => [] }).includes(`**estimate**: ${shown}`));
  });
});

describe('the table of statistics', () => {
  const large = relation('public.orders', { rows: 120e6, heapBytes: 44e9, toastBytes: 1e9, writesPerSecond: 210 });
  const small = relation('public.ports', { indexes: [{ name: 'i', bytes: 8192 }], writesPerSecond: 0.01 });

  it('has the largest tables first, and says what the rates are', () => {
    const parent = relation('public.parent', { kind: 'partitioned-table' });
    const read = statistics([parent, small, large, relation('public.zones')], { rate: { between: 'readings', seconds: 5 } });
    assert.equal(
      statisticsTable(read, 'staging', { colours: false }),
      [
        'Table          Rows     Size   Indexes  Writes/s',
        'public.orders  120 M    42 GB  0 B      210',
        'public.ports   unknown  0 B    8.0 kB   under 1',
        'public.zones   unknown  0 B    0 B      unknown',
        '',
        '3 tables on staging, PostgreSQL 17.4; read 2026-03-10 12:00:00Z',
        'Writes a second are those between two readings, 5.0 s apart.',
        '',
      ].join('\n'),
    );
  });

  it('is cut where there are many, and says so; and says why there are no rates', () => {
    const many = Array.from({ length: 25 }, (_, nth) => relation(`public.t${nth}`));
    const told = statisticsTable(statistics(many), 'staging', { colours: false });
    assert.equal(told.split('\n').filter((line) => line.startsWith('public.')).length, 20);
    assert.match(told, /\n25 tables on staging, PostgreSQL 17\.4, of which these are the largest; read /);
    assert.match(told, /\nWrites a second are unknown: .*--sample/);
    const countedSince = new Date('2026-03-09T12:00:00Z');
    const average = statistics([], { countedSince, rate: { between: 'reset-and-reading', seconds: 86_400 } });
    assert.equal(
      statisticsTable(average, 'staging', { colours: false }),
      '0 tables on staging, PostgreSQL 17.4; read 2026-03-10 12:00:00Z\n' +
        'Writes a second are the average of 24 h, since the counters were reset 2026-03-09 12:00:00Z.\n',
    );
  });
});
