import { lex } from '../sql/lexer';
import { tokenText } from '../sql/token';
import type { RunnableScript } from './script';

/**
 * Every word of a script that could be a relation's name, as the server would look it up. Words within strings and
 * bodies count: what they name may be touched as well.
 */
export function namedIn({ statements }: RunnableScript): readonly string[] {
  const names = new Set<string>();
  for (const { text } of statements) {
    for (const token of lex(text)) {
      if (token.kind === 'comment') continue;
      for (const [word, quoted] of tokenText(text, token).matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu)) {
        names.add(quoted === undefined ? word.toLowerCase() : quoted.replaceAll('""', '"'));
      }
    }
  }
  return [...names];
}
