import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { element, setHidden, setText } from './dom';
import { iconButton } from './icon-button';
import type { Part, Post } from './part';
import type { PanelRun, PanelState } from './protocol';
import { makeStatementRow, type StatementItem } from './statement-row';
import { makeStepRow, type StepItem } from './step-row';
import type { ViewState } from './state';
import { VirtualList } from './virtual-list';
import { count, duration, hurts, migrationCount, runNames, stepHurts } from './words';

type Item = StepItem | StatementItem;

/** What a run did, statement by statement, each with its time, its locks and its work. */
export function makeTimeline(
  post: Post,
  view: () => ViewState,
  change: (next: Partial<ViewState>) => void,
): Part & { readonly reveal: (key: string) => void } {
  const title = element('h2');
  const facts = element('p', { class: 'quiet' });
  const filter = document.createElement('vscode-checkbox');
  filter.label = 'Only what locks, works hard or fails';
  filter.addEventListener('change', () => change({ onlyHurting: filter.checked }));
  const toggle = (key: string) => {
    const { open } = view();
    change({ open: open.includes(key) ? open.filter((each) => each !== key) : [...open, key] });
  };
  const list = new VirtualList<Item>({
    label: 'Statements of the run; arrow keys move, Enter opens',
    key: (item) => item.key,
    mark: (item) => JSON.stringify(item.kind === 'step' ? headOf(item) : item),
    make: (item) =>
      item.kind === 'step' ? makeStepRow(post, (step) => toggle(rollbackKey(step))) : makeStatementRow(post, toggle),
  });
  const nothing = element('p', { class: 'quiet', text: 'No statement locks others out, works hard or fails.' });
  const hidden = element('p', { class: 'quiet' });
  const copyReport = iconButton('Copy report as Markdown', 'markdown', () => post({ kind: 'copy-report' }));
  const saveReport = iconButton('Save report as JSON…', 'save', () => post({ kind: 'save-report' }));
  const report = element('div', { class: 'buttons' }, [copyReport.element, saveReport.element]);
  const made = element('section', { class: 'timeline', 'aria-label': 'Run' }, [
    element('div', { class: 'section-head' }, [element('div', {}, [title, facts]), filter, report]),
    nothing,
    hidden,
    list.element,
  ]);
  return {
    element: made,
    reveal: (key) => list.reveal(key),
    draw({ run }: PanelState) {
      setHidden(made, run === undefined || run.steps.length === 0);
      if (run === undefined) return;
      const { onlyHurting } = view();
      setText(title, `${runNames[run.kind]} on ${run.target}`);
      const statements = run.steps.reduce((sum, step) => sum + step.statements.length, 0);
      const parts = [migrationCount(run), statements === 0 ? '' : count(statements, 'statement'), duration(run.ms)];
      const where = run.shadow === undefined ? '' : `in a throw-away database of ${run.shadow}`;
      setText(facts, [...parts, where].filter((part) => part !== '').join(', '));
      if (filter.checked !== onlyHurting) filter.checked = onlyHurting;
      // Of an earlier run there is what was shown of it, and no report.
      setHidden(report, run.outcome === 'running' || run.earlier !== undefined);
      const items = itemsOf(run, view());
      const left = run.steps.length - items.filter(({ kind }) => kind === 'step').length;
      setText(hidden, `${count(left, 'migration')} with nothing to look at ${left === 1 ? 'is' : 'are'} not shown.`);
      setHidden(hidden, left === 0);
      setHidden(nothing, !onlyHurting || items.some((item) => item.kind === 'statement'));
      list.update(items);
    },
  };
}

export function statementKey(step: number, statement: number): string {
  return `${step}/${statement}`;
}

/** What the row of a migration shows: its statements have rows of their own, and may be a thousand. */
const headOf = (item: StepItem) => ({ ...item, step: { ...item.step, statements: item.step.statements.length } });

const rollbackKey = (step: string | number): string => `rollback/${step}`;

/** The rows, with each statement's place on the time axis of all measured statements. */
function itemsOf(run: PanelRun, { open, onlyHurting }: ViewState): Item[] {
  const opened = new Set(open);
  const total = run.steps.flatMap((step) => step.statements).reduce((sum, { ms }) => sum + (ms ?? 0), 0) || 1;
  let before = 0;
  return run.steps.flatMap((step, stepIndex) => {
    const begin = before / total;
    const rows = step.statements.map((statement, index): StatementItem => {
      const key = statementKey(stepIndex, index);
      const from = before / total;
      before += statement.ms ?? 0;
      const { outcome } = step;
      const isEarlier = run.earlier !== undefined;
      return { kind: 'statement', key, statement, outcome, isEarlier, isOpen: opened.has(key), from, to: before / total };
    });
    const shown = onlyHurting ? rows.filter(({ statement }) => hurts(statement)) : rows;
    if (onlyHurting && !stepHurts(step)) return [];
    const head: StepItem = {
      kind: 'step',
      key: String(stepIndex),
      step,
      run: run.kind,
      from: begin,
      to: before / total,
      hurting: step.statements.filter(hurts).length,
      left: rows.length - shown.length,
      isOpen: opened.has(rollbackKey(stepIndex)),
    };
    return [head, ...shown];
  });
}
