import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History } from '../history';
import type { SourceFile } from '../source-file';
import { type NamedFile, pairUp } from '../pairing';
import { newestOf, nextStamp, slugOf } from '../scaffold';
import { inEnvironment } from './other-table';
import { createBoth, lineWhere, linesOf, refused, unlessOutside } from './sections';
import { share, unmanaged } from './shared';
import { versionRows } from './version-rows';
import { versionBy } from './version-place';

const table = 'schema_migrations';
const pattern = /^(\d+)(.*)\.sql$/s;
// White space as Go's regular expressions know it.
const upDirective = /^--[\t\n\f\r ]*migrate:up(?:[\t\n\f\r ]*$|[\t\n\f\r ]+[^\t\n\f\r ]+)/gm;
const downDirective = /^--[\t\n\f\r ]*migrate:down(?:[\t\n\f\r ]*$|[\t\n\f\r ]+[^\t\n\f\r ]+)/gm;

/** amacneil/dbmate: one file with a block `-- migrate:up` and a block `-- migrate:down`, both mandatory. */
export const dbmate: Convention = {
  id: 'dbmate',
  title: 'dbmate',
  types: [],
  canHaveDown: true,
  markers: [],
  tableSettings: inEnvironment('DBMATE_MIGRATIONS_TABLE', table),
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const numbered = files.filter(({ path }) => pattern.test(path));
    const others = files.filter((file) => !numbered.includes(file));
    // The order is that of the names, so that 10_b comes before 1_a.
    const first = new Map<string, string>();
    for (const { path } of numbered) {
      const version = versionOf(path);
      const known = first.get(version);
      if (known === undefined || path < known) first.set(version, path);
    }
    const named = numbered.flatMap((file) => directionsOf(file, first.get(versionOf(file.path)) ?? file.path));
    const { migrations, problems } = pairUp(named, 'by name');
    const why = 'dbmate skips it, because its name does not begin with a digit.';
    return { migrations, problems: [...problems, ...others.flatMap((file) => unmanaged(file, why))] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*$/d) },
  downSection: {
    mark: (text) => lineWhere(text, (line) => new RegExp(downDirective, '').test(line)),
    heading: (isOutside) => `-- migrate:down${isOutside ? ' transaction:false' : ''}`,
  },
  transaction: unlessOutside(isOutside),
  sendsWholeFile: true,
  history: history(),
};

function versionOf(path: string): string {
  return pattern.exec(path)?.[1] ?? '';
}

/** What a file's two blocks are, or why dbmate would not run them. */
function directionsOf(file: SourceFile, order: string): readonly NamedFile[] {
  const [, version = '', rest = ''] = pattern.exec(file.path) ?? [];
  const name = rest.replace(/^[_-]/, '');
  const up: NamedFile = { file, direction: 'up', version, order, name, stem: file.path };
  if (file.problem) return [up];
  const { text } = file;
  const { start, down, why } = blocksOf(text);
  if (why !== undefined || down === undefined) return [{ ...up, ...refused(file, why ?? '') }];
  return [
    { ...up, body: { start, end: down } },
    { ...up, direction: 'down', body: { start: down, end: text.length } },
  ];
}

function blocksOf(text: string): { readonly start: number; readonly down?: number; readonly why?: string } {
  const [up, other] = [...text.matchAll(upDirective)];
  const downs = [...text.matchAll(downDirective)];
  const start = up?.index ?? 0;
  const fail = (why: string): { start: number; why: string } => ({ start, why });
  if (up === undefined) return fail('dbmate asks for a line «-- migrate:up» at its start.');
  const before = linesOf(text.slice(0, start)).map((line) => line.text.trim());
  if (before.some((line) => line !== '' && !line.startsWith('--'))) {
    return fail('dbmate takes no statement before «-- migrate:up».');
  }
  if (other !== undefined) {
    return fail(
      'dbmate would record its version once for each «-- migrate:up», which fails at the second. Make two files of it.',
    );
  }
  const [down] = downs;
  if (down === undefined) return fail('dbmate asks for a line «-- migrate:down» after its statements, even with nothing below.');
  if (downs.length > 1) return fail('dbmate takes no second «-- migrate:down».');
  return { start, down: down.index };
}

/** Of the directive's own line: the exact option `transaction:false`, the last one if it is there twice. */
function isOutside(block: string): boolean {
  const [line = ''] = block.split('\n', 1);
  const pairs = line
    .replace(/^--[\t\n\f\r ]*migrate:(up|down)/, '')
    .trim()
    .split(/\s+/);
  const values = pairs.map((pair) => pair.split(':')).filter(([key, , more]) => key === 'transaction' && more === undefined);
  return values.findLast(([, value]) => value !== undefined)?.[1] === 'false';
}

function detect({ files, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/'));
  const part = share(
    own.filter((path) => pattern.test(path)),
    own,
  );
  if (part < 0.3 || !sample.some((text) => new RegExp(upDirective, 'm').test(text))) return undefined;
  return { confidence: 0.99 * (0.5 + part / 2), reason: 'Its files have blocks «-- migrate:up».' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const stamps = request.existing.flatMap((path) => pattern.exec(path)?.[1] ?? []).filter(({ length }) => length === 14);
  const option = request.content?.outsideTransaction === true ? ' transaction:false' : '';
  const title = request.description.trim();
  return createBoth(request, {
    path: `${nextStamp(request.now, newestOf(stamps))}_${slug.slug}.sql`,
    up: `-- migrate:up${option}\n-- ${title}`,
    // The block must be there, with or without a way back.
    down: `-- migrate:down${option}${request.withDown ? `\n-- Undo: ${title}` : ''}`,
  });
}

function history(): History {
  return {
    ...versionRows(table),
    // Unless the URL names a schema, dbmate looks in the first one of the search path alone.
    exists: { text: `SELECT to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS exists` },
    setup: [{ text: `CREATE TABLE IF NOT EXISTS ${table} (version varchar primary key)` }],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
  };
}
