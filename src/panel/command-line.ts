import { element, setHidden, setText } from './dom';
import type { Part } from './part';

/** The same as a command, to read and to copy. */
export function makeCommandLine(): Part {
  const code = element('code');
  const made = element('p', { class: 'command-line' }, [
    element('span', { class: 'quiet', text: 'Same in a terminal:' }),
    ' ',
    code,
  ]);
  return {
    element: made,
    draw({ commandLine }) {
      setHidden(made, commandLine === undefined);
      setText(code, commandLine ?? '');
    },
  };
}
