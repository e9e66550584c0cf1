import { byteLength } from './positions';
import { tokenText, type Token } from './token';

/** The longest name in bytes: NAMEDATALEN less its ending NUL. */
export const longestName = 63;

/** The name that a token is, as the server folds it, whatever its length. */
export function identifierOf(text: string, token: Token): string {
  const written = tokenText(text, token);
  return token.kind === 'quoted' ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
}

/** At most so many bytes of a text, whole characters only: what the server keeps of a name that is too long. */
export function firstBytes(text: string, bytes: number): string {
  let taken = 0;
  let result = '';
  for (const character of text) {
    taken += byteLength(character);
    if (taken > bytes) break;
    result += character;
  }
  return result;
}
