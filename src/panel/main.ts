// The panel: shows one PanelState and asks for commands; it knows nothing and decides nothing.
import './panel.css';
import { makeActions } from './actions';
import { makeAnnouncer } from './announcer';
import { element } from './dom';
import { makeCommandLine } from './command-line';
import { makeHeader, makeMessage, makeVerdict } from './header';
import { makeEarlier, makeRuns } from './runs';
import { makeSchema } from './schema';
import type { FromPanel, PanelRun, PanelState } from './protocol';
import { connect, isToPanel, restore, type ViewState } from './state';
import { makeTable } from './table';
import { makeTimeline, statementKey } from './timeline';

const host = connect();
const post = (message: FromPanel) => host.postMessage(message);

let view: ViewState = restore(host.getState());
let state: PanelState | undefined;

function change(next: Partial<ViewState>): void {
  view = { ...view, ...next };
  host.setState(view);
  draw();
}

const verdict = makeVerdict(post);
const timeline = makeTimeline(post, () => view, change);
const table = makeTable(post, () => view, change);
const parts = [
  makeHeader(post),
  makeMessage(post),
  makeEarlier(post, () => verdict.focus()),
  verdict,
  makeActions(post, () => verdict.focus()),
  makeCommandLine(post),
  table,
  makeRuns(post, () => view, change),
  makeSchema(post, () => view, change),
  timeline,
  makeAnnouncer(),
];

function draw(): void {
  if (state === undefined) return;
  for (const part of parts) part.draw(state);
}

/** A run begins with every row closed; one that failed shows its failure, once. */
function follow({ run }: PanelState): void {
  if (run === undefined || run.number === view.seenRun) return;
  if (run.outcome === 'running') {
    if (view.seenRun !== undefined) view = without(view);
    return;
  }
  view = { ...view, open: failures(run).slice(0, 1), seenRun: run.number };
  host.setState(view);
}

function without({ onlyHurting, showApplied, showRuns, source }: ViewState): ViewState {
  return {
    ...{ open: [], onlyHurting, showApplied },
    ...(showRuns !== undefined && { showRuns }),
    ...(source !== undefined && { source }),
  };
}

function failures(run: PanelRun): string[] {
  return run.steps.flatMap((step, stepIndex) =>
    step.statements.flatMap(({ error }, index) => (error === undefined ? [] : [statementKey(stepIndex, index)])),
  );
}

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToPanel(data)) return;
  state = data.state;
  if (state.source !== undefined && state.source.id !== view.source) {
    view = { ...view, source: state.source.id };
    host.setState(view);
  }
  follow(state);
  draw();
});

const main = element(
  'main',
  {},
  parts.map((part) => part.element),
);
document.body.append(main);
post({ kind: 'ready' });
