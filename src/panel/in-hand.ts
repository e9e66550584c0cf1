import { element, setHidden, setText } from './dom';
import type { Part } from './part';
import { duration } from './words';

/** How often the time that has passed is said anew, in milliseconds. */
const second = 1000;

/** While a run goes on: the statement that it is at, and how long it has taken until now. */
export function makeInHand(): Part {
  const elapsed = element('span', { class: 'quiet' });
  const code = element('code');
  const made = element('div', { class: 'in-hand' }, [code, elapsed]);
  let startedAt = 0;
  let timer: number | undefined;
  // Whole seconds, which do not flicker; a statement may say nothing for an hour.
  const tell = () => setText(elapsed, elapsedWords(performance.now() - startedAt));
  return {
    element: made,
    draw({ run }) {
      const isRunning = run?.outcome === 'running';
      setHidden(made, !isRunning);
      if (!isRunning) {
        clearInterval(timer);
        timer = undefined;
        return;
      }
      startedAt = performance.now() - run.ms;
      timer ??= setInterval(tell, second);
      tell();
      setText(code, run.statement ?? '');
      setHidden(code, run.statement === undefined);
    },
  };
}

function elapsedWords(ms: number): string {
  const seconds = Math.floor(ms / second);
  return seconds < 60 ? `${seconds} s` : duration(seconds * second);
}
