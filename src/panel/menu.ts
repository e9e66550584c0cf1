import { button } from './buttons';
import { element, icon, setText } from './dom';

/** One thing that can be chosen from a menu. */
export interface MenuItem {
  readonly element: HTMLElement;
  set(label: string, isDisabled: boolean): void;
}

interface MenuParts {
  /** Said of a button that opens the menu. */
  readonly label: string;
  readonly groups: readonly { readonly label: string; readonly isHeaded?: boolean; readonly items: readonly MenuItem[] }[];
}

/** `name` is what a screen reader says, where the label alone does not tell enough. */
export function menuItem(label: string, sign: string, press: () => void, name?: string): MenuItem {
  let isDisabled = false;
  const words = element('span', { text: label });
  const made = element(
    'button',
    {
      role: 'menuitem',
      type: 'button',
      tabindex: '-1',
      'aria-label': name,
      on: {
        click: (event) => {
          // What closes the menu hears it too.
          if (isDisabled) event.stopPropagation();
          else press();
        },
      },
    },
    [icon(sign), words],
  );
  return {
    element: made,
    set(next, disabled) {
      isDisabled = disabled;
      setText(words, next);
      made.setAttribute('aria-disabled', String(disabled));
    },
  };
}

/** A button that opens a menu, by the pattern of the ARIA practices: arrow keys, Home, End, first letters, Escape. */
export function makeMenu({ label, groups }: MenuParts): HTMLElement {
  const opener = button(label, 'ellipsis', () => (menu.hidden ? open(0) : close(true)));
  opener.replaceChildren(element('span', { class: 'label', text: label }));
  opener.setAttribute('aria-haspopup', 'menu');
  opener.setAttribute('aria-expanded', 'false');
  const items = groups.flatMap((group) => group.items.map((item) => item.element));
  const menu = element(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': label, hidden: '' },
    groups.map((group) => {
      const heading = element('div', { class: 'heading quiet', 'aria-hidden': 'true', text: group.label });
      const members = group.items.map((item) => item.element);
      return element('div', { role: 'group', 'aria-label': group.label }, [
        ...(group.isHeaded === true ? [heading] : []),
        ...members,
      ]);
    }),
  );
  const holder = element('div', { class: 'menu-holder' }, [opener, menu]);

  const open = (index: number): void => {
    menu.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    menu.style.left = '0';
    menu.style.left = `${Math.min(0, innerWidth - 8 - menu.getBoundingClientRect().right)}px`;
    focus(index);
  };
  const close = (isReturned: boolean): void => {
    if (menu.hidden) return;
    // Before it is hidden, or the keyboard would be on nothing.
    if (isReturned) opener.focus();
    menu.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
  };
  const focus = (index: number): void => items.at(index % items.length)?.focus();

  opener.addEventListener('keydown', (event) => {
    if (!['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return;
    // Or Enter would also press the item that has the keyboard by now.
    event.preventDefault();
    if (event.key !== 'Enter') open(event.key === 'ArrowDown' ? 0 : -1);
  });
  menu.addEventListener('click', () => close(true));
  menu.addEventListener('keydown', (event) => {
    const at = items.findIndex((item) => item === document.activeElement);
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      close(true);
      return;
    }
    const next = nextItem(event.key, { at, items });
    if (next === undefined) return;
    event.preventDefault();
    focus(next);
  });
  addEventListener('pointerdown', (event) => {
    if (!event.composedPath().includes(holder)) close(false);
  });
  return holder;
}

/** Where a key leads; undefined for a key that means nothing here. */
function nextItem(
  key: string,
  { at, items }: { readonly at: number; readonly items: readonly HTMLElement[] },
): number | undefined {
  const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (Object.hasOwn(moves, key)) return moves[key];
  if (key.length !== 1 || key === ' ') return undefined;
  const begins = (item: HTMLElement | undefined): boolean =>
    item?.textContent.toLowerCase().startsWith(key.toLowerCase()) === true;
  const after = items.map((_, offset) => at + 1 + offset);
  return after.find((index) => begins(items[index % items.length]));
}
