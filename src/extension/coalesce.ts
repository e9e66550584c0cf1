/**
 * Runs `work` one at a time: whoever calls during a run shares one more run after it, so that what changed meanwhile
 * is seen and nothing piles up. The returned promise settles with the run that saw the call.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .then(
        () => undefined,
        // Whoever started that run hears of its failure; this one begins anew.
        () => undefined,
      )
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}

/** Whatever must be let go of in the end; the editor's own disposables are some. */
export interface Closable {
  dispose(): unknown;
}

/** Calls `work` once things have been quiet for `ms`, with every value given since. */
export class Batch<T> {
  readonly #waiting = new Set<T>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ms: number,
    private readonly work: (values: readonly T[]) => void,
  ) {}

  add(value: T): void {
    this.#waiting.add(value);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const values = [...this.#waiting];
      this.#waiting.clear();
      this.work(values);
    }, this.ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }
}
