import type { Span } from '../sql/span';

/** The fields that a migration may declare of itself in comments before its first statement, as they are written. */
export const headerKeys = [
  'Migration',
  'ID',
  'Version',
  'Database',
  'Type',
  'Phase',
  'Author',
  'Created',
  'Breaking',
  'Dependencies',
] as const;

export type HeaderKey = (typeof headerKeys)[number];

/** One line `-- Key: value`. */
export interface HeaderField {
  readonly key: HeaderKey;
  readonly value: string;
  /** From the key to the end of the value. */
  readonly at: Span;
  readonly valueAt: Span;
}

/** What a migration says of itself. */
export interface Header {
  readonly fields: readonly HeaderField[];
  /** The schema version that it leads to. */
  readonly version?: string;
  readonly database?: string;
  readonly type?: string;
  /** `expand`, `migrate` or `contract`. */
  readonly phase?: Phase;
  readonly author?: string;
  /** Absent where the field is, or says neither yes nor no. */
  readonly breaking?: boolean;
  /** Names of the migrations that must come before, as they are written, each with its place in the text. */
  readonly dependencies: readonly DeclaredDependency[];
}

export interface DeclaredDependency {
  readonly name: string;
  readonly at: Span;
}

export const phases = ['expand', 'migrate', 'contract'] as const;
export type Phase = (typeof phases)[number];

const line = /^--[ \t]*([A-Za-z][A-Za-z -]*?)[ \t]*:[ \t]*(.*?)[ \t]*$/;
/** What people write where there is nothing to list. */
const nothing = /^(?:none|n\/a|-|\[\s*\])?$/i;

/** Reads the header of a file: the comment lines and blank lines before anything else. */
export function headerOf(text: string): Header {
  const fields: HeaderField[] = [];
  for (const { written, start } of leadingLines(text)) {
    const field = fieldOf(written, start);
    if (field !== undefined && !fields.some(({ key }) => key === field.key)) fields.push(field);
  }
  return headerWith(fields);
}

/** The comment lines and blank lines before anything else, without what ends them. */
export function* leadingLines(text: string): Generator<{ readonly written: string; readonly start: number }> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const written = text.slice(start, end).replace(/\r$/, '');
    if (written.trim() !== '' && !written.startsWith('--')) return;
    yield { written, start };
    start = end + 1;
  }
}

function fieldOf(written: string, start: number): HeaderField | undefined {
  const match = line.exec(written);
  if (match === null) return undefined;
  const [, name = '', value = ''] = match;
  const key = headerKeys.find((known) => known.toLowerCase() === name.toLowerCase());
  if (key === undefined) return undefined;
  const from = start + written.indexOf(name, 2);
  const valueFrom = start + written.trimEnd().length - value.length;
  const valueAt = { start: valueFrom, end: valueFrom + value.length };
  return { key, value, at: { start: from, end: valueAt.end }, valueAt };
}

function headerWith(fields: readonly HeaderField[]): Header {
  const value = (wanted: HeaderKey): string | undefined => {
    const written = fields.find(({ key }) => key === wanted)?.value;
    return written === undefined || nothing.test(written) ? undefined : written;
  };
  const texts = { version: value('Version'), database: value('Database'), type: value('Type'), author: value('Author') };
  const phase = phases.find((known) => known === value('Phase')?.toLowerCase());
  const breaking = yesOrNo(value('Breaking'));
  return {
    fields,
    ...Object.fromEntries(Object.entries(texts).filter(([, written]) => written !== undefined)),
    ...(phase !== undefined && { phase }),
    ...(breaking !== undefined && { breaking }),
    dependencies: dependenciesIn(fields.find(({ key }) => key === 'Dependencies')),
  };
}

/** `true`, `yes`, `no (additive only)`: the first word counts. */
function yesOrNo(value: string | undefined): boolean | undefined {
  const [word] = /^[a-z]+/i.exec(value ?? '') ?? [''];
  if (/^(?:true|yes)$/i.test(word)) return true;
  return /^(?:false|no)$/i.test(word) ? false : undefined;
}

/** A list with commas, with or without brackets and quotes. */
function dependenciesIn(field: HeaderField | undefined): readonly DeclaredDependency[] {
  if (field === undefined || nothing.test(field.value)) return [];
  return [...field.value.matchAll(/[^\s,;"'`[\]]+/g)].map(({ 0: name, index }) => {
    const start = field.valueAt.start + index;
    return { name, at: { start, end: start + name.length } };
  });
}
