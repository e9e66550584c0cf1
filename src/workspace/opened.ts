import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { rules } from '../lint/rules/index';
import { conventions } from '../migrations/conventions/all';
import { discover, type ListedSource } from '../migrations/discovery';
import type { Earlier } from '../migrations/earlier';
import type { Files } from '../migrations/files';
import type { Project } from '../migrations/project';
import { type Config, defaultConfig, parseConfig } from './config';

/** A workspace folder as it was read: its sources, its configuration, and the variables of its `.env`. */
export interface Opened {
  readonly project: Project;
  readonly config: Config;
  /** The text of `lockkeeper.json`; empty where there is none, or where it cannot be read. */
  readonly configText: string;
  /** The text of `.gitattributes`; undefined where there is none. */
  readonly attributes: string | undefined;
  readonly dotenv: Readonly<Record<string, string | undefined>>;
}

/** Reads a workspace folder. A configuration that cannot be read is said in `config.faults`; a missing one is none. */
export async function openFolder(root: string, files: Files, earlier: Earlier): Promise<Opened> {
  const own = ['lockkeeper.json', '.env', '.gitattributes'].map((name) => join(root, name));
  const [written, environment, attributes] = await files.readMany(own);
  const entries = await files.list(root);
  const has = (name: string): boolean => entries?.some((entry) => entry.name === name) ?? false;
  const configText = written?.ok === true ? decode(written.bytes) : '';
  const config =
    written?.ok === true
      ? await parseConfig(configText)
      : has('lockkeeper.json')
        ? { ...defaultConfig, faults: [{ message: `lockkeeper.json ${written?.reason ?? ''}`, offset: 0 }] }
        : defaultConfig;
  const offsetOf = (value: string): number => Math.max(0, configText.indexOf(JSON.stringify(value)));
  const unknownRules = [...config.rules.keys()].flatMap((id) =>
    rules.some((rule) => rule.id === id) ? [] : { message: `There is no rule “${id}”.`, offset: offsetOf(id) },
  );
  const unknown = config.sources.flatMap(({ convention }) =>
    convention === undefined || conventions.some(({ id }) => id === convention)
      ? []
      : { message: `There is no convention “${convention}”; known are ${conventionIds}.`, offset: offsetOf(convention) },
  );
  const listed = config.sources.map(({ path, convention, ignore }): ListedSource => {
    const known = conventions.find(({ id }) => id === convention);
    return { path, ignore, ...(known !== undefined && { convention: known }) };
  });
  const project = await discover(root, files, { ignore: config.ignore, sources: listed }, earlier);
  return {
    project,
    config: { ...config, faults: [...config.faults, ...unknown, ...unknownRules] },
    configText,
    attributes: attributes?.ok === true ? decode(attributes.bytes) : undefined,
    dotenv: environment?.ok === true ? parseEnv(decode(environment.bytes)) : {},
  };
}

const conventionIds = conventions.map(({ id }) => id).join(', ');

/** These files are written by people for people: a stray byte costs a character, not the file. */
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);
