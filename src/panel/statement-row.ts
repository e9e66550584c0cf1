import { element, icon, iconClass, setHidden, setText } from './dom';
import type { Post } from './part';
import type { PanelStatement, PanelStep } from './protocol';
import { makeDetails } from './statement-details';
import type { Row } from './virtual-list';
import { count, duration } from './words';

/** A statement within its run: where its bar begins and ends, as shares of the whole. */
export interface StatementItem {
  readonly kind: 'statement';
  readonly key: string;
  readonly statement: PanelStatement;
  readonly outcome: PanelStep['outcome'];
  readonly isOpen: boolean;
  /** Of an earlier run there is no report to make anything of. */
  readonly isEarlier: boolean;
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
      details.replaceChildren(...(isOpen ? makeDetails(item, post) : []));
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
