import type { Finding, Fix } from '../../src/lint/finding';
import { lex } from '../../src/sql/lexer';
import { tokenText } from '../../src/sql/token';
import type { SqlReader } from '../../src/sql/reader';
import { applyFix, type Case, conventionNamed, filesOf, lintLast, lintMigration, sourceOf } from './chains';
import { neighbours, surroundings } from './fix-surroundings';

/** A fix of a finding of one rule, in its surroundings. */
export interface Fixing {
  readonly rule: string;
  /** Of the surroundings. */
  readonly name: string;
  readonly it: Case;
  readonly fix: Fix;
  readonly before: readonly Finding[];
  readonly files: Readonly<Record<string, string>>;
  readonly fixed: Readonly<Record<string, string>>;
}

/** Every fix of every finding of a rule, in all surroundings in which it is offered, or in these. */
export function fixings(rule: string, it: Case, reader: SqlReader, names = Object.keys(surroundings)): readonly Fixing[] {
  return names.flatMap((name) => {
    const here = surroundings[name]?.(it);
    if (here === undefined) return [];
    const files = filesOf(here);
    const before = lintLast(sourceOf(files, conventionNamed(here.convention ?? 'sqlx')), reader, here);
    return before
      .filter((finding) => finding.rule === rule && !isOfNeighbour(finding, here.sql))
      .flatMap(({ fixes }) => fixes)
      .map((fix) => ({ rule, name, it: here, fix, before, files, fixed: applyFix(files, fix) }));
  });
}

/** The neighbours are there to be left alone, whatever the rule says of them. */
function isOfNeighbour({ statement }: Finding, sql: string): boolean {
  const text = sql.slice(statement.start, statement.end);
  return neighbours.some((each) => each.startsWith(text) && text !== '');
}

/** What a fix has left undone, or has done besides; nothing where it is as it should be. */
export function faults(fixing: Fixing, reader: SqlReader): readonly string[] {
  const found = [...findingFaults(fixing, reader), ...textFaults(fixing)];
  return found.map((fault) => `“${fixing.fix.title}” ${fixing.name}: ${fault} in ${JSON.stringify(changed(fixing))}`);
}

function changed({ files, fixed }: Fixing): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fixed).filter(([path, text]) => files[path] !== text));
}

function findingFaults({ rule, it, fix, before, fixed }: Fixing, reader: SqlReader): readonly string[] {
  const source = sourceOf(fixed, conventionNamed(it.convention ?? 'sqlx'));
  const judged = source.migrations.slice(it.before?.length ?? 0);
  const left = judged.flatMap((migration) => lintMigration(source, migration, reader, it));
  const count = (findings: readonly Finding[], id: string): number => findings.filter((each) => each.rule === id).length;
  const worse = left.filter((each) => each.severity === 'error' && count(left, each.rule) > count(before, each.rule));
  return [
    ...(count(left, rule) < count(before, rule) ? [] : ['leaves the finding']),
    ...worse.map((each) => `brings ${each.rule}: ${each.message}`),
    ...(fix.safe && fix.edits.some(({ kind }) => kind !== 'replace') ? ['adds a file unseen'] : []),
    ...source.problems.map(({ path, message }) => `makes ${path}: ${message}`),
  ];
}

/** What is wrong with the text that a fix leaves: in its hand, and in what it had no business with. */
function textFaults(fixing: Fixing): readonly string[] {
  const { it, files, fixed } = fixing;
  const found: string[] = [];
  const all = Object.values(fixed).join('\n');
  for (const comment of commentsOf(it.sql))
    if (!all.includes(comment) && !isAboutIgnoring(fixing)) found.push(`loses ${comment}`);
  for (const each of neighbours) if (it.sql.includes(each) && !all.includes(each)) found.push(`loses ${each}`);
  for (const [path, text] of Object.entries(changed(fixing))) {
    const old = files[path];
    if (isWindows(it.sql) && /(?<!\r)\n/.test(text)) found.push(`ends lines of ${path} as Unix does`);
    if (!it.sql.includes('\r') && text.includes('\r')) found.push(`ends lines of ${path} as Windows does`);
    if (old !== undefined && text !== '' && old.endsWith('\n') !== text.endsWith('\n'))
      found.push('changes the end of the last line');
    if (old === undefined && !text.endsWith('\n')) found.push(`leaves the last line of ${path} without an end`);
    if (/\n\r?\n\r?\n/.test(text) && !/\n\r?\n\r?\n/.test(old ?? '')) found.push('leaves two empty lines');
    if (/^\r?\n/.test(text) && !/^\r?\n/.test(old ?? '')) found.push('leaves an empty line first');
    const was = new Set((old ?? '').split(/\r?\n/));
    const come = text.split(/\r?\n/).filter((line) => !was.has(line));
    if (come.some((line) => /[ \t]$/.test(line))) found.push('leaves blanks behind a line');
    if (old?.includes('\t\t') === true && fixing.name === 'as far in as tabs' && come.some((line) => !isFarIn(line)))
      found.push('is not as far in');
    const words = newWords(old ?? '', text);
    if (fixing.name === 'in lower case' && words.some((word) => word !== word.toLowerCase()))
      found.push(`shouts ${words.join(' ')}`);
    const low = words.filter((word) => keywords.has(word));
    if (fixing.name === 'in upper case' && low.length > 0) found.push(`whispers ${low.join(' ')}`);
  }
  return found;
}

const isWindows = (text: string): boolean => text.includes('\r\n') && !isMixed(text);

const isMixed = (text: string): boolean => text.includes('\r\n') && /(?<!\r)\n/.test(text);

/** Directives and comments for the whole file stand where they must. */
const isFarIn = (line: string): boolean => line === '' || line.startsWith('\t\t') || line.startsWith('-- ');

/** What takes away a comment is about that comment. */
const isAboutIgnoring = ({ rule }: Fixing): boolean => rule === 'unused-ignore' || rule === 'unknown-ignore';

function commentsOf(text: string): readonly string[] {
  return lex(text)
    .filter(({ kind }) => kind === 'comment')
    .map((token) => tokenText(text, token).trimEnd());
}

/** Words of SQL that were not there. */
function newWords(before: string, after: string): readonly string[] {
  const words = (text: string): readonly string[] =>
    lex(text)
      .filter(({ kind }) => kind === 'word')
      .map((token) => tokenText(text, token));
  const was = new Set(words(before));
  return words(after).filter((word) => !was.has(word));
}

/** Those that fixes write. What is also the name of a type, such as text and trigger, has no case of its own. */
const keywords: ReadonlySet<string> = new Set(
  `add after alter always analyze and as attach begin bigint by cascade check column commit concurrently constraint create
   default deferrable deferred detach domain drop enable exclude exists extension for foreign from function generated hash
   identity if immutable in include including index initially insert integer into is key like local lock materialized not null
   numeric of on only option or partition primary procedure refresh references reindex restrict revoke role row schema
   security select sequence set start storage stored table tablespace timestamp timestamptz to type unique
   unlogged update using valid validate value values varchar view virtual where with`.split(/\s+/),
);
