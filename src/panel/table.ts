import { element, icon, iconClass, setHidden, setText } from './dom';
import { makeFold } from './fold';
import type { Part, Post } from './part';
import type { PanelMigration, PanelMigrationState, PanelState } from './protocol';
import type { ViewState } from './state';
import { VirtualList, type Row } from './virtual-list';
import { count, stateNames } from './words';

type Item =
  | { readonly kind: 'migration'; readonly migration: PanelMigration }
  | { readonly kind: 'applied'; readonly number: number; readonly isOpen: boolean };

const signs: Record<PanelMigrationState, { readonly tone: string; readonly icon: string }> = {
  applied: { tone: 'good', icon: 'pass' },
  pending: { tone: 'plain', icon: 'circle-large-outline' },
  'out-of-order': { tone: 'careful', icon: 'arrow-swap' },
  changed: { tone: 'careful', icon: 'diff-modified' },
  failed: { tone: 'bad', icon: 'error' },
  blocked: { tone: 'bad', icon: 'circle-slash' },
  missing: { tone: 'careful', icon: 'question' },
  unknown: { tone: 'plain', icon: 'circle-outline' },
};

/** The states in the order of the summary: what needs a look comes first. */
const order: readonly PanelMigrationState[] = [
  'failed',
  'blocked',
  'changed',
  'missing',
  'out-of-order',
  'pending',
  'unknown',
  'applied',
];

/** Where every migration stands on the target; what needs no one is folded away. */
export function makeTable(post: Post, view: () => ViewState, change: (next: Partial<ViewState>) => void): Part {
  let isOpen = true;
  const facts = element('span', { class: 'quiet' });
  const fold = makeFold('Migrations', () => change({ showMigrations: !isOpen }));
  const list = new VirtualList<Item>({
    label: 'Migrations; arrow keys move, Enter opens the file',
    key: (item) => (item.kind === 'applied' ? '' : item.migration.id),
    mark: (item) => JSON.stringify(item),
    make: (item) =>
      item.kind === 'applied' ? makeAppliedRow(() => change({ showApplied: !view().showApplied })) : makeMigrationRow(post),
  });
  const made = element('section', { class: 'table', 'aria-label': 'Migrations' }, [
    element('div', { class: 'section-head' }, [element('h2', {}, [fold.element]), facts]),
    list.element,
  ]);
  return {
    element: made,
    draw(state: PanelState) {
      setHidden(made, state.migrations.length === 0);
      isOpen = view().showMigrations ?? state.run === undefined;
      fold.set(isOpen);
      setText(facts, summary(state.migrations));
      setHidden(list.element, !isOpen);
      list.update(itemsOf(state.migrations, view().showApplied));
    },
  };
}

/** `1 changed after apply, 3 pending, 42 applied`. */
function summary(migrations: readonly PanelMigration[]): string {
  const numbers = new Map<PanelMigrationState, number>();
  for (const { state } of migrations) numbers.set(state, (numbers.get(state) ?? 0) + 1);
  return order
    .filter((state) => numbers.has(state))
    .map((state) => `${(numbers.get(state) ?? 0).toLocaleString('en')} ${stateNames[state].toLowerCase()}`)
    .join(', ');
}

/** In the order of the chain, but the applied ones last and newest first, as people look for them. */
function itemsOf(migrations: readonly PanelMigration[], showApplied: boolean): Item[] {
  const row = (migration: PanelMigration): Item => ({ kind: 'migration', migration });
  const applied = migrations.filter(({ state }) => state === 'applied').reverse();
  const others = migrations.filter(({ state }) => state !== 'applied');
  if (applied.length === 0) return others.map(row);
  const head: Item = { kind: 'applied', number: applied.length, isOpen: showApplied };
  return [...others.map(row), head, ...(showApplied ? applied.map(row) : [])];
}

function makeAppliedRow(press: () => void): Row<Extract<Item, { kind: 'applied' }>> {
  const chevron = icon('chevron-right');
  const words = element('span');
  const head = element('button', { class: 'head', type: 'button', on: { click: press } }, [chevron, words]);
  return {
    element: element('div', { class: 'row applied' }, [head]),
    head,
    draw({ number, isOpen }) {
      head.setAttribute('aria-expanded', String(isOpen));
      chevron.className = iconClass(isOpen ? 'chevron-down' : 'chevron-right');
      setText(words, `${count(number, 'migration')} applied`);
    },
  };
}

function makeMigrationRow(post: Post): Row<Extract<Item, { kind: 'migration' }>> {
  let id = '';
  const sign = icon('pass');
  const version = element('span', { class: 'version' });
  const title = element('span', { class: 'title' });
  const state = element('span', { class: 'outcome' });
  const detail = element('span', { class: 'quiet' });
  const findings = element('span', { class: 'chips' });
  const press = () => post({ kind: 'open-migration', id });
  const head = element('button', { class: 'head', type: 'button', on: { click: press } }, [
    sign,
    element('span', { class: 'name' }, [version, ' ', title]),
    element('span', { class: 'facts' }, [state, detail, findings]),
  ]);
  const made = element('div', { class: 'row migration' }, [head]);
  return {
    element: made,
    head,
    draw({ migration }) {
      id = migration.id;
      const { tone, icon: name } = signs[migration.state];
      made.dataset['tone'] = tone;
      sign.className = `sign ${iconClass(name)}`;
      setText(version, migration.version);
      setText(title, migration.title);
      setText(state, stateNames[migration.state]);
      setText(detail, [migration.detail, migration.hasDown ? '' : 'no rollback'].filter((text) => text !== '').join(', '));
      const { errors, warnings } = migration.findings;
      findings.replaceChildren(
        ...(errors > 0 ? [chip('severe', 'error', count(errors, 'error'))] : []),
        ...(warnings > 0 ? [chip('work', 'warning', count(warnings, 'warning'))] : []),
      );
    },
  };
}

function chip(kind: string, name: string, text: string): HTMLElement {
  return element('span', { class: `chip ${kind}` }, [icon(name), element('span', { text })]);
}
