/** What stands for a secret. */
const hidden = '***';

/**
 * A text without secrets: passwords in URLs and connection strings, in `PASSWORD '…'`, and the given ones wherever
 * they stand, as written and as a URL writes them.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text
    .replace(/((?<![a-z\d+.-])[a-z\d+.-]+:\/\/[^\s:/?#]*):\S+@/gi, `$1:${hidden}@`)
    .replace(/([?&;\s]|^)((?:ssl)?password=)('(?:[^'\\]|\\.)*'|[^\s&]+)/gi, `$1$2${hidden}`)
    .replace(/(\bpassword\s+)(E?'(?:[^'\\]|''|\\.)*'?)/gi, `$1'${hidden}'`);
  // Longest first, so that one secret within another leaves no rest; very short ones would hide half the alphabet.
  const known = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((secret) => secret.length >= 4);
  for (const secret of known.sort((a, b) => b.length - a.length)) safe = safe.replaceAll(secret, hidden);
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
