/** What stands for a secret. */
const hidden = '***';

/** Where a password stands in a text: what is before it, and it. */
const places: readonly RegExp[] = [
  // In a URL.
  /((?<![a-z\d+.-])[a-z\d+.-]+:\/\/[^\s:/?#]*:)(\S+)(?=@)/gi,
  // In a connection string, also where that is a string of SQL.
  /((?:[?&;\s]|^)(?:ssl)?password=)('(?:[^'\\]|\\.)*'|[^\s&]+)/gi,
  /(['"(](?:ssl)?password=)([^\s'"]+)/gi,
];

/** In SQL, in each way to write a string; within a string its quotes are doubled. */
const inSql = /(\bpassword\s+)((?:E|U&)?(?:''[^']+''|'(?:[^'\\]|''|\\.)*'?)|(\$\w*\$)[^]*?\3)/gi;

/**
 * A text without secrets: passwords in URLs and connection strings, in `PASSWORD '…'`, and the given ones wherever
 * they stand, as written and as a URL writes them.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text.replace(inSql, `$1'${hidden}'`);
  for (const place of places) safe = safe.replace(place, `$1${hidden}`);
  // Longest first, so that one secret within another leaves no rest; very short ones would hide half the alphabet.
  const known = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((secret) => secret.length >= 4);
  for (const secret of known.sort((a, b) => b.length - a.length)) safe = safe.replaceAll(secret, hidden);
  return safe;
}

/** The same for a text in which every character must stay at its place: each of a password is an asterisk. */
export function masked(text: string): string {
  let safe = text;
  for (const place of [inSql, ...places]) {
    safe = safe.replace(place, (_, before: string, secret: string) => before + secret.replace(/[^\r\n]/g, '*'));
  }
  return safe;
}

/** The passwords that a connection URL holds, for `redact`. */
export function secretsOf(url: string): readonly string[] {
  const found = [
    /^[a-z][a-z\d+.-]*:\/\/[^:/?#]*:(.*)@/i.exec(url)?.[1],
    ...[...url.matchAll(/(?:ssl)?password=('(?:[^'\\]|\\.)*'|[^\s&]+)/gi)].map((match) => match[1]?.replace(/^'|'$/g, '')),
  ];
  return found.flatMap((secret) => (secret === undefined || secret === '' ? [] : [secret, decoded(secret)]));
}

/** As a URL means it; a `%` that is none of a URL's own stays as it is. */
function decoded(secret: string): string {
  return secret.replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** What people may see of a target: name, host and database, never a password. */
export function describeTarget(
  target: { readonly name: string } & ({ kind: 'embedded' } | { kind: 'server'; url: string }),
): string {
  const place = target.kind === 'embedded' ? undefined : placeOf(target.url);
  return place === undefined || place === target.name ? target.name : `${target.name} (${place})`;
}

/** A URL without its credentials and parameters: `db.example.com:5433/app`. Undefined where nothing of it is safe to show. */
export function placeOf(url: string): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return undefined;
  }
  const { host, pathname, searchParams, username, search, hash } = parsed;
  // A password with a bare ?, # or / in it ends the host too early, and its beginning would pass for the port.
  if (username === '' && `${pathname}${search}${hash}`.includes('@')) return undefined;
  return `${host === '' ? (searchParams.get('host') ?? 'localhost') : decodeURIComponent(host)}${pathname}`;
}
