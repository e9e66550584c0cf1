/** A range of UTF-16 offsets, `start` included and `end` not. The only form of position inside the engine. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The same range counted from another origin: positions within a statement become positions within its file. */
export function shift(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** Whether `offset` lies in the range or at one of its ends. */
export function touches(span: Span, offset: number): boolean {
  return offset >= span.start && offset <= span.end;
}
