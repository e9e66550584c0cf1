import { button } from './buttons';
import { element, icon, iconClass, setHidden, setText } from './dom';
import { makeFold } from './fold';
import type { Part, Post } from './part';
import type { PanelPastRun, PanelRun, PanelState } from './protocol';
import type { ViewState } from './state';
import { duration, runNames } from './words';

const outcomes: Readonly<Record<PanelRun['outcome'], { readonly tone: string; readonly icon: string; readonly words: string }>> =
  {
    running: { tone: 'plain', icon: 'sync', words: 'goes on' },
    done: { tone: 'good', icon: 'pass', words: 'went well' },
    'nothing-to-do': { tone: 'plain', icon: 'info', words: 'nothing to do' },
    unknown: { tone: 'careful', icon: 'question', words: 'could not be tried' },
    failed: { tone: 'bad', icon: 'error', words: 'failed' },
    cancelled: { tone: 'careful', icon: 'debug-stop', words: 'cancelled' },
    locked: { tone: 'careful', icon: 'lock', words: 'someone else was migrating' },
    'no-connection': { tone: 'bad', icon: 'debug-disconnect', words: 'no connection' },
    disagreement: { tone: 'bad', icon: 'git-compare', words: 'history and files disagreed' },
    refused: { tone: 'careful', icon: 'circle-slash', words: 'refused' },
  };

/** The last runs, each to be shown again. */
export function makeRuns(post: Post, view: () => ViewState, change: (next: Partial<ViewState>) => void): Part {
  let isOpen = false;
  const facts = element('span', { class: 'quiet' });
  const fold = makeFold('Last runs', () => change({ showRuns: !isOpen }));
  const list = element('ul', { class: 'runs', 'aria-label': 'Last runs' });
  const rows = new Map<number, RunRow>();
  const made = element('section', { class: 'history', 'aria-label': 'Last runs' }, [
    element('div', { class: 'section-head' }, [element('h2', {}, [fold.element]), facts]),
    list,
  ]);
  return {
    element: made,
    draw({ runs = [], run }: PanelState) {
      setHidden(made, runs.length === 0);
      isOpen = view().showRuns ?? false;
      fold.set(isOpen);
      const [newest] = runs;
      setText(facts, newest === undefined ? '' : `the newest ${newest.when}, ${outcomes[newest.outcome].words}`);
      setHidden(list, !isOpen);
      for (const [number, { element: row }] of rows) {
        if (runs.some((each) => each.number === number)) continue;
        row.remove();
        rows.delete(number);
      }
      // A row that is there stays the same element, so that the keyboard stays on it.
      for (const [index, each] of runs.entries()) {
        const row = rows.get(each.number) ?? makeRunRow(post, each);
        rows.set(each.number, row);
        row.draw(each, each.number === run?.number);
        if (list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null);
      }
    },
  };
}

interface RunRow {
  readonly element: HTMLElement;
  readonly draw: (run: PanelPastRun, isShown: boolean) => void;
}

function makeRunRow(post: Post, { number }: PanelPastRun): RunRow {
  const sign = icon('pass');
  const when = element('span', { class: 'when' });
  const what = element('span', { class: 'name' });
  const outcome = element('span', { class: 'outcome' });
  const time = element('span', { class: 'time' });
  const press = () => post({ kind: 'show-run', number });
  const head = element('button', { class: 'head', type: 'button', on: { click: press } }, [sign, when, what, outcome, time]);
  const made = element('li', {}, [head]);
  return {
    element: made,
    draw(run, isShown) {
      const { tone, icon: name, words } = outcomes[run.outcome];
      made.dataset['tone'] = tone;
      sign.className = `sign ${iconClass(name)}`;
      setText(when, run.when);
      setText(what, `${runNames[run.kind]} on ${run.target}`);
      setText(outcome, words);
      setText(time, duration(run.ms));
      head.setAttribute('aria-current', String(isShown));
    },
  };
}

/** Says of an earlier run that it is one, and leads back. */
export function makeEarlier(post: Post, onGone: () => void): Part {
  const words = element('span');
  const back = button('Back to now', 'arrow-right', () => post({ kind: 'show-run', number: 0 }));
  const made = element('div', { class: 'earlier', 'data-severity': 'information' }, [
    icon('history'),
    element('p', {}, [words]),
    back,
  ]);
  return {
    element: made,
    draw({ run }) {
      const earlier = run?.earlier;
      if (earlier === undefined && document.activeElement === back) onGone();
      setHidden(made, earlier === undefined);
      setText(words, `An earlier run, ${earlier ?? ''}: files and database may be others by now.`);
    },
  };
}
