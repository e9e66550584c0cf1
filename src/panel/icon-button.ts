import { element, icon } from './dom';

export interface IconButton {
  readonly element: HTMLButtonElement;
  setDisabled(isDisabled: boolean): void;
}

/** A quiet button: a sign alone, whose name is told to screen readers and to whoever points at it. */
export function iconButton(label: string, name: string, press: () => void): IconButton {
  let isDisabled = false;
  const made = element(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      title: label,
      'aria-label': label,
      on: { click: () => (isDisabled ? undefined : press()) },
    },
    [icon(name)],
  );
  return {
    element: made,
    setDisabled(next) {
      isDisabled = next;
      made.setAttribute('aria-disabled', String(next));
    },
  };
}
