import type { FileContent } from './files';
import type { Problem } from './project';
import { baseName } from './paths';

/** A file handed to a convention: relative path with `/`, and its content or why there is none. */
export interface SourceFile {
  readonly path: string;
  readonly absolute: string;
  /** Empty where the file could not be read. Of a large file they are made anew each time. */
  readonly bytes: Uint8Array;
  /** A byte order mark stays. Bytes that are no UTF-8 stand as U+FFFD, and there is a problem. */
  readonly text: string;
  /** What keeps the file from being run, if anything. */
  readonly problem?: Problem;
}

const none = new Uint8Array();

/** Makes a file's bytes, or the reason why there are none, into a file of a source. */
export function sourceFile(path: string, absolute: string, content: FileContent): SourceFile {
  const name = baseName(path);
  if (!content.ok) {
    const message = `${name} ${content.reason}`;
    return { path, absolute, bytes: none, text: '', problem: { kind: content.kind, path: absolute, message, related: [] } };
  }
  if (content.large !== undefined) return editedFile(path, absolute, content.large.text);
  const { bytes } = content;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const fault = faultOf(bytes, text);
  if (!fault) return { path, absolute, bytes, text };
  return {
    path,
    absolute,
    bytes,
    text,
    problem: { kind: fault.kind, path: absolute, message: `${name} ${fault.reason}`, related: [] },
  };
}

/** A sound text, as of an editor, as a file of a source; its bytes are made when somebody asks for them. */
export function editedFile(path: string, absolute: string, text: string): SourceFile {
  return {
    path,
    absolute,
    text,
    get bytes() {
      return new TextEncoder().encode(text);
    },
  };
}

/** What keeps bytes from being sent as SQL text. */
function faultOf(bytes: Uint8Array, text: string): { kind: 'not-utf8' | 'nul-byte'; reason: string } | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { kind: 'not-utf8', reason: 'is UTF-16 (its first bytes say so). Save it as UTF-8.' };
  }
  // The decoder puts U+FFFD where bytes are no UTF-8, but a file may also hold that character itself.
  if (text.includes('\uFFFD')) {
    const offset = firstInvalid(bytes);
    if (offset !== undefined) {
      const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0').toUpperCase();
      return {
        kind: 'not-utf8',
        reason: `is not UTF-8: byte 0x${byte} at offset ${offset}, line ${lineAt(bytes, offset)}. Save it as UTF-8.`,
      };
    }
  }
  const nul = bytes.indexOf(0);
  if (nul < 0) return undefined;
  return {
    kind: 'nul-byte',
    reason: `has a NUL byte at offset ${nul}, line ${lineAt(bytes, nul)}, which PostgreSQL cannot take in. Remove it.`,
  };
}

/** The line, counted from 1, on which a byte stands. */
function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** The offset of the first byte that is no part of a well-formed UTF-8 sequence (Unicode, table 3-7). */
function firstInvalid(bytes: Uint8Array): number | undefined {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return undefined;
}

/** The length of the well-formed sequence at `at`; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0) return 0;
  const second = bytes[at + 1] ?? 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let next = at + 2; next < at + length; next++) {
    const byte = bytes[next] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}
