import { perObject } from '../../sql/per-object';
import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { Problem } from '../project';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { baseName, directoryName, relativeTo } from '../paths';
import { createFiles, isRealStamp, newestOf, nextStamp, slugOf, template } from '../scaffold';
import { hasOwnDirective, ownDirective } from './own-directive';
import { ownHistory } from './own-history';
import { isAnothers, readNames, share } from './shared';
import { versionBy } from './version-place';

const types: readonly string[] = ['schema', 'data', 'security', 'perf'];
const pattern = new RegExp(`^(\\d{8})_(\\d{6})_(${types.join('|')})_(.+?)(\\.down)?\\.sql$`, 's');

/**
 * `20250101_120000_schema_description.sql`; the way back is `20250101_120000_schema_description.down.sql` beside it or
 * the same name, with or without `.down`, in `down/`. It belongs to no other runner, so the history is Lockkeeper's own.
 */
export const typedTimestamps: Convention = {
  id: 'typed-timestamps',
  title: 'Typed timestamps',
  types,
  hasHeader: true,
  canHaveDown: true,
  markers: [],
  detect,
  reads: (path) => path.endsWith('.sql') && ['', 'down'].includes(directoryName(path)),
  read(files) {
    const { named, strangers } = readNames(
      files,
      nameOf,
      `its name is not YYYYMMDD_HHMMSS_<${types.join('|')}>_<description>.sql.`,
    );
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...impossibleDates(named), ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(?:down\/)?(\d{8}_\d{6})_[^/]*$/d) },
  downFile({ up, version, title }, { path, migrations }) {
    const own = up && relativeTo(path, up.path);
    if (own === undefined) return undefined;
    const isApart = migrations.some(
      ({ down }) => down !== undefined && relativeTo(path, down.path)?.startsWith('down/') === true,
    );
    return {
      path: `${isApart ? 'down/' : ''}${own.replace(/\.sql$/, '.down.sql')}`,
      heading: `-- Undo ${version}: ${title}`,
    };
  },
  transaction: ({ text }) => (hasOwnDirective(text) ? 'none' : 'file'),
  noTransactionDirective: `${ownDirective}\n`,
  sendsWholeFile: false,
  history: ownHistory,
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, date, time, type = '', name, suffix] = pattern.exec(baseName(file.path)) ?? [];
  if (date === undefined || time === undefined || name === undefined) return undefined;
  return {
    file,
    direction: suffix === '.down' || directoryName(file.path) === 'down' ? 'down' : 'up',
    version: `${date}_${time}`,
    order: `${date}_${time}`,
    // The same for both directions: that of the up script's file.
    name: `${date}_${time}_${type}_${name}.sql`,
    description: name,
    stem: `${type}_${name}`,
    type,
  };
}

function impossibleDates(named: readonly NamedFile[]): readonly Problem[] {
  return named
    .filter(({ version }) => !isRealStamp(version.replace('_', '')))
    .map(({ file, version }) => ({
      kind: 'impossible-version',
      path: file.absolute,
      message: `${version} is no date and time that exist. It keeps its place in the order, but no new version should follow it.`,
      related: [],
    }));
}

function detect(folder: Folder): Detection | undefined {
  if (isAnothers(folder)) return undefined;
  const own = folder.files.filter((path) => typedTimestamps.reads(path));
  const matching = own.filter((path) => pattern.test(baseName(path)));
  const part = share(matching, own);
  if (part < 0.3 || !matching.some((path) => directoryName(path) === '')) return undefined;
  const found = types.filter((type) => matching.some((path) => pattern.exec(baseName(path))?.[3] === type));
  return { confidence: 0.98 * (0.5 + part / 2), reason: `It has files YYYYMMDD_HHMMSS_<type>_…, with ${found.join(', ')}.` };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { type = 'schema', now } = request;
  const stamp = nextStamp(now, newestIn(request.existing));
  const version = `${stamp.slice(0, 8)}_${stamp.slice(8)}`;
  const stem = `${version}_${type}_${slug.slug}`;
  const title = request.description.trim();
  const { content } = request;
  const lead = content?.outsideTransaction === true ? `${ownDirective}\n` : '';
  const up = template(`${stem}.sql`, `${lead}-- ${title}`, content?.up);
  if (!request.withDown) return createFiles(request, [up]);
  const place = request.existing.some((path) => path.startsWith('down/')) ? 'down/' : '';
  const heading = `${lead}-- Undo ${version}: ${title}`;
  return createFiles(request, [up, template(`${place}${stem}.down.sql`, heading, content?.down)]);
}

const newestIn = perObject((existing: readonly string[]) =>
  newestOf(
    existing.flatMap((path) => {
      const [, date = '', time = ''] = pattern.exec(baseName(path)) ?? [];
      return date === '' ? [] : [date + time];
    }),
  ),
);
