import type { Span } from '../../sql/span';
import type { Script, Source } from '../project';
import { below } from '../paths';
import { editedFile } from '../source-file';
import { compose, type Wanted } from './compose';
import type { DownPlace } from './place';

/** What a way back is written for. */
export interface Within {
  readonly source: Source;
  readonly place: DownPlace;
  readonly up: Script;
  /** The up script brings BEGIN and COMMIT itself. */
  readonly isFramed: boolean;
}

/** Statements and comments, before it is known where they stand. */
export interface Body {
  readonly lines: readonly string[];
  readonly gaps: readonly string[];
  readonly statements: number;
}

/** A way back as its runner would carry it out. */
export interface Fitted {
  readonly wanted: Wanted;
  readonly gaps: readonly string[];
  /** As its convention reads it, or why that is none. */
  readonly script: Script | string;
}

/** With CONCURRENTLY, where the up script used it and the runner leaves such a way back outside of transactions. */
export function outside(within: Within, bodyOf: (isOutside: boolean) => Body, limits: readonly string[]): Fitted | undefined {
  const { up, place, source, isFramed: framed } = within;
  const { convention } = source;
  const mode = convention.transaction(up);
  const own = up.text.slice(up.body.start, up.body.end);
  const isInFrame = framed || (place.kind === 'file' && place.section === undefined && isFramed(place));
  if ((mode !== 'none' && mode !== 'own') || isInFrame || !concurrently.test(own)) return undefined;
  const body = bodyOf(true);
  // Several commands in one query are a transaction, which CONCURRENTLY refuses.
  const isAlone =
    convention.sendsWholeFile ||
    (mode === 'none' && convention.noTransactionDirective === undefined && convention.downSection === undefined);
  if (!concurrently.test(body.lines.filter((line) => !line.startsWith(byHand)).join('\n'))) return undefined;
  if (isAlone && body.statements > 1) return undefined;
  const parts = partsOf(isAlone ? [] : limits, body);
  const plain = wantedOf(within, parts);
  const directed = { ...plain, outside: { directive: convention.noTransactionDirective ?? '' } };
  for (const wanted of [plain, directed]) {
    const script = readBack(within, compose(place, wanted).text);
    if (typeof script === 'string' || convention.transaction(script) === mode) return { wanted, gaps: body.gaps, script };
  }
  return undefined;
}

export function inside(within: Within, body: Body, limits: readonly string[]): Fitted {
  const wanted = wantedOf(within, partsOf(body.statements === 0 ? [] : limits, body));
  return { wanted, gaps: body.gaps, script: readBack(within, compose(within.place, wanted).text) };
}

function wantedOf({ place, up, isFramed }: Within, parts: readonly string[]): Wanted {
  const upMark = place.kind === 'file' ? place.section?.upMark?.(up.text) : undefined;
  return { parts, isFramed, outside: undefined, upMark };
}

function partsOf(limits: readonly string[], { lines }: Body): readonly string[] {
  return [limits, lines].filter((part) => part.length > 0).map((part) => part.join('\n'));
}

/** The way back in a text as the convention reads it, or why it would not. */
function readBack({ source, place, up }: Within, text: string): Script | string {
  const bytes = new TextEncoder().encode(text);
  if (place.kind === 'new file' || place.section === undefined) {
    const path = below(source.path, place.path);
    return { ...up, path, direction: 'down', bytes, text, body: { start: 0, end: text.length } };
  }
  const { migrations } = source.convention.read([...source.companions, editedFile(place.path, up.path, text)]);
  const read = migrations.find((each) => each.up?.path === up.path);
  const problem = read?.problems.find(({ kind }) => kind === 'refused');
  return problem?.message ?? read?.down ?? `${source.convention.title} would not find it.`;
}

/** What begins the comments that say what a person must do. */
export const byHand = '-- By hand: ';

const concurrently = /\bconcurrently\b/i;

/** Whether a script begins a transaction itself. */
export function isFramed({ text, at }: { readonly text: string; readonly at: Span }): boolean {
  return /^[ \t]*begin\b[^;]*;/im.test(text.slice(at.start, at.end));
}

/** A statement as the runner takes it for one. */
export function asRead(statement: string, { place }: Within): string {
  return (place.kind === 'file' ? place.section?.statement?.(statement) : undefined) ?? statement;
}
