import type { Severity } from '../lint/finding';
import { paint, type Paint } from './colour';

/** What stands above the page of a rule. */
export interface RuleFacts {
  readonly severity: Severity;
  readonly preset: string;
  readonly also: readonly string[];
}

export interface PageTextOptions {
  /** A terminal that wants colours: not with NO_COLOR, not through a pipe. */
  readonly colours: boolean;
  /** How wide the terminal is. */
  readonly columns: number;
}

/** Longer lines are hard to read, however wide the terminal is. */
const widest = 100;

/** A page without the lines of carets below its examples, which Markdown would not set below what they mean. */
export function withoutMarks(page: string): string {
  return page.replace(/^ *\^[ ^]*\r?\n/gm, '');
}

/** The page of a rule for people at a terminal. */
export function ruleText(page: string, { severity, preset, also }: RuleFacts, options: PageTextOptions): string {
  const names = also.length === 0 ? [] : [`elsewhere: ${also.join(', ')}`];
  return pageText(page, [`${severity} in the preset ${preset}`, ...names], options);
}

/** A page, wrapped and without the signs of Markdown: the facts under its heading, each example under what it is. */
export function pageText(page: string, facts: readonly string[], { colours, columns }: PageTextOptions): string {
  const pen = paint(colours);
  const width = Math.max(40, Math.min(columns, widest));
  const [heading = '', ...blocks] = blocksOf(page).map((block) => blockText(block, { pen, width }));
  const below = facts.flatMap((fact) => wrapped(fact, width).map((line) => pen.dim(line)));
  return `${[[heading, ...below].join('\n'), ...blocks].join('\n\n')}\n`;
}

/** Paragraphs, lists, headings and fences: what empty lines divide, outside of fences. */
function blocksOf(page: string): readonly string[] {
  return page.match(/^```[^]*?^```$|^(?:(?!```).+\n?)+/gm)?.map((block) => block.trimEnd()) ?? [];
}

interface View {
  readonly pen: Paint;
  readonly width: number;
}

function blockText(block: string, view: View): string {
  const { pen, width } = view;
  const heading = /^#+ (.*)$/.exec(block)?.[1];
  if (heading !== undefined) return pen.bold(heading);
  const fence = /^```\w* ?(.*)\n([^]*?)\n?```$/.exec(block);
  if (fence !== null) return exampleText(fence[1] ?? '', fence[2] ?? '', view);
  const isList = /^(?:\d+\.|[-*]) /.test(block);
  const items = isList ? block.split(/\n(?=(?:\d+\.|[-*]) )/) : [block];
  return items
    .flatMap((item) => {
      const mark = isList ? (/^(?:\d+\.|[-*]) /.exec(item)?.[0] ?? '') : '';
      const lines = wrapped(plain(item.slice(mark.length)), width - mark.length);
      return lines.map((line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);
    })
    .join('\n');
}

/** Links say where they lead by their words; code keeps its marks, which set it apart. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\s+/g, ' ');
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function exampleText(info: string, body: string, { pen }: View): string {
  const lines = body.split('\n').map((line) => {
    if (/^ *\^[ ^]*$/.test(line)) return `    ${pen.red(line)}`;
    return line === '' ? '' : `    ${line}`;
  });
  return [pen.dim(`  ${labelOf(info)}`), ...lines].join('\n');
}

function labelOf(info: string): string {
  const [kind = '', ...options] = info.split(' ');
  const fails = options.find((option) => option.startsWith('fails='))?.slice('fails='.length);
  switch (kind) {
    case 'setup':
      return 'Where there is:';
    case 'bad':
      return fails === undefined ? 'Reported:' : `Reported, and fails with ${fails}:`;
    case 'fails':
      return 'Fails so:';
    case 'server':
      return 'What a server shows of it:';
    case 'after':
      return `What fails after it with ${fails?.replaceAll('|', ' or ') ?? 'an error'}:`;
    case 'shows':
      return 'What is true after it:';
    case 'fixed':
      return 'With the fix:';
    case 'next':
      return 'And in the next migration:';
    case 'good':
      return 'Fine:';
    default:
      return 'For example:';
  }
}
