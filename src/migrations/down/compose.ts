import type { Span } from '../../sql/span';
import type { DownPlace } from './place';

/** What a way back is made of, each part of it whole lines without a line end behind the last. */
export interface Wanted {
  readonly parts: readonly string[];
  /** BEGIN and COMMIT around them, which the file has to bring itself. */
  readonly isFramed: boolean;
  /** To be said in the file because it is not yet: what keeps the statements out of a transaction. */
  readonly outside: { readonly directive: string } | undefined;
  /** What has to stand before the up script of the same file. */
  readonly upMark: string | undefined;
}

/** A file with the way back in it. */
export interface Composed {
  /** All of it. */
  readonly text: string;
  /** Where the drafted lines begin in it. */
  readonly start: number;
  /** What makes the file that is there so, in order; absent for a new file. */
  readonly replaced?: readonly { readonly at: Span; readonly text: string }[];
}

export function compose(place: DownPlace, wanted: Wanted): Composed {
  return place.kind === 'new file' ? made(place.heading, wanted) : filled(place, wanted);
}

function made(heading: string, wanted: Wanted): Composed {
  const lead = `${wanted.outside?.directive ?? ''}${heading}`;
  const parts = framed(wanted);
  const start = [lead, ...(wanted.isFramed ? [begin] : []), ''].join('\n\n').length;
  const text = `${[lead, ...parts].join('\n\n')}\n`;
  return { text, start: Math.min(start, text.length) };
}

/** What is there stays: the draft comes after the comments of an empty way back, in the line ends of the file. */
function filled(place: Extract<DownPlace, { kind: 'file' }>, wanted: Wanted): Composed {
  const { text, at, section } = place;
  const written = text.slice(at.start, at.end).trimEnd();
  const commit = /\bcommit\s*;$/i.exec(written);
  const before = commit === null ? written : written.slice(0, commit.index).trimEnd();
  const mark = section !== undefined && place.mark === undefined ? section.heading(wanted.outside !== undefined, text) : '';
  const lead = mark === '' ? (before === '' ? '' : '\n\n') : `${gapAfter(text)}${mark}\n\n`;
  const isFramed = wanted.isFramed && commit === null;
  const parts = framed({ ...wanted, isFramed }).join('\n\n');
  const rest = commit === null ? (at.end < text.length ? '\n\n' : '\n') : `\n\n${commit[0]}\n`;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const inEol = (lines: string): string => (eol === '\n' ? lines : lines.replace(/\r?\n/g, eol));
  const start = at.start + before.length;
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  const ahead = [
    ...(wanted.upMark === undefined ? [] : [`${wanted.upMark}\n`]),
    ...(section === undefined && wanted.outside !== undefined ? [wanted.outside.directive] : []),
  ].map((lines) => ({ at: { start: first, end: first }, text: inEol(lines) }));
  const marked =
    section !== undefined && place.mark !== undefined && wanted.outside !== undefined
      ? [{ at: place.mark, text: inEol(section.heading(true, text)) }]
      : [];
  const earlier = [...ahead, ...marked];
  const inserted = { at: { start, end: at.end }, text: inEol(`${lead}${parts}${rest}`) };
  const shift = earlier.reduce((sum, edit) => sum + edit.text.length - (edit.at.end - edit.at.start), 0);
  const replaced = [...earlier, inserted];
  return {
    text: applied(text, replaced),
    start: start + shift + inEol(isFramed ? `${lead}${begin}\n\n` : lead).length,
    replaced,
  };
}

const begin = 'BEGIN;';

function framed({ parts, isFramed }: Wanted): readonly string[] {
  return isFramed ? [begin, ...parts, 'COMMIT;'] : parts;
}

/** What parts a new section from the text before it. */
function gapAfter(text: string): string {
  if (text.trim() === '' || /\n\r?\n$/.test(text)) return '';
  return text.endsWith('\n') ? '\n' : '\n\n';
}

function applied(text: string, edits: readonly { readonly at: Span; readonly text: string }[]): string {
  return edits.reduceRight((result, { at, text: own }) => result.slice(0, at.start) + own + result.slice(at.end), text);
}
