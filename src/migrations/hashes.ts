import { createHash } from 'node:crypto';
import { largeFileBytes } from './files';
import type { Migration, Script } from './project';
import { lex } from '../sql/lexer';
import { tokenText } from '../sql/token';
import { split } from '../sql/splitter';

/** The SHA-256 of bytes or of a text's UTF-8, in hexadecimal. */
export function rawHash(content: Uint8Array | string): string {
  return digestOf('sha256', content);
}

/** A hash of bytes or of a text's UTF-8, in hexadecimal. */
export function digestOf(algorithm: 'sha1' | 'sha256' | 'sha384', content: Uint8Array | string): string {
  const hash = createHash(algorithm);
  if (typeof content === 'string') for (const piece of piecesOf(content)) hash.update(piece);
  else hash.update(content);
  return hash.digest('hex');
}

/**
 * A script's bytes, or its text where that is large and makes the same bytes: whoever takes it piece by piece need not have
 * all of it in memory a second time.
 */
export function contentOf(script: Pick<Script, 'bytes' | 'text'> | undefined): Uint8Array | string {
  if (script === undefined) return '';
  return script.text.length < largeFileBytes || script.text.includes('\uFFFD') ? script.bytes : script.text;
}

const pieceLength = 64 * 1024;

/** A text in pieces, none of which ends within a pair of surrogates. */
function* piecesOf(text: string): Generator<string, void> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + pieceLength, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--;
    yield text.slice(start, end);
    start = end;
  }
}

/** The same for a text whose line ends are all line feeds: equal for what differs in line ends alone. */
export function lineEndHash(text: string): string {
  return rawHash(toLineFeeds(text));
}

/**
 * The hash of the SQL's tokens, without comments, white space between tokens and the case of bare words: equal for what
 * PostgreSQL reads alike. Strings, function bodies and COPY data count to the last blank.
 */
export function tokenHash(text: string): string {
  const hash = createHash('sha256');
  for (const statement of split(text)) {
    for (const token of lex(text, { body: statement.at })) {
      if (token.kind === 'comment' || (token.kind === 'junk' && token.at.start === 0)) continue;
      const written = tokenText(text, token);
      hash.update(token.kind === 'word' ? written.toLowerCase() : written).update('\0');
    }
    if (statement.data) hash.update(text.slice(statement.data.start, statement.data.end)).update('\0');
    hash.update(';\0');
  }
  return hash.digest('hex');
}

/**
 * The migration as it would be with other line ends. Where a history holds nothing but a checksum, one that this
 * migration matches tells that line ends are all that changed.
 */
export function withLineEnds(migration: Migration, lineEnds: 'lf' | 'crlf'): Migration {
  const convert = (script: Script): Script => {
    const text = lineEnds === 'lf' ? toLineFeeds(script.text) : toLineFeeds(script.text).replaceAll('\n', '\r\n');
    const { start } = script.body;
    return { ...script, text, bytes: Buffer.from(text), body: { start, end: text.length } };
  };
  const { up, down } = migration;
  return { ...migration, ...(up && { up: convert(up) }), ...(down && { down: convert(down) }) };
}

/** A text with line feeds for all its line ends. */
export function toLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
