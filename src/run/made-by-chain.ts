import type { Script } from '../migrations/project';
import { identifierOf } from '../sql/identifier';
import { lex } from '../sql/lexer';
import { isWord, type Token, tokenText } from '../sql/token';

const words = { role: ['role', 'user', 'group'], schema: ['schema'], extension: ['extension'] } as const;

/** What a chain may expect to be there before it begins. */
export type ProvidedKind = keyof typeof words;

/**
 * Whether one of these scripts makes such an object itself, wherever it stands: then whoever looks for it too early has the
 * order wrong, and would fail on any database that is new.
 */
export function isMadeBy(scripts: readonly Pick<Script, 'text'>[], kind: ProvidedKind, name: string): boolean {
  // Cheap, since a script may be long.
  const mentions = new RegExp(name.replace(/\W/g, '.'), 'i');
  return scripts.some(({ text }) => mentions.test(text) && makes(text, kind, name));
}

function makes(text: string, kind: ProvidedKind, name: string): boolean {
  const tokens = lex(text).filter((token) => token.kind !== 'comment');
  const is = (token: Token | undefined, ...those: readonly string[]): boolean => those.some((word) => isWord(text, token, word));
  return tokens.some((token, index) => {
    // What a block executes stands in its body, or in a string there.
    if (token.kind === 'dollar') return makes(tokenText(text, token).replace(/^\$[^$]*\$|\$[^$]*\$$/g, ''), kind, name);
    if (token.kind === 'string')
      return makes(
        tokenText(text, token)
          .replace(/^[^']*'|'$/g, '')
          .replaceAll("''", "'"),
        kind,
        name,
      );
    if (!is(token, 'create') || !is(tokens[index + 1], ...words[kind])) return false;
    const rest = tokens.slice(index + 2, index + 6).filter((it) => !is(it, 'if', 'not', 'exists', 'authorization'));
    return rest[0] !== undefined && identifierOf(text, rest[0]) === name;
  });
}
