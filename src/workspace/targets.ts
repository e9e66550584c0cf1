import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { placeOf } from '../database/redact';
import type { Role, Target } from '../database/target';
import type { ConfiguredTarget } from './config';
import type { Targets } from './engine';

/** A connection that the user keeps outside the project. */
export interface AddedTarget {
  readonly name: string;
  readonly url: string;
  readonly role?: Role;
}

/** Everything that can name a target, in the order in which they are offered. */
export interface TargetSources {
  readonly configured: readonly ConfiguredTarget[];
  readonly added: readonly AddedTarget[];
  /** The process's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the `.env` at the workspace's root. */
  readonly dotenv: Readonly<Record<string, string | undefined>>;
  /** Below which the embedded server keeps one data directory a source. */
  readonly storageDirectory: string;
}

/** The variables that name a database, the first that is set winning. */
const variables = ['DATABASE_URL', 'SUPABASE_DB_URL'] as const;

interface Listed {
  readonly targets: readonly Target[];
  /** Those that cannot be had, each with the reason: «staging (STAGING_URL is not set)». */
  readonly unset: readonly string[];
}

/**
 * The targets of a source, embedded last. A URL in `lockkeeper.json` may hold `${env:NAME}`, taken from the environment
 * or `.env`; a target whose variable is not set is left out and named in `unset`.
 */
export function listTargets(sourcePath: string, from: TargetSources): Listed {
  const variable = (name: string): string | undefined => from.environment[name] ?? from.dotenv[name];
  const targets: Target[] = [];
  const unset: string[] = [];
  for (const { name, url, role, timeouts } of from.configured) {
    const resolved = withVariables(url, variable);
    if (!resolved.ok) {
      unset.push(`${name} (${resolved.unset})`);
      continue;
    }
    const target = serverTarget({ name, url: resolved.url, ...(role && { role }) }, 'lockkeeper.json', from.environment);
    targets.push({ ...target, ...(timeouts && { timeouts }) });
  }
  for (const name of variables) {
    const own = from.environment[name];
    const url = own ?? from.dotenv[name];
    if (url !== undefined && url !== '')
      targets.push(serverTarget({ name, url }, own === undefined ? '.env' : 'the environment', from.environment));
  }
  targets.push(
    ...from.added.map((added) => serverTarget(added, 'your connections', from.environment)),
    embeddedTarget(sourcePath, from.storageDirectory),
  );
  return { targets, unset };
}

/** A URL with its variables filled in, or which of them are not set. */
export function withVariables(
  url: string,
  variable: (name: string) => string | undefined,
): { readonly ok: true; readonly url: string } | { readonly ok: false; readonly unset: string } {
  const missing = [...url.matchAll(/\$\{env:(\w+)\}/g)]
    .map(([, used]) => used ?? '')
    .filter((used) => variable(used) === undefined);
  if (missing.length > 0) return { ok: false, unset: `${missing.join(', ')} is not set` };
  return { ok: true, url: url.replace(/\$\{env:(\w+)\}/g, (_, used: string) => variable(used) ?? '') };
}

/** The same with the one first that the configuration names for the source, where it is among them. */
export function withPreferred({ targets, unset }: Listed, configured: string | undefined): Targets {
  if (configured === undefined) return { targets };
  const preferred = targets.find(({ name }) => name === configured);
  if (preferred === undefined) {
    const unavailable =
      unset.find((words) => words.startsWith(`${configured} (`)) ?? `${configured} (there is none of that name)`;
    return { targets, unavailable };
  }
  return { targets: [preferred, ...targets.filter((target) => target !== preferred)], preferred };
}

function serverTarget(
  { name, url: written, role }: AddedTarget,
  from: string,
  environment: TargetSources['environment'],
): Target {
  const url = withHost(written, environment);
  return { kind: 'server', name, url, role: role ?? roleOf(url), from };
}

/**
 * A URL that names no host means the one of PGHOST: it is written into the URL, so that the role, the name and the
 * consent are those of the machine that is connected to.
 */
export function withHost(url: string, { PGHOST: host }: Readonly<Record<string, string | undefined>>): string {
  if (host === undefined || host === '' || !URL.canParse(url)) return url;
  const { hostname, searchParams } = new URL(url);
  if (hostname !== '' || searchParams.has('host')) return url;
  return `${url}${url.includes('?') ? '&' : '?'}host=${encodeURIComponent(host)}`;
}

/**
 * Whether a file of the repository leads to another machine, whatever role it claims for it: whoever wrote the file has
 * chosen that database, and not whoever runs a command.
 */
export function leadsAway(target: Target): boolean {
  const isOfRepository = target.from === '.env' || target.from === 'lockkeeper.json';
  return isOfRepository && target.kind === 'server' && roleOf(target.url) !== 'local';
}

/**
 * The name of the journal of what is done to a target from a source. A server is known by its place, so that one
 * database has one journal whatever its URL or its target is called.
 */
export function journalName(sourcePath: string, target: Target): string {
  const place = target.kind === 'embedded' ? target.directory : (placeOf(target.url) ?? target.name);
  return createHash('sha256').update(`${sourcePath}\0${place}`).digest('hex').slice(0, 16);
}

/** The embedded server's data directory for a source is keyed by the source's real path, so both faces share it. */
function embeddedTarget(sourcePath: string, storageDirectory: string): Target {
  const key = createHash('sha256').update(sourcePath).digest('hex').slice(0, 16);
  return {
    kind: 'embedded',
    name: 'embedded',
    role: 'embedded',
    from: 'built in',
    directory: join(storageDirectory, 'embedded', key),
  };
}

/** A URL without its credentials and parameters, for people: `db.example.com:5433/app`. */
export function shownUrl(url: string): string {
  return placeOf(url) ?? 'a database';
}

/** `local` for the loopback interface and unix sockets, `shared` for everything else, also for what cannot be read. */
export function roleOf(url: string): 'local' | 'shared' {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // A key=value string or a bare socket path: only an obvious socket directory counts as local.
    return /^(socket:|\/)/.test(url) || /(^|\s)host=(\/|localhost\b|127\.0\.0\.1\b|::1\b)/.test(url) ? 'local' : 'shared';
  }
  const hosts = [parsed.hostname, ...parsed.searchParams.getAll('host'), ...parsed.searchParams.getAll('hostaddr')].filter(
    (host) => host !== '',
  );
  const isLocal = (host: string): boolean =>
    /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host) || decodeURIComponent(host).startsWith('/');
  return hosts.every(isLocal) ? 'local' : 'shared';
}
