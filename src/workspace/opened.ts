import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { rules } from '../lint/rules/index';
import { conventions } from '../migrations/conventions/all';
import { discover } from '../migrations/discovery';
import type { ListedSource } from '../migrations/recognise';
import type { Earlier } from '../migrations/earlier';
import type { Files } from '../migrations/files';
import { baseName, directoryName } from '../migrations/paths';
import type { Project } from '../migrations/project';
import type { TableStatistics } from '../effects/statistics';
import { type Config, defaultConfig, parseConfig } from './config';
import { readStatistics } from './statistics-file';

/** A workspace folder as it was read: its sources, its configuration, and the variables of its `.env`. */
export interface Opened {
  readonly project: Project;
  readonly config: Config;
  /** The text of `lockkeeper.json`; empty where there is none, or where it cannot be read. */
  readonly configText: string;
  /** The text of `.gitattributes`; undefined where there is none. */
  readonly attributes: string | undefined;
  readonly dotenv: Readonly<Record<string, string | undefined>>;
  /** Of the file that `lockkeeper.json` names for them. */
  readonly statistics?: TableStatistics;
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
  const absent = await missingFiles(root, config.reference, files);
  const reference = config.reference.filter((path) => !absent.includes(path));
  const project = await discover(root, files, { ignore: config.ignore, sources: listed, reference }, earlier);
  const missing = absent.map((path) => ({
    message: `There is no file “${path}”: “reference” lists files that are kept on purpose.`,
    offset: offsetOf(path),
  }));
  const stats = config.tableStats === undefined ? undefined : await ownStatistics(root, config.tableStats, files);
  const unread =
    stats?.ok === false ? [{ message: `“tableStats”: ${stats.reason}`, offset: offsetOf(config.tableStats ?? '') }] : [];
  return {
    project,
    ...(stats?.ok === true && { statistics: stats.statistics }),
    config: { ...config, faults: [...config.faults, ...unknown, ...unknownRules, ...missing, ...unread] },
    configText,
    attributes: attributes?.ok === true ? decode(attributes.bytes) : undefined,
    dotenv: environment?.ok === true ? parseEnv(decode(environment.bytes)) : {},
  };
}

/** The statistics that a file of the project has, or a sentence why they cannot be told. */
async function ownStatistics(root: string, path: string, files: Files): ReturnType<typeof readStatistics> {
  const [written] = await files.readMany([join(root, path)]);
  if (written?.ok !== true) {
    const why = `${path} ${written?.reason ?? ''}`.trim();
    return { ok: false, reason: `${why}: “lockkeeper stats --output=${path}” writes it.` };
  }
  const read = await readStatistics(decode(written.bytes));
  return read.ok ? read : { ok: false, reason: `${path}, ${read.reason}: “lockkeeper stats --output=${path}” writes it anew.` };
}

/** Those of paths, relative to the root, where there is no file. Their directories say so: a dump may be long. */
async function missingFiles(root: string, paths: readonly string[], files: Files): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const entries = await files.list(join(root, directoryName(path)));
      return entries?.some(({ name, kind }) => name === baseName(path) && kind === 'file') ?? false;
    }),
  );
  return paths.filter((_, index) => found[index] === false);
}

const conventionIds = conventions.map(({ id }) => id).join(', ');

/** These files are written by people for people: a stray byte costs a character, not the file. */
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);
