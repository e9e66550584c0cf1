import '@vscode-elements/elements/dist/vscode-button/index.js';
import { setHidden, setText } from './dom';
import type { Post } from './part';
import type { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/vscode-button.js';

/** A button in VS Code's own look. `press` is not called while it is disabled. */
export function button(label: string, icon: string, press: () => void): VscodeButton {
  const made = document.createElement('vscode-button');
  setText(made, label);
  made.icon = icon;
  made.secondary = true;
  made.addEventListener('click', () => {
    if (!made.disabled) press();
  });
  made.addEventListener('keydown', (event) => {
    // The space bar presses, and would scroll the page too.
    if (event.key === ' ') event.preventDefault();
  });
  return made;
}

/** The way to the page that says more, where there is one. */
export function makeExplain(post: Post): { readonly element: VscodeButton; readonly show: (page: string | undefined) => void } {
  let shown: string | undefined;
  const made = button('Explain', 'book', () => {
    if (shown !== undefined) post({ kind: 'explain', page: shown });
  });
  return {
    element: made,
    show(page) {
      shown = page;
      setHidden(made, page === undefined);
      setText(made, `Explain ${page ?? ''}`.trim());
    },
  };
}

/** `vscode-button` dims itself, but does not tell a screen reader. */
export function setDisabled(target: VscodeButton, isDisabled: boolean): void {
  if (target.disabled !== isDisabled) target.disabled = isDisabled;
  target.setAttribute('aria-disabled', String(isDisabled));
}
