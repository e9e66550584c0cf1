import type { FromPanel, PanelState } from './protocol';

/** A piece of the page: made once, drawn from every state. */
export interface Part {
  readonly element: HTMLElement;
  draw(state: PanelState): void;
}

export type Post = (message: FromPanel) => void;
