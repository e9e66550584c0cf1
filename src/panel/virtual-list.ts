import { element } from './dom';

/** One row on the page. `head` is what takes the keyboard: a button, one for each row. */
export interface Row<T> {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  /** Draws the item anew; called only where its `mark` differs. */
  draw(item: T): void;
}

export interface ListParts<T> {
  /** Names the list to a screen reader. */
  readonly label: string;
  /** The same for the same thing, from one state to the next. */
  key(item: T): string;
  /** Differs where the item must be drawn anew. */
  mark(item: T): string;
  /** A row for this item, not drawn yet; it will also draw others of the same key. */
  make(item: T): Row<T>;
}

interface Shown<T> {
  readonly row: Row<T>;
  mark: string;
}

/** Rows beyond the edges of the window that are there too, in pixels. */
const overscan = 600;

/**
 * A list of any length of which only the rows in sight are on the page; it scrolls with the page. Rows may be of any
 * height: what was measured is kept, and the mean stands for the rest. One row is reached by Tab, the others by arrow keys.
 */
export class VirtualList<T> {
  readonly element: HTMLElement;
  readonly #parts: ListParts<T>;
  readonly #shown = new Map<string, Shown<T>>();
  readonly #heights = new Map<string, number>();
  readonly #resizes: ResizeObserver;
  #items: readonly T[] = [];
  #keys: readonly string[] = [];
  /** Where each row begins, and after the last where the list ends. */
  #tops: number[] = [0];
  #active = 0;
  #width = 0;
  #isAsked = false;

  constructor(parts: ListParts<T>) {
    this.#parts = parts;
    this.element = element('div', {
      class: 'list',
      role: 'list',
      'aria-label': parts.label,
      on: { keydown: (event) => this.#onKey(event as KeyboardEvent), focusin: (event) => this.#onFocus(event) },
    });
    this.#resizes = new ResizeObserver(() => this.#onResize());
    this.#resizes.observe(this.element);
    addEventListener('scroll', () => this.#ask(), { passive: true });
    addEventListener('resize', () => this.#ask());
  }

  update(items: readonly T[]): void {
    const active = this.#keys[this.#active];
    this.#items = items;
    this.#keys = items.map((item) => this.#parts.key(item));
    const again = active === undefined ? -1 : this.#keys.indexOf(active);
    this.#active = again === -1 ? Math.max(0, Math.min(this.#active, items.length - 1)) : again;
    this.#draw();
  }

  /** Brings a row into sight without taking the keyboard. */
  reveal(key: string): void {
    const index = this.#keys.indexOf(key);
    if (index !== -1) this.#scrollTo(index);
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#draw();
    });
  }

  #draw(): void {
    this.#place();
    const wanted = this.#wanted();
    for (const [key, shown] of this.#shown) {
      if (wanted.has(key)) continue;
      this.#resizes.unobserve(shown.row.element);
      shown.row.element.remove();
      this.#shown.delete(key);
    }
    let next = this.element.firstElementChild;
    for (const index of wanted.values()) {
      const row = this.#show(index);
      // Rows stand in the order of the list, for Tab and for screen readers.
      if (row === next) next = next.nextElementSibling;
      else this.element.insertBefore(row, next);
    }
    if (this.#measure()) this.#place();
    for (const [key, index] of wanted) {
      const row = this.#shown.get(key)?.row.element;
      if (row !== undefined) row.style.transform = `translateY(${this.#tops[index] ?? 0}px)`;
    }
  }

  /** The rows in sight, and the one with the keyboard, in order. */
  #wanted(): Map<string, number> {
    const wanted = new Map<string, number>();
    if (this.#items.length === 0 || this.element.offsetParent === null) return wanted;
    const above = -this.element.getBoundingClientRect().top;
    const first = this.#indexAt(above - overscan);
    const last = this.#indexAt(above + innerHeight + overscan);
    const indices = [this.#active, ...Array.from({ length: last - first + 1 }, (_, offset) => first + offset)];
    for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
      const key = this.#keys[index];
      if (key !== undefined) wanted.set(key, index);
    }
    return wanted;
  }

  #indexAt(top: number): number {
    let low = 0;
    let high = this.#items.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#tops[middle] ?? 0) <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #show(index: number): HTMLElement {
    const key = this.#keys[index] ?? '';
    const item = this.#items[index] as T;
    const mark = this.#parts.mark(item);
    let shown = this.#shown.get(key);
    if (shown === undefined) {
      shown = { row: this.#parts.make(item), mark: '' };
      shown.row.element.setAttribute('role', 'listitem');
      shown.row.element.dataset['key'] = key;
      this.#shown.set(key, shown);
      this.#resizes.observe(shown.row.element);
    }
    if (shown.mark !== mark) {
      shown.row.draw(item);
      shown.mark = mark;
    }
    shown.row.element.setAttribute('aria-posinset', String(index + 1));
    shown.row.element.setAttribute('aria-setsize', String(this.#items.length));
    shown.row.head.tabIndex = index === this.#active ? 0 : -1;
    return shown.row.element;
  }

  /** Whether a row has another height than we thought. */
  #measure(): boolean {
    let isChanged = false;
    for (const [key, { row }] of this.#shown) {
      const height = row.element.offsetHeight;
      if (height === 0 || height === this.#heights.get(key)) continue;
      this.#heights.set(key, height);
      isChanged = true;
    }
    return isChanged;
  }

  /** Sums the heights. What stands at the upper edge of the window stays there. */
  #place(): void {
    const above = -this.element.getBoundingClientRect().top;
    const anchor = this.#indexAt(above);
    const before = this.#tops[anchor] ?? 0;
    let known = 0;
    for (const height of this.#heights.values()) known += height;
    const mean = this.#heights.size === 0 ? 30 : known / this.#heights.size;
    const tops = [0];
    let top = 0;
    for (const key of this.#keys) tops.push((top += this.#heights.get(key) ?? mean));
    this.#tops = tops;
    this.element.style.height = `${top}px`;
    const shift = (tops[anchor] ?? 0) - before;
    if (above > 0 && Math.abs(shift) >= 1) scrollBy(0, shift);
  }

  #onResize(): void {
    // Lines wrap elsewhere in another width: every height is news.
    if (this.element.clientWidth !== this.#width) {
      this.#width = this.element.clientWidth;
      this.#heights.clear();
    }
    this.#ask();
  }

  #onFocus(event: Event): void {
    const key = (event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset['key'];
    const index = key === undefined ? -1 : this.#keys.indexOf(key);
    if (index === -1 || index === this.#active) return;
    this.#active = index;
    for (const [shownKey, { row }] of this.#shown) row.head.tabIndex = shownKey === key ? 0 : -1;
  }

  #onKey(event: KeyboardEvent): void {
    const shown = this.#shown.get(this.#keys[this.#active] ?? '');
    if (event.target !== shown?.row.head || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(innerHeight / 40));
    const last = this.#items.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: last,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.#active = Math.max(0, Math.min(last, move));
    this.#scrollTo(this.#active);
    this.#shown.get(this.#keys[this.#active] ?? '')?.row.head.focus({ preventScroll: true });
  }

  /** Rows are measured when they come into sight, which may move the one that is wanted: so it looks again. */
  #scrollTo(index: number): void {
    const margin = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    for (let looks = 0; looks < 5; looks++) {
      this.#draw();
      const origin = this.element.getBoundingClientRect().top;
      const top = origin + (this.#tops[index] ?? 0);
      const bottom = origin + (this.#tops[index + 1] ?? 0);
      const below = bottom > innerHeight ? Math.min(bottom - innerHeight, top - margin) : 0;
      const shift = top < margin ? top - margin : below;
      if (Math.abs(shift) < 1) return;
      scrollBy(0, shift);
    }
    this.#draw();
  }
}
