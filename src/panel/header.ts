import '@vscode-elements/elements/dist/vscode-badge/index.js';
import { button, makeExplain } from './buttons';
import { element, icon, iconClass, setHidden, setText } from './dom';
import { makeInHand } from './in-hand';
import type { Part, Post } from './part';
import type { PanelError } from './protocol';
import { verdict, type Verdict } from './verdict';
import { errorName, fileName } from './words';

const roles = {
  embedded: 'Embedded',
  local: 'Local',
  shared: 'Shared',
  production: 'Production',
};

/** What is migrated, and above all where. */
export function makeHeader(post: Post): Part {
  const source = element('h1');
  const convention = element('span', { class: 'quiet' });
  const target = element('strong', { class: 'target-name' });
  const role = document.createElement('vscode-badge');
  const roleIcon = icon('database');
  const server = element('span', { class: 'quiet' });
  const where = element('p', { class: 'where' }, [roleIcon, element('span', { text: 'on' }), target, role, server]);
  const chooseSource = button('Change source…', 'folder', () => post({ kind: 'choose-source' }));
  const chooseTarget = button('Change target…', 'database', () => post({ kind: 'choose-target' }));
  const made = element('header', {}, [
    element('div', { class: 'names' }, [element('div', { class: 'source' }, [source, convention]), where]),
    element('div', { class: 'buttons' }, [chooseSource, chooseTarget]),
  ]);
  return {
    element: made,
    draw(state) {
      setText(source, state.source?.label ?? 'Lockkeeper');
      setText(convention, state.source?.convention ?? '');
      setHidden(where, state.target === undefined);
      made.dataset['role'] = state.target?.role ?? 'none';
      roleIcon.className = iconClass(state.target?.role === 'production' ? 'flame' : 'database');
      setText(target, state.target?.name ?? '');
      const words = state.target === undefined ? '' : roles[state.target.role];
      setText(role, words);
      // «embedded, Embedded» says nothing; in production it cannot be said too often.
      setHidden(role, state.target?.role !== 'production' && state.target?.name.toLowerCase() === words.toLowerCase());
      setText(server, state.target?.server ?? '');
    },
  };
}

const messageIcons = { error: 'error', warning: 'warning', information: 'info' };
const messageNames = { error: 'Error: ', warning: 'Warning: ', information: '' };

/** The sentence that stands above all. */
export function makeMessage(post: Post): Part {
  const sign = icon('info');
  const severity = element('span', { class: 'unseen' });
  const text = element('span');
  const trust = button('Manage Workspace Trust', 'workspace-untrusted', () => post({ kind: 'manage-trust' }));
  const create = button('Create database…', 'database', () => post({ kind: 'create-database' }));
  const explain = makeExplain(post);
  const words = element('p', {}, [severity, text]);
  const made = element('div', { class: 'message' }, [sign, words, create, explain.element, trust]);
  return {
    element: made,
    draw({ message, isTrusted, can }) {
      setHidden(made, message === undefined);
      if (message === undefined) return;
      made.dataset['severity'] = message.severity;
      sign.className = iconClass(messageIcons[message.severity]);
      setText(severity, messageNames[message.severity]);
      setText(text, message.text);
      explain.show(message.page);
      setHidden(create, !can.createDatabase);
      setHidden(trust, isTrusted);
    },
  };
}

/** The server's words after its code, where it gave one. */
function errorLine(error: PanelError): string {
  return error.sqlstate === undefined ? error.message : `${errorName(error)}: ${error.message}`;
}

function placeOf({ path, line, column }: PanelError) {
  return path === undefined || line === undefined ? undefined : { path, line, ...(column !== undefined && { column }) };
}

const toneIcons: Record<Verdict['tone'], string> = {
  good: 'pass-filled',
  bad: 'error',
  careful: 'warning',
  plain: 'info',
  busy: 'loading',
};

/** The one sentence to take away; after a failure also the server's words and the way to the line. */
export function makeVerdict(post: Post): Part & { readonly focus: () => void } {
  const sign = icon('info');
  const title = element('h2', { tabindex: '-1' });
  const detail = element('p', { class: 'detail' });
  const inHand = makeInHand();
  const errorText = element('p', { class: 'error-text' });
  const errorMore = element('p', { class: 'detail' });
  let place: { readonly path: string; readonly line: number; readonly column?: number } | undefined;
  const file = element('span', { class: 'quiet' });
  const open = button('Open', 'go-to-file', () => {
    if (place !== undefined) post({ kind: 'open', ...place });
  });
  const explain = makeExplain(post);
  const placeLine = element('p', { class: 'place' }, [open, file, explain.element]);
  const bar = element('div', { class: 'running', 'aria-hidden': 'true' }, [element('div')]);
  const made = element('section', { class: 'verdict', 'aria-label': 'Verdict' }, [
    sign,
    element('div', { class: 'words' }, [title, detail, inHand.element, errorText, errorMore, placeLine]),
    bar,
  ]);
  return {
    element: made,
    focus: () => title.focus(),
    draw(state) {
      const { tone, title: words, detail: more, error, page = error?.page } = verdict(state);
      made.dataset['tone'] = tone;
      sign.className = iconClass(toneIcons[tone], tone === 'busy');
      setText(title, words);
      setText(detail, more ?? '');
      setHidden(detail, more === undefined);
      inHand.draw(state);
      setText(errorText, error === undefined ? '' : errorLine(error));
      setHidden(errorText, error === undefined);
      const rest = [error?.detail, error?.hint, error?.advice].filter((text) => text !== undefined).join('\n');
      setText(errorMore, rest);
      setHidden(errorMore, rest === '');
      place = error && placeOf(error);
      explain.show(page);
      setHidden(placeLine, place === undefined && page === undefined);
      setHidden(open, place === undefined);
      if (place !== undefined) setText(open, `Open at line ${place.line}`);
      setText(file, fileName(place?.path ?? ''));
      setHidden(bar, tone !== 'busy');
    },
  };
}
