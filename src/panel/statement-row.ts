import { button, makeExplain } from './buttons';
import { element, icon, iconClass, setHidden, setText } from './dom';
import type { Post } from './part';
import type { PanelError, PanelStatement, PanelStep } from './protocol';
import type { Row } from './virtual-list';
import { count, duration, errorName, fileName } from './words';

/** A statement within its run: where its bar begins and ends, as shares of the whole. */
export interface StatementItem {
  readonly kind: 'statement';
  readonly key: string;
  readonly statement: PanelStatement;
  readonly outcome: PanelStep['outcome'];
  readonly isOpen: boolean;
  readonly from: number;
  readonly to: number;
}

type Sign = { readonly tone: 'good' | 'bad' | 'careful' | 'none'; readonly icon: string; readonly words: string };

function sign({ statement, outcome }: StatementItem): Sign {
  if (statement.error !== undefined) return { tone: 'bad', icon: 'error', words: 'Failed' };
  if (statement.skipped !== undefined) return { tone: 'none', icon: 'circle-slash', words: 'Not tried' };
  if (statement.ms === undefined || outcome === 'not-run') return { tone: 'none', icon: 'circle-outline', words: 'Not run' };
  if (statement.difference !== undefined) return { tone: 'careful', icon: 'diff', words: 'Not as predicted' };
  if (statement.locks.some((lock) => lock.isSevere)) return { tone: 'careful', icon: 'lock', words: 'Makes others wait' };
  if (statement.work.length > 0) return { tone: 'careful', icon: 'warning', words: 'Much work' };
  return { tone: 'good', icon: 'pass', words: 'Went well' };
}

/** One line for a statement; pressed, it shows everything that is known of it. */
export function makeStatementRow(post: Post, toggle: (key: string) => void): Row<StatementItem> {
  let current: StatementItem | undefined;
  const chevron = icon('chevron-right');
  const signIcon = icon('pass');
  const signWords = element('span', { class: 'unseen' });
  const line = element('span', { class: 'line quiet' });
  const summary = element('code', { class: 'summary' });
  const chips = element('span', { class: 'chips' });
  const rows = element('span', { class: 'rows quiet' });
  const time = element('span', { class: 'time' });
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' }, [element('span')]);
  const head = element('button', { class: 'head', type: 'button', on: { click: () => current && toggle(current.key) } }, [
    chevron,
    signIcon,
    signWords,
    line,
    summary,
    element('span', { class: 'meta' }, [rows, time]),
    bar,
    chips,
  ]);
  const details = element('div', { class: 'details' });
  const made = element('div', { class: 'row statement' }, [head, details]);
  return {
    element: made,
    head,
    draw(item) {
      current = item;
      const { statement, isOpen } = item;
      const { tone, icon: name, words } = sign(item);
      made.dataset['tone'] = tone;
      head.setAttribute('aria-expanded', String(isOpen));
      chevron.className = iconClass(isOpen ? 'chevron-down' : 'chevron-right');
      signIcon.className = `sign ${iconClass(name)}`;
      setText(signWords, `${words}, line `);
      setText(line, String(statement.line));
      setText(summary, statement.summary);
      chips.replaceChildren(...makeChips(statement));
      setText(rows, statement.rows === undefined ? '' : count(statement.rows, 'row'));
      setText(time, statement.ms === undefined ? '' : duration(statement.ms));
      setHidden(bar, statement.ms === undefined);
      drawBar(bar, item);
      details.hidden = !isOpen;
      details.replaceChildren(...(isOpen ? makeDetails(statement, post) : []));
    },
  };
}

/** What hurts, in words; the rest is said when the row is opened. */
function makeChips({ locks, work, hiddenWrites = [], difference, skipped }: PanelStatement): Node[] {
  const severe = locks.filter((lock) => lock.isSevere);
  const all = [
    ...(difference === undefined ? [] : [chip('mild', 'diff', 'not as predicted')]),
    ...severe.map((lock) => chip('severe', 'lock', `blocks ${lock.blocks} on ${lock.on}`)),
    ...[...work, ...hiddenWrites].map((words) => chip('work', 'database', words)),
    ...(skipped === undefined ? [] : [chip('mild', 'circle-slash', `not tried: ${skipped}`)]),
  ];
  const more = all.length - shownChips;
  return [...all.slice(0, shownChips), ...(more > 0 ? [element('span', { class: 'quiet', text: `+${more}` })] : [])];
}

const shownChips = 2;

function chip(kind: 'severe' | 'mild' | 'work', name: string, text: string): HTMLElement {
  return element('span', { class: `chip ${kind}`, title: text }, [icon(name), element('span', { text })]);
}

/** Where in the run its time was: a timeline when read from top to bottom. */
export function drawBar(bar: HTMLElement, { from, to }: { readonly from: number; readonly to: number }): void {
  const fill = bar.firstElementChild as HTMLElement;
  fill.style.left = `min(${from * 100}%, 100% - 2px)`;
  fill.style.width = `max(2px, ${(to - from) * 100}%)`;
}

function makeDetails(statement: PanelStatement, post: Post): Node[] {
  const { path, line } = statement;
  const { error } = statement;
  const column = error?.line === undefined ? undefined : error.column;
  const at = { path: error?.path ?? path, line: error?.line ?? line, ...(column !== undefined && { column }) };
  return [
    ...(error === undefined ? [] : [makeError(error, post)]),
    ...fact('Not tried', statement.skipped === undefined ? [] : [statement.skipped]),
    ...makeDifference(statement, post),
    ...fact(
      'Locks',
      statement.locks.map((lock) =>
        element('span', {}, [
          element('strong', { text: lock.isSevere ? 'Severe: ' : '' }),
          `${lock.mode} on ${lock.on}, which blocks ${lock.blocks}`,
        ]),
      ),
    ),
    ...fact('Held', statement.locksHeld === undefined ? [] : [statement.locksHeld]),
    ...fact('Work', statement.work),
    ...fact('Besides', statement.hiddenWrites ?? []),
    ...makePrediction(statement),
    ...fact('Notices', statement.notices),
    element('pre', { class: 'sql', tabindex: '0', role: 'group', 'aria-label': 'SQL' }, [
      element('code', { text: statement.sql }),
    ]),
    element('p', { class: 'place' }, [
      button(`Open at line ${at.line}`, 'go-to-file', () => post({ kind: 'open', ...at })),
      element('span', { class: 'quiet', text: fileName(at.path) }),
    ]),
  ];
}

/** What was said of it before it ran, and whether that was so. */
function makePrediction({ predicted, difference }: PanelStatement): Node[] {
  if (predicted === undefined) return [];
  const agrees = element('span', {}, [icon('check'), ' Measured so.']);
  return fact('Predicted', [...predicted, ...(difference === undefined ? [agrees] : [])]);
}

/** Where the prediction was wrong: what is a fault of ours, or a thing that the migrations do not tell of. */
function makeDifference({ difference }: PanelStatement, post: Post): Node[] {
  if (difference === undefined) return [];
  const { unforeseen, unmet } = difference;
  return [
    element('div', { class: 'fact' }, [
      element('span', { class: 'name', text: 'Differs' }),
      element('ul', {}, [
        ...unforeseen.map((words) => element('li', {}, [element('strong', { text: 'Measured, not predicted: ' }), words])),
        ...unmet.map((words) => element('li', {}, [element('strong', { text: 'Predicted, not measured: ' }), words])),
      ]),
      button('Copy as bug report', 'bug', () => post({ kind: 'copy-difference' })),
    ]),
  ];
}

function fact(name: string, values: readonly (string | Node)[]): Node[] {
  if (values.length === 0) return [];
  return [
    element('div', { class: 'fact' }, [
      element('span', { class: 'name', text: name }),
      element(
        'ul',
        {},
        values.map((value) => element('li', {}, [value])),
      ),
    ]),
  ];
}

/** The server's words, with what they call themselves. */
export function makeError(error: PanelError, post: Post): HTMLElement {
  const { message, detail, hint, advice, page } = error;
  const explain = makeExplain(post);
  explain.show(page);
  const more = [detail === undefined ? undefined : `Detail: ${detail}`, hint === undefined ? undefined : `Hint: ${hint}`, advice];
  return element('div', { class: 'error-box' }, [
    icon('error'),
    element('div', {}, [
      element('p', {}, [element('strong', { text: `${errorName(error)}: ` }), element('span', { text: message })]),
      ...more.filter((text) => text !== undefined).map((text) => element('p', { text })),
      ...(page === undefined ? [] : [element('p', {}, [explain.element])]),
    ]),
  ]);
}
