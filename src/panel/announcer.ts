import { element, setText } from './dom';
import type { Part } from './part';
import type { PanelState } from './protocol';
import { verdict } from './verdict';

/** At most so often does a screen reader hear of progress; the end of a run is told at once. */
const pause = 2000;

/** The live region: says the verdict when it changes, and now and then what is done meanwhile. */
export function makeAnnouncer(): Part {
  const made = element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  let words = '';
  let spokenAt = 0;
  let timer: number | undefined;
  const speak = () => {
    timer = undefined;
    spokenAt = performance.now();
    setText(made, words);
  };
  return {
    element: made,
    draw(state: PanelState) {
      const { tone, title, detail, error } = verdict(state);
      // Without the time, which would be told anew every minute.
      const which = state.run?.earlier === undefined ? undefined : 'An earlier run';
      words = [which, title, detail, error?.message].filter((text) => text !== undefined).join('. ');
      if (tone !== 'busy') {
        clearTimeout(timer);
        speak();
      } else {
        timer ??= setTimeout(speak, Math.max(0, spokenAt + pause - performance.now()));
      }
    },
  };
}
