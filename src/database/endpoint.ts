import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';

/** libpq's meanings; `allow` encrypts only where the server insists. */
const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof sslModes)[number];

/** What is needed to reach a server. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** To be tried in this order, `false` without TLS; the first that the server takes is used. */
  readonly tls: readonly (false | ConnectionOptions)[];
  readonly options?: string;
}

/** A connection URL that cannot be used; the message says why and holds no secret. */
export class BadUrl extends Error {}

/**
 * Reads a `postgres://` URL, missing parts by libpq's environment variables and its password by the password file.
 * Rejects with `BadUrl`.
 */
export async function endpointOf(url: string, environment: NodeJS.ProcessEnv): Promise<Endpoint> {
  if (!/^(postgres(ql)?:\/\/|socket:|\/)/i.test(url)) {
    throw new BadUrl('The connection is no URL of the form postgres://user@host:5432/database.');
  }
  refuseWhatIsNotDone(url);
  const { own, rest } = withoutTls(url);
  const { parse } = await import('pg-connection-string');
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(rest);
  } catch {
    if (/^[^/]*\/\/(?:[^/]*@)?[^/@?]*,/.test(rest)) {
      throw new BadUrl('The connection URL names several hosts. Name the one that takes writes.');
    }
    // The parser's own message may quote the URL, and with it the password.
    throw new BadUrl('The connection URL cannot be read: write special characters in user and password as %XX.');
  }
  const given = (value: string | null | undefined): string | undefined => (value === null || value === '' ? undefined : value);
  const user = given(parsed.user) ?? environment['PGUSER'] ?? environment['USER'] ?? environment['USERNAME'] ?? 'postgres';
  const place = {
    host: given(parsed.host) ?? environment['PGHOST'] ?? 'localhost',
    port: Number(given(parsed.port) ?? environment['PGPORT'] ?? 5432),
    user,
    database: given(parsed.database) ?? environment['PGDATABASE'] ?? user,
  };
  // libpq would take the first that answers, which need not be the one that was looked at.
  if (place.host.includes(',')) throw new BadUrl('The connection URL names several hosts. Name the one that takes writes.');
  if (!Number.isInteger(place.port) || place.port < 1 || place.port > 65_535) {
    throw new BadUrl('The port in the connection URL is no number between 1 and 65535.');
  }
  const password = given(parsed.password) ?? environment['PGPASSWORD'] ?? (await passwordFile(place)) ?? '';
  const options = given(parsed.options) ?? environment['PGOPTIONS'];
  return { ...place, password, tls: tlsOf(place.host, own, environment), ...(options !== undefined && { options }) };
}

/** Parameters of libpq that say where, as whom or how safely to connect, and that would be passed over in silence. */
const notDone = ['service', 'hostaddr', 'passfile', 'require_auth', 'sslcrl', 'sslcrldir'];

function refuseWhatIsNotDone(url: string): void {
  const [, query = ''] = url.split(/\?(.*)/s);
  const names = query.split('&').map((pair) => pair.split('=', 1)[0] ?? '');
  const odd = notDone.find((name) => names.includes(name));
  if (odd !== undefined) throw new BadUrl(`The connection URL has the parameter ${odd}, which Lockkeeper does not know.`);
}

/** Whether the host is this machine: the loopback interface or a unix socket. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|::1)$/i.test(host) || host.startsWith('/');
}

type TlsParameters = Readonly<Record<string, string>>;

/** Takes what concerns TLS out of the URL, since the driver's parser has other defaults than libpq. */
function withoutTls(url: string): { readonly own: TlsParameters; readonly rest: string } {
  const own: Record<string, string> = {};
  const [before = '', query] = url.split(/\?(.*)/s);
  const kept = (query ?? '').split('&').filter((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (!/^(ssl|sslmode|sslrootcert|sslcert|sslkey|sslpassword)$/.test(name)) return pair !== '';
    own[name] = decodeURIComponent(value.replaceAll('+', ' '));
    return false;
  });
  return { own, rest: kept.length === 0 ? before : `${before}?${kept.join('&')}` };
}

/**
 * libpq's meaning of sslmode. Without one, a remote server must prove its name, and this machine's own is asked
 * without TLS first: there is no network between.
 */
function tlsOf(host: string, own: TlsParameters, environment: NodeJS.ProcessEnv): Endpoint['tls'] {
  if (host.startsWith('/')) return [false];
  const rootFile = own['sslrootcert'] ?? environment['PGSSLROOTCERT'] ?? personal('root.crt');
  const mode = modeOf(own, environment) ?? (isLoopback(host) && rootFile !== 'system' ? 'allow' : 'verify-full');
  if (rootFile === 'system' && mode !== 'verify-full') {
    // Anyone can have a certificate that the system trusts, for a name of their own.
    throw new BadUrl(`sslrootcert=system goes with sslmode=verify-full, and not with ${mode}.`);
  }
  const ca = rootFile === undefined || rootFile === 'system' ? undefined : pem(rootFile, 'sslrootcert');
  const cert = own['sslcert'] ?? environment['PGSSLCERT'] ?? personal('postgresql.crt');
  const key = own['sslkey'] ?? environment['PGSSLKEY'] ?? (cert === undefined ? undefined : personal('postgresql.key'));
  const base: ConnectionOptions = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert: pem(cert, 'sslcert') }),
    ...(key !== undefined && { key: pem(key, 'sslkey') }),
    ...(own['sslpassword'] !== undefined && { passphrase: own['sslpassword'] }),
  };
  const anyone: ConnectionOptions = { ...base, rejectUnauthorized: false };
  const anyName: ConnectionOptions = { ...base, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, anyone];
    case 'prefer':
      return [anyone, false];
    case 'require':
      // «If a root CA file is present, verify the certificate in the same way as if verify-ca was specified.»
      return [ca === undefined ? anyone : anyName];
    case 'verify-ca':
      if (ca === undefined) throw new BadUrl('sslmode=verify-ca needs the authority’s certificate: add sslrootcert=….');
      return [anyName];
    case 'verify-full':
      return [base];
  }
}

function modeOf(own: TlsParameters, environment: NodeJS.ProcessEnv): SslMode | undefined {
  // `ssl=true` is the driver's and JDBC's way to say «encrypted, by a server that proves its name».
  const said = own['sslmode'] ?? (own['ssl'] === 'true' || own['ssl'] === '1' ? 'verify-full' : environment['PGSSLMODE']);
  if (said === undefined || said === '') return undefined;
  const mode = sslModes.find((known) => known === said);
  if (mode === undefined) throw new BadUrl(`sslmode is one of ${sslModes.join(', ')}.`);
  return mode;
}

/** A file that libpq looks for in the user's own directory. */
function personal(name: string): string | undefined {
  const folder =
    process.platform === 'win32' ? join(process.env['APPDATA'] ?? homedir(), 'postgresql') : join(homedir(), '.postgresql');
  const file = join(folder, name);
  return existsSync(file) ? file : undefined;
}

function pem(file: string, parameter: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new BadUrl(`The file that ${parameter} names cannot be read: ${file}.`);
  }
}

async function passwordFile(place: Pick<Endpoint, 'host' | 'port' | 'database' | 'user'>): Promise<string | undefined> {
  const { default: pgpass } = await import('pgpass');
  const lookUp = (host: string): Promise<string | undefined> => new Promise((resolve) => pgpass({ ...place, host }, resolve));
  // libpq looks a socket up by its directory, and the one where it looks for a socket itself as «localhost».
  return (await lookUp(place.host)) ?? (place.host.startsWith('/') ? lookUp('localhost') : undefined);
}
