import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { Migration, Problem, Script } from '../project';
import type { Span } from '../../sql/span';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { baseName, relativeTo } from '../paths';
import { createFiles, nextNumber, nextStamp, slugOf, template } from '../scaffold';
import { inLines } from './other-table';
import { placesOf } from './sections';
import { compareVersions, flywayHistory, orderOf, runsOutside } from './flyway-history';
import { isOtherEngine, share, unmanaged } from './shared';
import { versionBy } from './version-place';

/** As Flyway splits a name: the prefix, and at the first two underscores the version and the description. */
const pattern = /^([VUBR])(.*?)(?:__(.*))?\.sql$/s;
const versionPattern = /^\d+(?:[._]\d+)*$/;
const sidecar = '.sql.conf';
/** What shows that Flyway, and not a runner for Rust with the same names, is at home here. */
const jvmMarkers: readonly string[] = ['flyway.conf', 'flyway.toml', 'pom.xml', 'build.gradle', 'build.gradle.kts'];

/**
 * flyway/flyway: `db/migration/V1_2__description.sql`, undone by `U1_2__description.sql`; `R__description.sql` runs again
 * whenever it has changed, and `B1_2__description.sql` stands for all versions up to its own on an empty database.
 */
export const flyway: Convention = {
  id: 'flyway',
  title: 'Flyway',
  types: [],
  canHaveDown: true,
  tableSettings: inLines(
    ['flyway.toml', 'flyway.conf'],
    { names: '(?:flyway\\.)?table', usual: [flywayHistory.table] },
    { names: '(?:flyway\\.)?(?:defaultSchema|schemas)' },
  ),
  markers: jvmMarkers,
  companions: [`*${sidecar}`],
  detect,
  reads: (path) => (path.endsWith('.sql') && !path.includes('/')) || nameOf(path.replace(/\.conf$/, '')) !== undefined,
  read,
  scaffold: create,
  renumbering: {
    versionAt: versionBy(/(?:^|\/)[VUB](\d+(?:[._]\d+)*)(?=__|\.)[^/]*$/d),
    along: (path, existing) => existing.filter((other) => other === `${path}.conf`),
  },
  downFile({ up, version, title, isRepeatable }, { path }) {
    const own = up && relativeTo(path, up.path);
    if (own === undefined || isRepeatable) return undefined;
    const directory = own.slice(0, own.length - baseName(own).length);
    return { path: `${directory}U${baseName(own).slice(1)}`, heading: `-- Undo ${version}: ${title}` };
  },
  transaction: (script) => (runsOutside(script) ? 'none' : 'file'),
  placeholders,
  sendsWholeFile: false,
  history: flywayHistory,
};

interface Name {
  readonly prefix: 'V' | 'U' | 'B' | 'R';
  readonly digits: string;
  /** Empty where there is none. */
  readonly description: string;
}

/** The parts of a path's name, where Flyway would take it for a migration. */
function nameOf(path: string): Name | undefined {
  const name = baseName(path);
  // Cheaper than the pattern, for folders that have thousands of other names.
  if (!'VUBR'.includes(name.charAt(0))) return undefined;
  const [, prefix, digits = '', description = ''] = pattern.exec(name) ?? [];
  if (prefix !== 'V' && prefix !== 'U' && prefix !== 'B' && prefix !== 'R') return undefined;
  if (prefix === 'R' ? digits !== '' : !versionPattern.test(digits)) return undefined;
  return { prefix, digits, description };
}

function read(files: readonly SourceFile[]): { migrations: readonly Migration[]; problems: readonly Problem[] } {
  const settings = new Map(
    files
      .filter(({ path }) => path.endsWith(sidecar))
      .map((file) => [file.path.slice(0, -'.conf'.length), settingsOf(file.text)]),
  );
  const named: NamedFile[] = [];
  const baselines: { readonly file: SourceFile; readonly named: NamedFile }[] = [];
  const others: Problem[] = [];
  for (const file of files) {
    if (file.path.endsWith(sidecar)) continue;
    const name = nameOf(file.path);
    if (name === undefined) {
      others.push(...unmanaged(file, strange(file.path)));
      continue;
    }
    const it = namedFile(file, name, settings.get(file.path));
    if (name.prefix === 'B') baselines.push({ file, named: it });
    else named.push(it);
  }
  const { taken, problems: left } = chooseBaseline(baselines, named);
  const { migrations, problems } = pairUp(taken === undefined ? named : [...named, taken], 'by version');
  return { migrations, problems: [...problems, ...left, ...others] };
}

function namedFile(file: SourceFile, name: Name, settings: NamedFile['settings']): NamedFile {
  const { prefix, digits, description } = name;
  const words = description.replaceAll('_', ' ');
  // Flyway cuts what its column would not hold.
  const stored = words.length > 200 ? `${words.slice(0, 197)}...` : words;
  return {
    file,
    direction: prefix === 'U' ? 'down' : 'up',
    version: prefix === 'R' ? '' : digits.replaceAll('_', '.'),
    // Behind every version, since those start with a digit.
    order: prefix === 'R' ? `R${words}` : orderOf(digits.replaceAll('_', '.')),
    name: stored,
    description: words === '' ? digits : words,
    stem: description,
    ...(prefix === 'R' && { isRepeatable: true as const }),
    ...(settings && { settings }),
    facts: { script: file.path, type: prefix === 'B' ? 'SQL_BASELINE' : 'SQL' },
  };
}

/**
 * On an empty database Flyway begins with the newest baseline; elsewhere it takes no notice of any. Where the versions
 * that it stands for are there too, they lead to the same place, and are what the chain is made of.
 */
function chooseBaseline(
  baselines: readonly { readonly file: SourceFile; readonly named: NamedFile }[],
  named: readonly NamedFile[],
): { taken: NamedFile | undefined; problems: readonly Problem[] } {
  const sorted = [...baselines].sort((a, b) => compareVersions(a.named.version, b.named.version));
  const newest = sorted.at(-1);
  const isNeeded =
    newest !== undefined &&
    !named.some((each) => each.direction === 'up' && !each.isRepeatable && each.order <= newest.named.order);
  const ignored = sorted.filter((each) => !isNeeded || each !== newest);
  return {
    taken: isNeeded ? newest.named : undefined,
    problems: ignored.flatMap(({ file, named: { version } }) =>
      unmanaged(
        file,
        file === newest?.file
          ? `it is the baseline with which Flyway begins on an empty database, in place of what leads to ${version}. Lockkeeper runs the versions themselves.`
          : 'it is a baseline, and there is a newer one.',
      ),
    ),
  };
}

function strange(path: string): string {
  const name = baseName(path);
  if (/^(?:before|after|create)[A-Z]/.test(name)) return 'to Flyway it is a callback, which Lockkeeper does not run.';
  if (/^R[^_]*__/.test(name))
    return 'Flyway ignores it, because the name of a repeatable migration has no version: R__description.sql.';
  return 'Flyway ignores it, because its name is not V<version>__<description>.sql, nor one with U, B or R.';
}

/** The lines `key=value` of a script's own configuration. */
function settingsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(/\r?\n/).flatMap((line): readonly (readonly [string, string])[] => {
    const [, key, value] = /^\s*([^#!=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(pairs);
}

/** Flyway replaces them wherever they stand, in strings and comments too, and refuses what it has no value for. */
function placeholders(script: Script): readonly Span[] {
  if (script.settings?.['placeholderReplacement'] === 'false') return [];
  return placesOf(script, /\$\{[^}]*\}/g);
}

function detect(folder: Folder): Detection | undefined {
  const { path, files, markers } = folder;
  const isMigration = (file: string): boolean => /^[VR]$/.test(nameOf(file)?.prefix ?? '');
  const direct = files.filter((file) => !file.includes('/'));
  const matching = direct.filter(isMigration);
  const deep = files.filter((file) => file.includes('/') && isMigration(file));
  if (matching.length === 0) {
    // A location may hold directories alone; those named after an engine are locations of their own.
    const isLocation = /[/\\]migrations?$/.test(path) && !deep.some((file) => isEngineName(file.slice(0, file.indexOf('/'))));
    if (!isLocation || deep.length === 0) return undefined;
  }
  const part = share([...matching, ...deep], [...direct, ...deep]);
  if (part < 0.3) return undefined;
  const mark = jvmMarkers.find((marker) => markers.has(marker));
  const repeatable = [...matching, ...deep].some((file) => nameOf(file)?.prefix === 'R') ? ' and R__…' : '';
  return {
    confidence: 0.95 * (0.5 + part / 2),
    reason: `It has files V<version>__…${repeatable}${mark === undefined ? '' : `, and there is ${mark}`}.`,
  };
}

function isEngineName(directory: string): boolean {
  return isOtherEngine(`/${directory}`) || /^postgres(?:ql)?$/i.test(directory);
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const written = request.existing.flatMap((path) => {
    const name = nameOf(path);
    return name === undefined || name.prefix === 'R' || name.prefix === 'U' ? [] : [name.digits];
  });
  const stem = `${nextVersion(written, request.now)}__${slug.slug}`;
  const title = request.description.trim();
  const { up, down, outsideTransaction = false } = request.content ?? {};
  const files: [ReturnType<typeof template>, ...ReturnType<typeof template>[]] = [template(`V${stem}.sql`, `-- ${title}`, up)];
  if (request.withDown) files.push(template(`U${stem}.sql`, `-- Undo: ${title}`, down));
  // Flyway sees by itself what cannot run in a transaction, but not all of it: a file beside the script says so.
  const outside = outsideTransaction
    ? files.map(({ path }) => ({ path: `${path}.conf`, text: 'executeInTransaction=false\n', cursor: 0 }))
    : [];
  return createFiles(request, [...files, ...outside] as typeof files);
}

/** The version after the newest, written as that one is: its last part counts on. */
function nextVersion(written: readonly string[], now: number): string {
  const newest = [...written].sort(compareVersions).at(-1);
  if (newest === undefined) return '1';
  if (/^\d{14}$/.test(newest)) return nextStamp(now, newest);
  const [, before = '', last = ''] = /^(.*[._])?(\d+)$/s.exec(newest) ?? [];
  return before + nextNumber([last], 1);
}
