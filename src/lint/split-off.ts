import { withText } from '../migrations/edited';
import type { Edit } from '../migrations/edit';
import type { Script, Source } from '../migrations/project';
import { baseName, relativeTo } from '../migrations/paths';
import { editedFile, type SourceFile } from '../migrations/source-file';
import { tokenHash, toLineFeeds } from '../migrations/hashes';
import { lex } from '../sql/lexer';
import { outlineOf } from '../sql/outline';
import type { ReadStatement } from '../sql/statement';
import { tokenText } from '../sql/token';
import type { Fix } from './finding';
import { followUp, type FollowUp, type FollowUpPlace } from './follow-up';
import type { Judged } from './judge';
import type { LintInput } from './linter';
import { filesOf } from './rule-context';

/** Statements that a script has and a former text of it lacks. */
interface Added {
  readonly statements: readonly ReadStatement[];
  /** As they are to stand elsewhere: whole lines with their comments and semicolons, ended by LF. */
  readonly text: string;
}

/** The script that is looked at, with its statements judged. */
export type EditedInput = LintInput & { readonly judged: readonly Judged[] };

/**
 * Restores what was applied, and puts what was written since into a new migration. Only where that is nothing but whole
 * statements, each of them new or a new version of a CREATE OR REPLACE: of any other change nobody knows what would bring
 * about the same.
 */
export function splittingOff(applied: string, { edits: restored, title }: Fix, input: EditedInput): readonly Fix[] {
  const { script, source, migration, now } = input;
  const up = addedTo(script, applied, input);
  const other = migration.down?.path === script.path ? migration.down : undefined;
  const down = other && addedTo(withText(source, other, script.text), applied, input);
  if (up === undefined || up.statements.length === 0 || (other !== undefined && down === undefined)) return [];
  if (commentsIn(script.text).some((each) => ![applied, up.text, down?.text].some((text) => text?.includes(each)))) return [];
  const place: FollowUpPlace = { source, migration, script, now, existingFiles: () => filesOf(source) };
  const request = {
    up: up.text,
    down: down === undefined || down.text === '' ? '-- By hand: what undoes the up script.\n' : down.text,
    outsideTransaction: runsOutside(up, input),
  };
  for (const description of namesFor(up, input)) {
    const edits = followUp(place, { ...request, description });
    const [file] = edits ?? [];
    if (edits === undefined || file?.kind !== 'create') continue;
    if (!isReadBack({ edits, path: file.path }, up, input)) return [];
    const { length } = up.statements;
    const what = length === 1 ? 'the statement' : `the ${length} statements`;
    const words = `${title}, and put ${what} since then into ${baseName(file.path)}`;
    return [{ title: words, edits: [...restored, ...edits], preferred: true, safe: false }];
  }
  return [];
}

/** What a script has besides the statements that the former text of its file has for it; undefined where one of those is gone. */
function addedTo(script: Script, former: string, { reader, source }: LintInput): Added | undefined {
  const before = reader.read(former, withText(source, script, former).body);
  const statements: ReadStatement[] = [];
  const lines: string[] = [];
  let next = 0;
  let from = script.body.start;
  let isBehindAdded = false;
  const takeComments = (end: number, isBeforeAdded: boolean): void => {
    for (const comment of commentsIn(script.text.slice(from, end))) {
      const isOwn = begins.test(comment) ? isBeforeAdded : ends.test(comment) ? isBehindAdded : !former.includes(comment);
      if (isOwn) lines.push(comment);
    }
  };
  for (const statement of reader.read(script.text, script.body)) {
    const was = before[next];
    const isKept = was !== undefined && meaningOf(was, former) === meaningOf(statement, script.text);
    if (isKept || (was !== undefined && isNewVersion(was, statement))) next++;
    takeComments(statement.at.start, !isKept);
    from = Math.max(statement.end, statement.data?.end ?? 0);
    isBehindAdded = !isKept;
    if (isKept) continue;
    // What psql alone carries out has no place in a file that is made for a runner, nor has the data behind a COPY.
    if (statement.kind !== 'sql') return undefined;
    statements.push(statement);
    lines.push(`${statement.text};`);
  }
  if (next < before.length) return undefined;
  takeComments(script.body.end, false);
  return { statements, text: lines.map((line) => `${toLineFeeds(line)}\n`).join('') };
}

/** Marks that some runners have around a statement with semicolons in it. */
const begins = /^--\s*\+(?:goose|migrate)\s+StatementBegin/i;
const ends = /^--\s*\+(?:goose|migrate)\s+StatementEnd/i;

/** The comments of a text, but for what parts one statement from the next: a new file gets its own. */
function commentsIn(text: string): readonly string[] {
  const comments = lex(text).filter(({ kind }) => kind === 'comment');
  return comments
    .map((each) => tokenText(text, each).trimEnd())
    .filter((comment) => !/^-->\s*statement-breakpoint/i.test(comment));
}

/** A new file, and the edits that make it and what else changes with it. */
interface Made {
  readonly path: string;
  readonly edits: readonly Edit[];
}

/** Whether the convention finds the very statements in the new file, and nothing wrong with it. */
function isReadBack({ edits, path }: Made, { statements }: Added, { source, reader, script }: LintInput): boolean {
  const { migrations } = source.convention.read(filesAfter(edits, source));
  const made = migrations.find(({ up }) => up?.path === path);
  if (made?.up === undefined || made.problems.length > 0) return false;
  const { text, body } = made.up;
  const found = reader.read(text, body).map((statement) => meaningOf(statement, text));
  return found.join() === statements.map((statement) => meaningOf(statement, script.text)).join();
}

/** The files of a source with those that edits make, and with its companions as edits change them. */
function filesAfter(edits: readonly Edit[], source: Source): readonly SourceFile[] {
  const relative = (path: string): string => relativeTo(source.path, path) ?? path;
  const texts = new Map<string, string>();
  for (const { absolute, text } of source.companions) texts.set(absolute, text);
  for (const { up, down } of source.migrations) for (const each of [up, down]) if (each) texts.set(each.path, each.text);
  for (const edit of edits) {
    if (edit.kind === 'create') texts.set(edit.path, edit.text);
    if (edit.kind !== 'replace') continue;
    const { path, at, text } = edit;
    const was = texts.get(path) ?? '';
    texts.set(path, was.slice(0, at.start) + text + was.slice(at.end));
  }
  return [...texts].map(([path, text]) => editedFile(relative(path), path, text)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Equal for statements that PostgreSQL reads alike. */
function meaningOf({ at, data, text }: ReadStatement, all: string): string {
  return tokenHash(toLineFeeds(data === undefined ? text : all.slice(at.start, data.end)));
}

/** Whether a statement replaces what the former one has made, whatever that is by now. */
function isNewVersion(was: ReadStatement, now: ReadStatement): boolean {
  const [one, other] = [was, now].map(({ text }) => /^create\s+or\s+replace\s/i.test(text));
  const [former, latter] = outlineOf([was, now]).map(({ title }) => title);
  return one === true && other === true && former === latter;
}

/** Where a statement refuses a transaction, or where the file runs without one because somebody has said so. */
function runsOutside({ statements }: Added, { source, script, judged }: EditedInput): boolean {
  const { convention } = source;
  if (convention.noTransactionDirective !== undefined && convention.transaction(script) === 'none') return true;
  const starts = new Set(statements.map(({ at }) => at.start));
  return judged.some(
    ({ statement, effects }) => starts.has(statement.at.start) && effects.some(({ kind }) => kind === 'no-transaction'),
  );
}

/** Words for the file's name, the best first. */
function namesFor({ statements }: Added, { migration }: LintInput): readonly FollowUp['description'][] {
  const own = outlineOf(statements).map(({ title }) => title);
  return [...(own.length === 1 ? own : []), `additions to ${migration.title}`, 'additions'];
}
