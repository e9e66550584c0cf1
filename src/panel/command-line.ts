import { element, setHidden, setText } from './dom';
import { iconButton } from './icon-button';
import type { Part, Post } from './part';

/** The same as a command, to read and to copy. */
export function makeCommandLine(post: Post): Part {
  const code = element('code');
  const copy = iconButton('Copy CLI command', 'copy', () => post({ kind: 'copy-command' }));
  const made = element('div', { class: 'command-line' }, [
    element('p', {}, [element('span', { class: 'quiet', text: 'Same in a terminal:' }), ' ', code]),
    copy.element,
  ]);
  return {
    element: made,
    draw({ commandLine }) {
      setHidden(made, commandLine === undefined);
      setText(code, commandLine ?? '');
    },
  };
}
