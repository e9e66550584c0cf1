import assert from 'node:assert/strict';
import { compare } from '../../../src/effects/normal';
import type { Effect } from '../../../src/effects/effect';
import { describeComparison, describeHiddenWrites, describeLocksHeld } from '../../../src/report/measured';
import { runJson } from '../../../src/report/run-json';
import { runMarkdown } from '../../../src/report/run-markdown';
import { runText } from '../../../src/report/run-text';
import type { RunReport, StatementResult } from '../../../src/run/events';
import type { SchemaDifference } from '../../../src/run/schema-difference';
import { sourceOf } from '../../support/chains';
import { sqlx } from '../../../src/migrations/conventions/sqlx';

const lock: Effect = { kind: 'lock', on: 'public.my orders', mode: 'ShareLock' };
const scan: Effect = { kind: 'scan', on: 'public.my orders' };
const [first] = sourceOf({ '1_orders.sql': 'CREATE INDEX ON "my orders" (id);' }, sqlx).migrations;
assert.ok(first?.up);
const { path, text } = first.up;

function reportOf(predicted: readonly Effect[], measured: readonly Effect[]): RunReport {
  const statement: StatementResult = {
    ...{ path, at: { start: 0, end: text.length - 1 }, text: text.slice(0, -1) },
    measured: {
      ...{ effects: measured, ms: 5, notices: [], locksHeldMs: 1400 },
      hiddenWrites: [{ on: 'public.audit', inserted: 1, updated: 0, deleted: 2 }],
    },
    ...{ predicted, comparison: compare(predicted, measured) },
  };
  const step = { migration: first!, direction: 'up', outcome: 'done', ms: 5, notes: [], statements: [statement] } as const;
  return { direction: 'up', dryRun: 'trace', target: 'app', outcome: 'done', ms: 5, steps: [step] };
}

const texts = { text: () => text, label: () => '1_orders.sql' };
const shown = (report: RunReport): string => runText(report, texts, { colours: false });

describe('what was measured, in words', () => {
  it('tells what a statement changes in the schema, to people and as JSON', () => {
    const base = reportOf([lock], [lock]);
    const created: SchemaDifference = {
      ...{ kind: 'index', id: 'public.orders_id_idx', table: 'public.my orders', severity: 'low', change: 'extra' },
      ...{ def: { table: 'public.my orders' }, along: {} },
    };
    const steps = base.steps.map((step) => ({
      ...step,
      statements: step.statements.map((it) => ({
        ...it,
        ...(it.measured && { measured: { ...it.measured, schemaChanges: Array.from({ length: 10 }, () => created) } }),
      })),
    }));
    const report: RunReport = { ...base, steps };
    assert.match(shown(report), /created index public\.orders_id_idx/);
    assert.match(shown(report), /… and 2 more in the schema/);
    assert.match(runMarkdown(report, { texts, findings: () => [] }), /created index/);
    const [change] = runJson(report, texts).steps[0]?.statements[0]?.schemaChanges ?? [];
    assert.deepEqual([change?.change, change?.kind, change?.id], ['created', 'index', 'public.orders_id_idx']);
  });

  it('is silent where prediction and measurement agree', () => {
    const report = reportOf([lock], [lock]);
    assert.equal(describeComparison(report.steps[0]?.statements[0]?.comparison), undefined);
    assert.doesNotMatch(shown(report), /predicted/);
    const [statement] = runJson(report, texts).steps[0]?.statements ?? [];
    assert.ok(statement);
    assert.deepEqual(statement.predicted, [lock]);
    assert.equal(statement.difference, undefined);
  });

  it('says what was missed and what was not so, by names with spaces too', () => {
    const report = reportOf([scan], [lock]);
    const text = shown(report);
    assert.match(text, /not predicted: SHARE on public\.my orders: blocks all writes/);
    assert.match(text, /predicted, but not measured: reads all of public\.my orders/);
    assert.deepEqual(runJson(report, texts).steps[0]?.statements[0]?.difference, {
      unforeseen: ['SHARE on public.my orders: blocks all writes'],
      unmet: ['reads all of public.my orders'],
    });
  });

  it('counts no unknown aspect as a difference', () => {
    const unknown: Effect = { kind: 'unknown', aspect: 'locks', why: 'dynamic SQL' };
    assert.doesNotMatch(shown(reportOf([unknown], [lock])), /predicted/);
  });

  it('tells a failure that was not foreseen', () => {
    const failure: Effect = { kind: 'error', sqlstate: '42P01', when: 'always', why: 'no such table' };
    assert.match(shown(reportOf([lock], [failure])), /not predicted: fails with 42P01/);
  });

  it('tells hidden writes and how long locks are held', () => {
    const report = reportOf([lock], [lock]);
    assert.match(shown(report), /inserts 1 row into public\.audit, deletes 2 rows from public\.audit, by a trigger/);
    assert.match(shown(report), /holds its locks to the end of the transaction, 1\.4 s/);
    const [statement] = runJson(report, texts).steps[0]?.statements ?? [];
    assert.equal(statement?.locksHeldMs, 1400);
    assert.equal(statement.hiddenWrites?.[0]?.deleted, 2);
    assert.deepEqual([describeHiddenWrites({}), describeLocksHeld({})], [[], []]);
  });
});
