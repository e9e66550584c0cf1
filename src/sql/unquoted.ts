import {
  DOLLAR,
  DOT,
  LEFT_BRACE,
  LOWER_E,
  MINUS,
  PLUS,
  SLASH,
  STAR,
  UNDERSCORE,
  UPPER_E,
  isDigit,
  isOperator,
  isWordStart,
} from './characters';
import type { Source } from './quotes';

/** Past the keyword or identifier that begins at `start`. */
export function wordEnd({ text, end }: Source, start: number): number {
  let at = start + 1;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isWordStart(code) || isDigit(code)) continue;
    // `name_${env}`: the dollar sign belongs to the placeholder.
    if (code === DOLLAR && text.charCodeAt(at + 1) !== LEFT_BRACE) continue;
    break;
  }
  return at;
}

/** Past the number that begins at `start`. */
export function numberEnd({ text, end }: Source, start: number): number {
  const match = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)/.exec(
    text.slice(start, Math.min(end, start + 200)),
  );
  if (match) return start + match[0].length;
  const digits = (at: number): number => {
    while (at < end && (isDigit(text.charCodeAt(at)) || (text.charCodeAt(at) === UNDERSCORE && isDigit(text.charCodeAt(at + 1)))))
      at++;
    return at;
  };
  let at = digits(start);
  // `1..10` is two numbers with a range between, as in PL/pgSQL's FOR.
  if (text.charCodeAt(at) === DOT && text.charCodeAt(at + 1) !== DOT && at < end) at = digits(at + 1);
  const code = text.charCodeAt(at);
  if (at < end && (code === LOWER_E || code === UPPER_E)) {
    const sign = text.charCodeAt(at + 1);
    const first = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    if (first < end && isDigit(text.charCodeAt(first))) at = digits(first);
  }
  return at;
}

/** Past the `$1` that begins at `start`. */
export function parameterEnd({ text, end }: Source, start: number): number {
  let at = start + 2;
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Past the operator that begins at `start`. */
export function operatorEnd({ text, end }: Source, start: number): number {
  let at = start + 1;
  while (at < end && isOperator(text.charCodeAt(at))) {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    // A comment ends an operator.
    if ((code === MINUS && next === MINUS) || (code === SLASH && next === STAR)) break;
    at++;
  }
  return at;
}
