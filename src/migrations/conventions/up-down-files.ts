import type { Convention, Folder, Scaffold, ScaffoldRequest } from '../convention';
import { relativeTo } from '../paths';
import { createFiles, newestOf, nextNumber, nextStamp, template } from '../scaffold';

/** What runners written in Go take for a script: a number, an underscore, whatever follows, and the direction. */
export const pairPattern = /^(\d+)_(.*)\.(up|down)\.sql$/s;

/** Files of the folder itself that are scripts of one direction. */
export function pairsIn({ files }: Folder): readonly string[] {
  return files.filter((path) => !path.includes('/') && pairPattern.test(path));
}

/** The file that would be the way back of `….up.sql`. */
export const downBeside: NonNullable<Convention['downFile']> = ({ up, title }, { path }) => {
  const own = up && relativeTo(path, up.path);
  return own?.endsWith('.up.sql') === true
    ? { path: own.replace(/\.up\.sql$/, '.down.sql'), heading: `-- Undo: ${title}` }
    : undefined;
};

/** `stem.up.sql` and, if it is wanted, `stem.down.sql`, whose first line is the runner's directive where it needs one. */
export function createPair(request: ScaffoldRequest, stem: string, directive = ''): Scaffold {
  const title = request.description.trim();
  const up = template(`${stem}.up.sql`, `${directive}-- ${title}`, request.content?.up);
  if (!request.withDown) return createFiles(request, [up]);
  return createFiles(request, [up, template(`${stem}.down.sql`, `${directive}-- Undo: ${title}`, request.content?.down)]);
}

/**
 * The version after those written so far, in the way most of them are: seconds or nanoseconds since 1970, a stamp
 * YYYYMMDDHHMMSS, or a number of six digits. A folder without any gets what `first` says.
 */
export function nextVersion(now: number, written: readonly string[], first: 'stamp' | 'number' = 'stamp'): string {
  const isMost = (digits: number): boolean => written.filter(({ length }) => length === digits).length * 2 > written.length;
  if (isMost(14) || (written.length === 0 && first === 'stamp')) {
    return nextStamp(now, newestOf(written.filter(({ length }) => length === 14)));
  }
  if (isMost(10) || isMost(19)) {
    const clock = isMost(10) ? BigInt(Math.trunc(now / 1000)) : BigInt(now) * 1_000_000n;
    return String([...written.map((each) => BigInt(each) + 1n), clock].reduce((most, each) => (each > most ? each : most)));
  }
  return nextNumber(written, 6);
}
