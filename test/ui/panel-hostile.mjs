// States whose every name, text and message comes from someone who means ill.
import { everyState } from './panel-suite.mjs';

/** What would run, if it were taken for markup or for a link; the page's script would set `hacked`. */
const attacks = [
  `<img src=x onerror="window.hacked=1">`,
  `</script><script>window.hacked=1</script>`,
  `</code></pre><svg onload="window.hacked=1">`,
  `<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>`,
  `<a href="javascript:window.hacked=1">javascript:window.hacked=1</a>`,
  `[click](command:workbench.action.terminal.new) command:workbench.action.terminal.new`,
  `" onmouseover="window.hacked=1" autofocus onfocus="window.hacked=1`,
  `--><style>*{display:none}</style><!--`,
  '{{constructor.constructor("window.hacked=1")()}} ${window.hacked=1}',
];

/** What would not be seen, or would make other text look otherwise: NUL, bell, ANSI colours and links, turned writing. */
export const unseen = '\0\u0007\u001b[31m\u001b]8;;http://evil.example\u0007\u202e\u2066\u200b\ufeff\u0085\u2028';

/** One long word. */
const long = 'x'.repeat(10_000);

/** Words by which the page decides; whatever else is text. */
const decisive = new Set(['kind', 'outcome', 'role', 'severity', 'direction', 'state']);
const isWord = (text) => /^[a-z]+(-[a-z]+)*$/.test(text);
const named = new Set(['id', 'label', 'name', 'target', 'title', 'version']);

/** The same state with attacks for texts, each another, some with the long word. */
function poison(value, key = '', seed = { at: 0 }) {
  if (Array.isArray(value)) return value.map((each) => poison(each, key, seed));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poison(each, name, seed)]));
  }
  if (typeof value !== 'string' || decisive.has(key) || (isWord(value) && !named.has(key))) return value;
  const attack = attacks[seed.at++ % attacks.length];
  return `${attack} ${unseen}${seed.at % 29 === 5 ? long : ''} ${value}`;
}

/** Every state of the other tests, poisoned. */
export const hostile = Object.fromEntries(Object.entries(everyState()).map(([name, state]) => [name, poison(state)]));
