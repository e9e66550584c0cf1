import type { Span } from '../../sql/span';
import { endsStatement, linesOf } from './sections';

/** What goose makes of a file: the parts that it runs, or why it runs none. */
export type GooseFile =
  | {
      readonly ok: true;
      readonly up: Span;
      readonly down?: Span;
      /** Where goose puts in values of its environment. */
      readonly filled: readonly Span[];
    }
  | { readonly ok: false; readonly why: string };

/** A byte order mark is no blank to Go. */
const comment = /^[^\S\uFEFF]*--/;

const annotations: readonly string[] = [
  'up',
  'down',
  'statementbegin',
  'statementend',
  'no transaction',
  'envsub on',
  'envsub off',
];

/** A line's annotation in lower case; undefined for any other line, and for one that goose refuses. */
export function annotationOf(line: string): string | undefined {
  if (!isAnnotation(line) || /^[ \t]/.test(line)) return undefined;
  const word = line.replaceAll('--', '').replace('+goose', '').trim().toLowerCase();
  return annotations.includes(word) ? word : undefined;
}

/** To goose every comment that names it is an annotation. */
function isAnnotation(line: string): boolean {
  return comment.test(line) && line.includes('+goose');
}

/** Whether goose would put values of its environment into what is written at a file's end. */
export function substitutesAtEnd(text: string): boolean {
  const last = linesOf(text).findLast((line) => annotationOf(line.text)?.startsWith('envsub') === true);
  return last !== undefined && annotationOf(last.text) === 'envsub on';
}

/** The direction that lines are in, and whether they are in a statement with marks or just behind one. */
interface Place {
  direction: 'none' | 'up' | 'down';
  marks: 'outside' | 'within' | 'behind';
}

/** Reads a file line by line as goose does, which is as far as comments and ends of statements go. */
export function parseGoose(text: string): GooseFile {
  const place: Place = { direction: 'none', marks: 'outside' };
  const bodies: { up?: Span; down?: Span } = {};
  const filled: Span[] = [];
  let substitutes = false;
  /** Of the statement in hand. */
  let pending = '';
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (isAnnotation(line.text)) {
      const annotation = annotationOf(line.text);
      if (annotation === undefined)
        return fail(`goose does not know the annotation in line ${number}, or blanks stand before it.`);
      const why = follow(annotation, place, pending);
      if (why !== undefined) return fail(why);
      if (annotation === 'up') bodies.up = { start: line.end, end: text.length };
      if (annotation === 'down' && bodies.up !== undefined) {
        bodies.up = { start: bodies.up.start, end: line.start };
        bodies.down = { start: line.end, end: text.length };
      }
      if (annotation.startsWith('envsub')) substitutes = annotation === 'envsub on';
      if (annotation === 'statementend') {
        pending = '';
        place.marks = 'outside';
      }
      continue;
    }
    // Comments and empty lines before a statement are none of it.
    if (pending === '' && (comment.test(line.text) || line.text === '')) continue;
    if (place.direction === 'none') {
      if (line.text.trim() === '') continue;
      return fail('goose asks for a line «-- +goose Up» before the first statement.');
    }
    if (substitutes) {
      for (const { 0: found, index } of line.text.matchAll(/\$(?:\{[^}]*\}|\w*)/g)) {
        filled.push({ start: line.start + index, end: line.start + index + found.length });
      }
    }
    pending += `${line.text}\n`;
    if (place.marks !== 'within' && endsStatement(line.text)) pending = '';
  }
  if (place.marks === 'within') return fail('«-- +goose StatementBegin» has no «-- +goose StatementEnd».');
  // Behind the way back it keeps goose from rolling back, and not from applying.
  if (pending.trim() !== '' && place.direction === 'up') return fail(missingSemicolon);
  const { up, down } = bodies;
  if (up === undefined) return fail('goose asks for a line «-- +goose Up».');
  return { ok: true, up, ...(down && { down }), filled };
}

const missingSemicolon = 'its last statement lacks the semicolon at the end of a line by which goose knows where it ends.';

/** Moves on at an annotation, or says why goose would not. */
function follow(annotation: string, place: Place, pending: string): string | undefined {
  switch (annotation) {
    case 'up':
      if (place.direction !== 'none') return 'it has «-- +goose Up» twice, or after «-- +goose Down».';
      place.direction = 'up';
      return undefined;
    case 'down':
      if (place.direction !== 'up' || place.marks === 'within') return '«-- +goose Down» stands where goose does not take it.';
      if (pending.trim() !== '') return missingSemicolon;
      place.direction = 'down';
      return undefined;
    case 'statementbegin':
      if (place.direction === 'none' || place.marks === 'within') {
        return '«-- +goose StatementBegin» stands where goose does not take it.';
      }
      place.marks = 'within';
      return undefined;
    case 'statementend':
      return place.marks === 'within' ? undefined : '«-- +goose StatementEnd» has no «-- +goose StatementBegin».';
    default:
      return undefined;
  }
}

function fail(why: string): GooseFile {
  return { ok: false, why };
}
