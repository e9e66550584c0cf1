/** Major versions that every release of Lockkeeper is tested on. */
const [oldestTested, newestTested] = [14, 18];
/** The oldest that has everything that is asked of a server. */
const oldestThatWorks = 12;

/** The major version of a `server_version_num`. */
export const majorOf = (version: number): number => Math.floor(version / 10_000);

/** `server_version_num` as people write it: `17.4` of 170004. */
export function printedVersion(version: number): string {
  return `${Math.floor(version / 10_000)}.${version % 10_000}`;
}

/** What is to be known of a server's version before it is trusted with a run; undefined where it is tested. */
export function versionWarning(version: number): string | undefined {
  const major = majorOf(version);
  if (major < oldestThatWorks) return `older than ${oldestThatWorks}: Lockkeeper may not work with it`;
  if (major < oldestTested) return `older than ${oldestTested}: Lockkeeper is not tested with it`;
  return major > newestTested ? `newer than ${newestTested}: Lockkeeper is not tested with it yet` : undefined;
}

/** «PostgreSQL 17.4», and a warning behind it where there is one. */
export function versionWords(version: number): string {
  const warning = versionWarning(version);
  return `PostgreSQL ${printedVersion(version)}${warning === undefined ? '' : ` (${warning})`}`;
}
