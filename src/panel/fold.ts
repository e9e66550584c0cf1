import { element, icon, iconClass, setText } from './dom';

/** A heading's button that shows and hides what stands under it. */
export function makeFold(
  label: string,
  press: () => void,
): { readonly element: HTMLButtonElement; readonly set: (isOpen: boolean, label?: string) => void } {
  const chevron = icon('chevron-right');
  const words = element('span', { text: label });
  const made = element('button', { class: 'fold', type: 'button', on: { click: press } }, [chevron, words]);
  return {
    element: made,
    set(isOpen, next = label) {
      setText(words, next);
      made.setAttribute('aria-expanded', String(isOpen));
      chevron.className = iconClass(isOpen ? 'chevron-down' : 'chevron-right');
    },
  };
}
