import { element, icon, iconClass, setHidden, setText } from './dom';
import type { PanelObjectChange } from './protocol';
import type { Row } from './virtual-list';

/** A table, or a schema, with what changes in it. */
export interface GroupItem {
  readonly kind: 'group';
  readonly key: string;
  readonly name: string;
  readonly summary: string;
  readonly isOpen: boolean;
}

/** One object that comes, goes or changes. */
export interface ChangeItem {
  readonly kind: 'change';
  readonly key: string;
  readonly change: PanelObjectChange;
  readonly isOpen: boolean;
}

export function makeGroupRow(flip: (key: string) => void): Row<GroupItem> {
  let key = '';
  const chevron = icon('chevron-down');
  const name = element('code', { class: 'name' });
  const facts = element('span', { class: 'quiet' });
  const head = element('button', { class: 'head', type: 'button', on: { click: () => flip(key) } }, [chevron, name, facts]);
  return {
    element: element('div', { class: 'row group' }, [head]),
    head,
    draw(item) {
      key = item.key;
      head.setAttribute('aria-expanded', String(item.isOpen));
      chevron.className = iconClass(item.isOpen ? 'chevron-down' : 'chevron-right');
      setText(name, item.name);
      setText(facts, item.summary);
    },
  };
}

const signs: Readonly<Record<PanelObjectChange['change'], { readonly tone: string; readonly icon: string }>> = {
  created: { tone: 'good', icon: 'diff-added' },
  dropped: { tone: 'bad', icon: 'diff-removed' },
  changed: { tone: 'careful', icon: 'diff-modified' },
};

export function makeChangeRow(flip: (key: string) => void): Row<ChangeItem> {
  let key = '';
  let parts = 0;
  const chevron = icon('chevron-right');
  const sign = icon('diff-added');
  const words = element('span', { class: 'outcome' });
  const kind = element('span', { class: 'quiet' });
  const name = element('code', { class: 'name' });
  const severityWords = element('span');
  const severity = element('span', { class: 'chip severe' }, [icon('warning'), severityWords]);
  const along = element('span', { class: 'quiet' });
  const press = () => {
    if (parts > 0) flip(key);
  };
  const head = element('button', { class: 'head', type: 'button', on: { click: press } }, [
    chevron,
    sign,
    element('span', { class: 'change-words' }, [words, ' ', kind, ' ', name, ' ', along]),
    severity,
  ]);
  const details = element('ul', { class: 'parts' });
  const made = element('div', { class: 'row change' }, [head, details]);
  return {
    element: made,
    head,
    draw(item) {
      const { change, isOpen } = item;
      key = item.key;
      parts = change.parts.length;
      const { tone, icon: signName } = signs[change.change];
      made.dataset['tone'] = tone;
      if (parts > 0) head.setAttribute('aria-expanded', String(isOpen));
      else head.removeAttribute('aria-expanded');
      // Its place stays, so that names stand under each other.
      chevron.className = parts > 0 ? iconClass(isOpen ? 'chevron-down' : 'chevron-right') : 'codicon';
      sign.className = `sign ${iconClass(signName)}`;
      setText(words, change.change);
      setText(kind, change.kind);
      setText(name, change.name);
      setHidden(severity, change.severity === undefined);
      setText(severityWords, `${change.severity ?? ''} risk`);
      setText(along, change.along === undefined ? '' : `with ${change.along}`);
      setHidden(details, !isOpen || parts === 0);
      details.replaceChildren(...(isOpen ? change.parts.map((text) => element('li', { text })) : []));
    },
  };
}
