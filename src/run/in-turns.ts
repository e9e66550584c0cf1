/** Milliseconds of work after which others get their turn. */
const turn = 10;

/** Carries out work step by step, and lets others have their turn in between. */
export async function inTurns<T, R>(work: Generator<T, R>, visit?: (step: T) => void): Promise<R> {
  let until = performance.now() + turn;
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    visit?.(next.value);
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + turn;
  }
}
