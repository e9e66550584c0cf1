/**
 * Elements are made here and nowhere by markup: what comes from files and databases is only ever text, and what would not
 * be seen in it, or would turn it around, is shown as its code.
 */
import { printable } from '../report/colour';

type Properties = {
  readonly class?: string;
  readonly text?: string;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
} & Readonly<Record<`aria-${string}` | `data-${string}`, string | undefined>> & {
    readonly id?: string;
    readonly role?: string;
    readonly title?: string;
    readonly tabindex?: string;
    readonly type?: string;
    readonly hidden?: string;
  };

/** Makes an element. Properties other than `text` and `on` become attributes; undefined ones are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  children: readonly (Node | string | undefined)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  const { text, on, ...attributes } = properties;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, visible(value));
  }
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  if (text !== undefined) made.textContent = visible(text);
  for (const child of children) {
    if (child !== undefined) made.append(typeof child === 'string' ? visible(child) : child);
  }
  return made;
}

/** Text as it may stand on the page. The ends of lines of Windows are ends of lines. */
function visible(text: string): string {
  return printable(text.replaceAll('\r\n', '\n'));
}

/** A codicon that says nothing to a screen reader: words stand beside it. */
export function icon(name: string, spins = false): HTMLElement {
  return element('span', { class: iconClass(name, spins), 'aria-hidden': 'true' });
}

export function iconClass(name: string, spins = false): string {
  return `codicon codicon-${name}${spins ? ' codicon-modifier-spin' : ''}`;
}

/** Writes only what differs, so that a live region speaks once and a selection of the user stays. */
export function setText(target: Element, text: string): void {
  const shown = visible(text);
  if (target.textContent !== shown) target.textContent = shown;
}

export function setHidden(target: HTMLElement, isHidden: boolean): void {
  if (target.hidden !== isHidden) target.hidden = isHidden;
}
