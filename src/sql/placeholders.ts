import { DOUBLE_QUOTE, QUOTE, isDigit, isWordStart } from './characters';
import { lineEnd } from './positions';
import type { Source } from './quotes';

/** Past psql's `:name`, `:'name'` or `:"name"` that begins at `start`; undefined where it is a plain colon. */
export function variableEnd({ text, end }: Source, start: number): number | undefined {
  if (start + 1 >= end) return undefined;
  const next = text.charCodeAt(start + 1);
  if (isWordStart(next)) {
    let at = start + 2;
    while (at < end && (isWordStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at)))) at++;
    return at;
  }
  if (next !== QUOTE && next !== DOUBLE_QUOTE) return undefined;
  const close = /^['"]\w+['"]/.exec(text.slice(start + 1, Math.min(end, start + 130)));
  return close === null ? undefined : start + 1 + close[0].length;
}

/** Past `close`, which ends the template's placeholder that begins at `start`, if it stands in the same line. */
export function templateEnd({ text, end }: Source, start: number, close: '}' | '}}'): number | undefined {
  const line = lineEnd(text, start, end);
  const at = text.slice(start, line).indexOf(close);
  return at < 0 ? undefined : start + at + close.length;
}
