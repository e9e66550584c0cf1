import type { Convention, Detection, Folder, RenamedFiles, Rewritten, Scaffold, ScaffoldRequest } from '../convention';
import type { Migration, Problem, Script } from '../project';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { below } from '../paths';
import { createFiles, newestOf, nextStamp, slugOf, template } from '../scaffold';
import { atlasHistory } from './atlas-history';
import { readSum, sumLines, sumText } from './atlas-sum';
import { refused } from './sections';
import { impossibleStamps, unmanaged } from './shared';
import { versionBy } from './version-place';

const sumFile = 'atlas.sum';
const directive = '-- atlas:txmode none\n\n';

/** Names and directives of the runners whose formats Atlas reads as well: their own conventions have those folders. */
const otherName = /\.(?:up|down)\.sql$|^[VUBR][\d._]*__.*\.sql$/;
const otherDirective = /^--\s*(?:\+goose\b|migrate:up\b|liquibase\b)/im;

/** ariga/atlas, in its own format: `20250101120000_description.sql`, and `atlas.sum` with the hashes of all files. */
export const atlas: Convention = {
  id: 'atlas',
  title: 'Atlas',
  types: [],
  canHaveDown: false,
  markers: [],
  companions: [sumFile],
  detect,
  reads: (path) => !path.includes('/') && (path.endsWith('.sql') || path === sumFile),
  read,
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*$/d), rewrite },
  transaction: (script) => (directivesOf(script.text, 'txmode')[0] === 'none' ? 'none' : 'file'),
  noTransactionDirective: directive,
  sendsWholeFile: false,
  history: atlasHistory,
};

/** The arguments of a directive in the file's heading: comments that an empty line parts from the first statement. */
function directivesOf(text: string, name: string): readonly string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.startsWith('--') || rest.startsWith('#')) {
    const end = rest.indexOf('\n');
    const [, given, value = ''] = /^[ -~]*atlas:(\w+)(?: +(.+))*/.exec((end < 0 ? rest : rest.slice(0, end)).trim()) ?? [];
    if (given === name) found.push(value);
    rest = end < 0 ? '' : rest.slice(end + 1);
  }
  return rest === '' || /^[ \t]*\n/.test(rest) ? found : [];
}

function read(files: readonly SourceFile[]): { migrations: readonly Migration[]; problems: readonly Problem[] } {
  const scripts = files.filter(({ path }) => path !== sumFile);
  const lines = sumLines(scripts);
  const hashes = new Map(lines.map(({ name, hash }) => [name, hash]));
  const checkpoints = scripts.filter(({ text }) => directivesOf(text, 'checkpoint').length > 0);
  const broken = brokenFrom(
    files.find(({ path }) => path === sumFile),
    lines,
  );
  const named = scripts
    .filter((file) => !checkpoints.includes(file))
    .map((file) =>
      nameOf(
        file,
        hashes.get(file.path) ?? '',
        checkpoints.map(({ path }) => versionOf(path)),
      ),
    );
  const marked = named.map((each) =>
    broken === undefined || each.file.path < broken.path ? each : { ...each, ...refused(each.file, broken.why) },
  );
  const { migrations, problems } = pairUp(marked, 'by name');
  // One that follows from another is said once.
  const said = problems.filter(
    ({ message }, nth) =>
      broken === undefined ||
      !message.endsWith(broken.why) ||
      problems.findIndex((each) => each.message.endsWith(broken.why)) === nth,
  );
  const why = 'it is a checkpoint, which Atlas runs instead of all before it on an empty database; Lockkeeper runs those.';
  return { migrations, problems: [...said, ...impossibleStamps(named), ...checkpoints.flatMap((file) => unmanaged(file, why))] };
}

function versionOf(path: string): string {
  return path.replace(/\.sql$/, '').split('_', 1)[0] ?? '';
}

function nameOf(file: SourceFile, hash: string, checkpoints: readonly string[]): NamedFile {
  const version = versionOf(file.path);
  const name = file.path
    .slice(version.length)
    .replace(/^_/, '')
    .replace(/\.sql$/, '');
  const modes = directivesOf(file.text, 'txmode');
  const isUnknown = modes.length > 1 || !modes.every((mode) => mode === 'none' || mode === 'file');
  return {
    file,
    direction: 'up',
    version,
    // The order is that of the file names.
    order: `${version}${name === '' ? '.' : '_'}`,
    name,
    stem: name,
    facts: {
      hash,
      checkpoints: checkpoints.join(' '),
      ...(directivesOf(file.text, 'delimiter').length > 0 && { delimiter: 'own' }),
    },
    ...(isUnknown && refused(file, 'Atlas takes one «atlas:txmode» in a file, and of it «none» or «file».')),
  };
}

/** The first file at which the sum is not that of the files, from which on none of its hashes can be right. */
function brokenFrom(
  sum: SourceFile | undefined,
  lines: ReturnType<typeof sumLines>,
): { readonly path: string; readonly why: string } | undefined {
  const mend = 'See that the change is meant, and let «atlas migrate hash» write it anew.';
  if (sum === undefined) return { path: '', why: `Atlas asks for an ${sumFile}. ${mend}` };
  const written = readSum(sum.text);
  if (written === undefined)
    return { path: '', why: `Atlas cannot read ${sumFile}, or its first line is not the sum of the others. ${mend}` };
  const length = Math.max(written.length, lines.length);
  for (let at = 0; at < length; at += 1) {
    const [given, made] = [written[at], lines[at]];
    if (given?.name === made?.name && given?.hash === made?.hash) continue;
    const why = (what: string): string => `Atlas runs nothing, because ${what} ${mend}`;
    if (made !== undefined && given?.name === made.name)
      return { path: made.name, why: why(`${sumFile} has another hash for ${made.name}.`) };
    const isGone = given !== undefined && !lines.some(({ name }) => name === given.name);
    return isGone
      ? { path: given.name, why: why(`${sumFile} has ${given.name}, which is not there.`) }
      : { path: made?.name ?? '', why: why(`${made?.name ?? 'a file'} is not in its place in ${sumFile}.`) };
  }
  return undefined;
}

function detect({ files, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/') && path.endsWith('.sql'));
  if (!files.includes(sumFile) || own.length === 0) return undefined;
  if (own.some((path) => otherName.test(path)) || sample.some((text) => otherDirective.test(text))) return undefined;
  return { confidence: 0.985, reason: `There is ${sumFile}.` };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { content, migrations, folder, companions } = request;
  if ((migrations[0]?.facts?.['checkpoints'] ?? '') !== '') {
    return { ok: false, reason: `${sumFile} covers checkpoints as well: let «atlas migrate new» make the file.` };
  }
  const stamps = migrations.map(({ version }) => version).filter((version) => /^\d{14}$/.test(version));
  const path = `${nextStamp(request.now, newestOf(stamps))}_${slug.slug}.sql`;
  const lead = content?.outsideTransaction === true ? directive : '';
  const file = template(path, `${lead}-- ${request.description.trim()}`, content?.up);
  const made = createFiles(request, [file]);
  if (!made.ok) return made;
  const scripts = migrations.flatMap(({ up }) => (up === undefined ? [] : [summed(up, folder)]));
  const text = sumText(sumLines([...scripts, { path, bytes: Buffer.from(file.text) }]));
  const sum = companions.find((each) => each.path === sumFile);
  const edit =
    sum === undefined
      ? ({ kind: 'create', path: below(folder, sumFile), text } as const)
      : ({ kind: 'replace', path: sum.absolute, at: { start: 0, end: sum.text.length }, text } as const);
  return { ...made, edits: [...made.edits, edit] };
}

/** The sum of the files under their new names; a sum that is not right already is nothing to build upon. */
function rewrite({ before, after }: RenamedFiles): Rewritten {
  const isScript = ({ path }: SourceFile): boolean => path !== sumFile;
  const scripts = after.filter(isScript);
  if (scripts.some(({ text }) => directivesOf(text, 'checkpoint').length > 0)) {
    return {
      ok: false,
      reason: `${sumFile} covers checkpoints as well: rename the file, and let «atlas migrate hash» write it.`,
    };
  }
  const broken = brokenFrom(
    before.find(({ path }) => path === sumFile),
    sumLines(before.filter(isScript)),
  );
  if (broken !== undefined) return { ok: false, reason: broken.why };
  return { ok: true, texts: new Map([[sumFile, sumText(sumLines(scripts))]]) };
}

function summed({ path, bytes }: Script, folder: string): { readonly path: string; readonly bytes: Uint8Array } {
  return { path: path.slice(below(folder, 'x').length - 1), bytes };
}
