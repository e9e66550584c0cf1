import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { baseName, directoryName, relativeTo } from '../paths';
import { createFiles, nextNumber, nextStamp, slugOf, template } from '../scaffold';
import { hasOwnDirective, ownDirective } from './own-directive';
import { ownHistory } from './own-history';
import { impossibleStamps, isAnothers, readNames, share } from './shared';
import { pairPattern } from './up-down-files';
import { versionBy } from './version-place';

/** A number, parts of a number, or a date, before whatever the file is called. */
const pattern = /^(V?)(\d{4}-\d\d-\d\d(?=[-_.])|\d+(?:[._]\d+)*(?=[-_.]))([-_.]*)(.*?)(\.up|\.down|_down)?\.sql$/s;

/**
 * Files with a number or a date before the name, and nothing that shows whose they are: `001_description.sql`,
 * `004_5_description.sql`, `20250101120000-description.sql`, `2025-01-01_description.sql`, each with a `.down.sql` beside
 * it or in `down/` where there is a way back. The history is Lockkeeper's own.
 */
export const plain: Convention = {
  id: 'plain',
  title: 'Plain files',
  types: [],
  canHaveDown: true,
  markers: [],
  detect,
  reads: (path) => path.endsWith('.sql') && ['', 'down'].includes(directoryName(path)),
  read(files) {
    const { named, strangers } = readNames(files, nameOf, 'its name does not begin with a number or a date.');
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...impossibleStamps(named), ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(?:down\/)?V?(\d{4}-\d\d-\d\d(?=[-_.])|\d+(?:[._]\d+)*(?=[-_.]))[^/]*$/d) },
  downFile({ up, version, title }, { path, migrations }) {
    const own = up && relativeTo(path, up.path);
    if (own === undefined) return undefined;
    const downs = migrations.flatMap(({ down }) => (down === undefined ? [] : (relativeTo(path, down.path) ?? [])));
    return { path: downPath(own, downs), heading: `-- Undo ${version}: ${title}` };
  },
  transaction: ({ text }) => (hasOwnDirective(text) ? 'none' : 'file'),
  noTransactionDirective: `${ownDirective}\n`,
  sendsWholeFile: false,
  history: ownHistory,
};

interface Name {
  readonly path: string;
  readonly prefix: string;
  /** As it is written. */
  readonly number: string;
  readonly separator: string;
  readonly rest: string;
  readonly suffix: string;
  /** A day has room for several. */
  readonly isDay: boolean;
  /** Sorts as text. */
  readonly order: string;
}

function parse(path: string): Name | undefined {
  const [, prefix = '', number, separator = '', rest = '', suffix = ''] = pattern.exec(baseName(path)) ?? [];
  if (number === undefined) return undefined;
  const isDay = dayOf(number) !== undefined;
  const stem = `${separator}${rest}`;
  const order = orderOf(number);
  return { path, prefix, number, separator, rest, suffix, isDay, order: isDay ? `${order} ${stem}` : order };
}

/** Eight digits, if it is a day of this era. */
function dayOf(number: string): string | undefined {
  const digits = number.replaceAll('-', '');
  return /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits) ? digits : undefined;
}

/** Parts count as numbers, and a day, or a day and a time, as the fourteen digits of its second. */
function orderOf(number: string): string {
  const stamp = /^((?:19|20)\d{6})[._](\d{6})$/.exec(number);
  const day = dayOf(number);
  const whole = stamp !== null ? `${stamp[1]}${stamp[2]}` : day !== undefined ? `${day}000000` : number;
  return whole
    .split(/[._]/)
    .map((part) => part.replace(/^0+(?=\d)/, '').padStart(40, '0'))
    .join('.');
}

function nameOf(file: SourceFile): NamedFile | undefined {
  const parsed = parse(file.path);
  if (parsed === undefined) return undefined;
  const { number, separator, rest, suffix, isDay, order } = parsed;
  const stem = `${separator}${rest}`;
  return {
    file,
    direction: suffix.endsWith('down') || directoryName(file.path) === 'down' ? 'down' : 'up',
    version: isDay ? `${number}${stem}` : number,
    order,
    name: `${number}${stem}`,
    description: rest === '' ? number : rest.replace(/[-_.]+/g, ' '),
    stem,
  };
}

function detect(folder: Folder): Detection | undefined {
  if (isAnothers(folder)) return undefined;
  const own = folder.files.filter((each) => plain.reads(each));
  const names = own.flatMap((each) => parse(each) ?? []);
  const ups = names.filter((name) => directoryName(name.path) === '' && !name.suffix.endsWith('down'));
  const part = share(
    names.map((name) => name.path),
    own,
  );
  if (part < 0.5 || ups.length === 0) return undefined;
  // Pairs of this kind have runners of their own.
  if (ups.filter((name) => pairPattern.test(name.path)).length * 2 > ups.length) return undefined;
  const what = ups.filter(({ isDay }) => isDay).length * 2 > ups.length ? 'a date' : 'a number';
  return {
    confidence: 0.55 * (0.5 + part / 2),
    reason: `Its files begin with ${what}, and nothing shows that they are another runner’s.`,
  };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  if (slug.slug.endsWith('_down')) {
    return { ok: false, reason: 'A name that ends in «down» would be read as a way back: choose another ending.' };
  }
  const names = request.existing.filter((path) => plain.reads(path)).flatMap((path) => parse(path) ?? []);
  const ups = names.filter(({ path, suffix }) => directoryName(path) === '' && !suffix.endsWith('down'));
  const newest = ups.reduce<Name | undefined>(
    (most, name) => (most !== undefined && most.order >= name.order ? most : name),
    undefined,
  );
  const words = newest?.separator === '-' ? slug.slug.replaceAll('_', '-') : slug.slug;
  const separator = newest === undefined || newest.separator === '' ? '_' : newest.separator;
  const number = nextAfter(newest, names, request.now);
  const up = `${newest?.prefix ?? ''}${number}${separator}${words}${newest?.suffix ?? ''}.sql`;
  const { content } = request;
  const lead = content?.outsideTransaction === true ? `${ownDirective}\n` : '';
  const title = request.description.trim();
  const first = template(up, `${lead}-- ${title}`, content?.up);
  if (!request.withDown) return createFiles(request, [first]);
  const downs = names.filter((name) => !ups.includes(name)).map(({ path }) => path);
  return createFiles(request, [first, template(downPath(up, downs), `${lead}-- Undo ${number}: ${title}`, content?.down)]);
}

/** The number after the newest, written as that one is. */
function nextAfter(newest: Name | undefined, names: readonly Name[], now: number): string {
  if (newest === undefined) return nextNumber([], 3);
  const { number, isDay } = newest;
  // What a day has so far may sort behind a new name, so that a new file has a day of its own.
  const stamps = names.map((name) => /^0{26}((?:19|20)\d{12})/.exec(name.order)?.[1] ?? '').filter((stamp) => stamp !== '');
  const newestStamp = stamps.reduce((most, stamp) => (stamp > most ? stamp : most), '');
  if (isDay) {
    const end = `${newestStamp.slice(0, 8)}235959`;
    const day = nextStamp(now, end).slice(0, 8);
    return number.includes('-') ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : day;
  }
  const [, mark] = /^(?:19|20)\d{6}([._])\d{6}$/.exec(number) ?? [];
  if (newestStamp !== '') {
    const stamp = nextStamp(now, newestStamp);
    return mark === undefined ? stamp : `${stamp.slice(0, 8)}${mark}${stamp.slice(8)}`;
  }
  const [whole = number] = number.split(/[._]/);
  return nextNumber([whole], 3);
}

/** Where the way back of a file goes: as the others do, or beside it. */
function downPath(up: string, downs: readonly string[]): string {
  const stem = up.replace(/(?:\.up)?\.sql$/, '');
  const isApart = downs.some((path) => path.startsWith('down/'));
  const [one = ''] = downs;
  const ending = one.endsWith('_down.sql') ? '_down' : isApart && !one.endsWith('.down.sql') ? '' : '.down';
  return `${isApart ? 'down/' : ''}${stem}${ending}.sql`;
}
