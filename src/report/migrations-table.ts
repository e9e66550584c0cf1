import type { Migration, Source } from '../migrations/project';

/** Between these lines of a README, a table of migrations is kept up to date. */
const begin = /^[ \t]*<!-- lockkeeper:migrations(?: (\S+))? -->[ \t]*$/m;
const end = /^[ \t]*<!-- \/lockkeeper:migrations -->[ \t]*$/m;

export interface TableInput {
  readonly sources: readonly Source[];
  /** Tables that a migration makes or names, as people write them. */
  readonly tables: (migration: Migration) => readonly string[];
  /** Paths as they are written in the README. */
  readonly label: (path: string) => string;
}

/** A README with its table anew, or why it cannot be made; undefined where it has no place for one. */
export type ReadmeTable =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string } | undefined;

/**
 * Puts the table of migrations between its markers: `<!-- lockkeeper:migrations -->`, or with the path of one source
 * `<!-- lockkeeper:migrations db/migrations -->`, and `<!-- /lockkeeper:migrations -->`.
 */
export function withTable(text: string, input: TableInput): ReadmeTable {
  const opening = begin.exec(text);
  if (opening === null) return undefined;
  const start = opening.index + opening[0].length;
  const closing = end.exec(text.slice(start));
  if (closing === null)
    return { ok: false, reason: 'The table of migrations has no end: a line <!-- /lockkeeper:migrations --> is missing.' };
  const [, wanted] = opening;
  const sources = input.sources.filter(({ path }) => wanted === undefined || input.label(path) === wanted.replace(/\/+$/, ''));
  if (sources.length === 0) return { ok: false, reason: `There is no source ${wanted ?? ''} for its table of migrations.` };
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const table = sources.map((source) => tableOf(source, input, sources.length > 1)).join('\n');
  // A formatter may have drawn the same table wider.
  if (cellsOf(text.slice(start, start + closing.index)) === cellsOf(table)) return { ok: true, text };
  return {
    ok: true,
    text: `${text.slice(0, start)}${`\n\n${table}\n`.replaceAll('\n', eol)}${text.slice(start + closing.index)}`,
  };
}

function tableOf(source: Source, { tables, label }: TableInput, isNamed: boolean): string {
  const rows = source.migrations.map((migration) => {
    const { up, down, version, title } = migration;
    const file = up ?? down;
    const name = file === undefined ? plain(title) : `[${plain(title)}](${linkTo(label(file.path))})`;
    const made = tables(migration).map(code).join(', ');
    return `| ${code(version)} | ${name} | ${made} | ${down === undefined ? 'no' : 'yes'} |`;
  });
  const lead = isNamed ? `${code(label(source.path))}\n\n` : '';
  return `${lead}${['| version | migration | tables | rollback |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`;
}

/** Words in a cell: nothing in them is markup, and a line stays one. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_<>|[\]]/g, '\\$&');
}

/** A name in a cell. A code span knows no escapes, but the bar ends a cell even there. */
function code(text: string): string {
  const inner = oneLine(text).replaceAll('|', '\\|');
  return inner.includes('`') ? `\`\` ${inner} \`\`` : `\`${inner}\``;
}

function linkTo(path: string): string {
  return encodeURI(path).replace(/[()|#?]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A table without what only lays it out. */
function cellsOf(table: string): string {
  return table
    .replace(/[ \t]*\|[ \t]*/g, '|')
    .replace(/-{3,}/g, '---')
    .trim()
    .replace(/\r/g, '');
}
