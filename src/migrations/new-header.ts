import type { Source } from './project';
import { headerOf, type Phase } from './header';
import { baseName } from './paths';

/** What the header of a new migration says besides what follows from its name. */
export interface NewHeader {
  readonly database?: string;
  readonly author?: string;
  readonly breaking?: boolean;
  /** Which part of a roll-out it is. */
  readonly phase?: Phase;
  /** Versions or file names of the migrations that must come before. */
  readonly dependsOn?: readonly string[];
  /** The schema version that it leads to; the next one after the newest header's unless given. */
  readonly version?: string;
}

/** The engines that a header may name. */
export const databases: readonly string[] = ['postgresql', 'timescaledb'];

/** Whether new files of a source get a header: where its convention wants one, or the newest of its files have one. */
export function hasHeaders({ convention, migrations }: Source): boolean {
  if (convention.hasHeader === true) return true;
  const newest = migrations.slice(-5).flatMap(({ up }) => (up === undefined ? [] : [headerOf(up.text).fields.length >= 2]));
  return newest.filter(Boolean).length * 2 > newest.length;
}

export interface HeaderInput {
  readonly header: NewHeader;
  readonly source: Source;
  readonly type: string | undefined;
  /** UTC, milliseconds since 1970. */
  readonly now: number;
}

/** The lines of a header, for the file of this name, each ended by LF. */
export function headerText(path: string, { header, source, type, now }: HeaderInput): string {
  const stem = baseName(path).replace(/(?:\.up)?\.sql$/i, '');
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Migration', stem],
    ['ID', /^\D*(\d+(?:_\d{6}(?!\d))?)/.exec(stem)?.[1]],
    ['Version', header.version ?? nextVersion(source, header.breaking === true)],
    ['Database', header.database ?? 'postgresql'],
    ['Type', type],
    ['Phase', header.phase],
    ['Author', header.author],
    ['Created', new Date(now).toISOString().replace(/\.\d+/, '')],
    ['Breaking', header.breaking === true ? 'yes' : 'no'],
    ['Dependencies', header.dependsOn === undefined || header.dependsOn.length === 0 ? 'none' : header.dependsOn.join(', ')],
  ];
  return fields.flatMap(([key, value]) => (value === undefined ? [] : [`-- ${key}: ${value}\n`])).join('');
}

/** After the newest version that a header names: the next major one for what breaks, else the next minor one. */
function nextVersion({ migrations }: Source, isBreaking: boolean): string {
  const versions = migrations.flatMap(({ up }) => {
    const match = /^v?(\d+)\.(\d+)(?:\.\d+)?$/.exec(up === undefined ? '' : (headerOf(up.text).version ?? ''));
    return match === null ? [] : [{ major: Number(match[1]), minor: Number(match[2]) }];
  });
  const newest = versions.reduce(
    (most, it) => (it.major > most.major || (it.major === most.major && it.minor > most.minor) ? it : most),
    { major: 0, minor: 0 },
  );
  return isBreaking ? `${newest.major + 1}.0.0` : `${newest.major}.${newest.minor + 1}.0`;
}
