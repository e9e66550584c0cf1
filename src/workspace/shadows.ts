import { join } from 'node:path';
import type { Databases } from '../database/databases';
import type { Fresh } from '../database/throw-away';
import type { Files } from '../migrations/files';
import { sourceFile } from '../migrations/source-file';
import type { Source } from '../migrations/project';
import type { Prelude } from '../run/prelude';
import { type Config, configuredSource } from './config';
import type { ConfiguredShadow } from './config-shadow';
import { withHost, withVariables } from './targets';

/** Where the user wants chains to be replayed: `embedded`, `installed`, or the URL of a server on this machine. */
export type ShadowWish = string;

/** Where a source's chain is replayed, and what is there before it. */
export interface Shadows {
  readonly fresh: (major?: number) => Fresh;
  readonly prelude?: Prelude;
}

/** The same, with what ends it. */
type Opened = Shadows & { readonly end: () => Promise<void> };

/** What is needed to find that out. */
export interface ShadowSources {
  readonly config: Config;
  readonly root: string;
  readonly files: Files;
  readonly databases: Pick<Databases, 'fresh' | 'freshOnServer' | 'installed'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly dotenv: Readonly<Record<string, string | undefined>>;
}

/** Does work that may need them, and ends what was started for it. */
export async function onShadows<T>(
  { source, shadow }: { readonly source: Source; readonly shadow?: ShadowWish },
  from: ShadowSources,
  work: (shadows: Shadows) => Promise<T>,
): Promise<T> {
  const { end, ...shadows } = await shadowsFor(source, shadow, from);
  try {
    return await work(shadows);
  } finally {
    await end();
  }
}

/** A wish of this run counts more than what `lockkeeper.json` says of the source, and that more than what it says of all. */
async function shadowsFor(source: Source, wish: ShadowWish | undefined, from: ShadowSources): Promise<Opened> {
  const configured = { ...from.config.shadow, ...configuredSource(from.config, source, from.root)?.shadow };
  const prelude = await preludeOf(configured, from);
  return { ...databasesBy(wish ?? configured.server ?? 'embedded', from), ...(prelude && { prelude }) };
}

function databasesBy(server: ShadowWish, from: ShadowSources): Omit<Opened, 'prelude'> {
  const { databases, environment, dotenv, config } = from;
  const end = (): Promise<void> => Promise.resolve();
  if (server === 'embedded') return { fresh: databases.fresh, end };
  if (server === 'installed') {
    const installed = databases.installed();
    // Where there is no target, its version is what the configuration says.
    return { ...installed, fresh: (major = config.postgres) => installed.fresh(major) };
  }
  const resolved = withVariables(server, (name) => environment[name] ?? dotenv[name]);
  if (resolved.ok) {
    const url = withHost(resolved.url, environment);
    const why = refusedAt(url, from);
    return { fresh: () => databases.freshOnServer(url, why), end };
  }
  // Not everyone who works on a project has such a server: the embedded one is better than none, and says why it is that one.
  const instead = (): Fresh => {
    const fresh = databases.fresh();
    return { ...fresh, place: `${fresh.place} (${resolved.unset})` };
  };
  return { fresh: instead, end };
}

/** Why no shadow is made where a URL leads: the project calls a database there shared or production, as behind a tunnel. */
function refusedAt(url: string, { config, environment, dotenv }: ShadowSources): string | undefined {
  const place = serverOf(url);
  for (const { name, url: written, role } of config.targets) {
    if (role !== 'shared' && role !== 'production') continue;
    const target = withVariables(written, (variable) => environment[variable] ?? dotenv[variable]);
    if (place !== undefined && target.ok && serverOf(withHost(target.url, environment)) === place)
      return `The target ${name}, which is ${role}, is on that server: no shadow is made there.`;
  }
  return undefined;
}

/** The place of a server, whatever this machine is called in it; undefined where the URL tells of none. */
function serverOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, searchParams } = new URL(url);
  const host = decodeURIComponent(hostname) || (searchParams.get('host') ?? 'localhost');
  const own = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host) ? 'localhost' : host;
  return `${own}:${port || (searchParams.get('port') ?? '5432')}`;
}

async function preludeOf({ prelude: label }: ConfiguredShadow, { root, files }: ShadowSources): Promise<Prelude | undefined> {
  if (label === undefined) return undefined;
  const path = join(root, label);
  const [content = { ok: false, kind: 'unreadable', reason: 'is not there.' } as const] = await files.readMany([path]);
  const { text, bytes, problem } = sourceFile(label, path, content);
  const script = {
    path,
    direction: 'up',
    bytes,
    text,
    body: { start: text.startsWith('\uFEFF') ? 1 : 0, end: text.length },
  } as const;
  return { label, script, ...(problem && { problem }) };
}
