import { join } from 'node:path';
import type { ParseError } from 'jsonc-parser';
import type { Role } from '../database/target';
import type { Timeouts } from '../database/timeouts';
import type { Severity } from '../lint/finding';
import { type LintOptions, type Preset, presets, type Requirements } from '../lint/options';
import { empty, templates } from '../migrations/templates/all';
import { type NamedKind, namedKinds } from '../lint/new-names';
import type { Project, Source } from '../migrations/project';
import { type ConfiguredShadow, readShadow } from './config-shadow';
import { readTimeouts } from './config-timeouts';
import { type Fault, isObject, isWithin, type Json, type Member } from './config-values';

/** One source as `lockkeeper.json` names it. */
export interface ConfiguredSource {
  /** Relative to the file, with `/`. */
  readonly path: string;
  /** A convention's id, where detection is not to decide. */
  readonly convention?: string;
  /** The name of its target. */
  readonly target?: string;
  /** Globs of files in it that are no part of it, relative to it. */
  readonly ignore: readonly string[];
  /** It is not to grow any more: new migrations belong elsewhere. */
  readonly deprecated: boolean;
  /** In place of what holds for all. */
  readonly shadow: ConfiguredShadow;
}

export interface ConfiguredTarget {
  readonly name: string;
  /** May hold `${env:NAME}`; never shown. */
  readonly url: string;
  readonly role?: Role;
  readonly timeouts?: Timeouts;
}

/** A template for new migrations that the repository keeps: paths relative to the file, with `/`, and within its folder. */
export interface ConfiguredTemplate {
  readonly name: string;
  readonly up: string;
  readonly down?: string;
  /** Each of its statements must run outside a transaction. */
  readonly outsideTransaction: boolean;
}

export interface ConfiguredTemplates {
  readonly named: readonly ConfiguredTemplate[];
  /** The model for ways back that no template has. */
  readonly down?: string;
}

/** `lockkeeper.json`, parsed once. */
export interface Config extends LintOptions {
  /** The target's major version for the linter. */
  readonly postgres: number;
  readonly sources: readonly ConfiguredSource[];
  /** Globs, relative to the file, that discovery leaves out. */
  readonly ignore: readonly string[];
  /** Files that are kept on purpose and never applied, such as a dump of the schema: relative to the file, with `/`. */
  readonly reference: readonly string[];
  readonly targets: readonly ConfiguredTarget[];
  readonly preset: Preset;
  readonly templates: ConfiguredTemplates;
  /** Objects of a database that nobody wants to hear of when its schema is compared: see `withoutIgnored`. */
  readonly drift: { readonly ignore: readonly string[] };
  /** A file of statistics that `lockkeeper stats` wrote, relative to this one. */
  readonly tableStats?: string;
  readonly shadow: ConfiguredShadow;
  /** What is wrong with the file, each with its offset there. The rest of it counts all the same. */
  readonly faults: readonly { readonly message: string; readonly offset: number }[];
}

/** What the file says of a source, by its folder or by the one that holds its up scripts. */
export function configuredSource(
  { sources }: Config,
  { label, path: folder }: Pick<Source, 'label' | 'path'>,
  root: string,
): ConfiguredSource | undefined {
  return sources.find(({ path }) => label === path || folder === join(root, path));
}

/** What holds where nothing is configured. The version is the newest that every supported server can be judged by. */
export const defaultConfig: Config = {
  postgres: 16,
  sources: [],
  ignore: [],
  reference: [],
  targets: [],
  preset: 'recommended',
  templates: { named: [] },
  drift: { ignore: [] },
  shadow: {},
  rules: new Map(),
  faults: [],
};

const roles: readonly Role[] = ['local', 'shared', 'production'];
const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;

/** Reads the text of `lockkeeper.json` (JSON with comments). Never fails: what is wrong is listed in `faults`. */
export async function parseConfig(text: string): Promise<Config> {
  const { parseTree, getNodeValue, printParseErrorCode } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  // One slip often makes the parser stumble several times at the same place.
  const faults = errors
    .filter(({ offset }, index) => errors.findIndex((other) => other.offset === offset) === index)
    .map(({ error, offset }) => ({ message: `This is no JSON: ${printParseErrorCode(error)}.`, offset }));
  if (tree === undefined) return { ...defaultConfig, faults };

  const fault = (offset: number, message: string): void => {
    faults.push({ message, offset });
  };
  const members = new Map<string, { value: Json; offset: number }>();
  if (tree.type !== 'object') fault(tree.offset, 'An object is expected.');
  for (const property of tree.type === 'object' ? (tree.children ?? []) : []) {
    const [key, value] = property.children ?? [];
    if (key !== undefined && value !== undefined) {
      members.set(String(key.value), { value: getNodeValue(value) as Json, offset: key.offset });
    }
  }
  const known = [
    '$schema',
    'postgres',
    'sources',
    'ignore',
    'reference',
    'targets',
    'preset',
    'rules',
    'naming',
    'require',
    'templates',
    'drift',
    'tableStats',
    'shadow',
  ];
  for (const [key, { offset }] of members) {
    if (!known.includes(key)) fault(offset, `“${key}” is not known here; known are ${known.slice(1).join(', ')}.`);
  }
  const member = (key: string): { value: Json; offset: number } => members.get(key) ?? { value: null, offset: 0 };
  const naming = readNaming(member('naming'), fault);
  const require = readRequirements(member('require'), fault);
  const tableStats = readTableStats(member('tableStats'), fault);
  return {
    postgres: readPostgres(member('postgres'), fault),
    sources: readSources(member('sources'), fault),
    ignore: readGlobs(member('ignore'), fault),
    reference: readReference(member('reference'), fault),
    targets: readTargets(member('targets'), fault),
    preset: readPreset(member('preset'), fault),
    templates: readTemplates(member('templates'), fault),
    drift: readDrift(member('drift'), fault),
    shadow: readShadow(member('shadow'), fault),
    rules: readRules(member('rules'), fault),
    ...(naming && { naming }),
    ...(require && { require }),
    ...(tableStats !== undefined && { tableStats }),
    faults,
  };
}

function readPostgres({ value, offset }: Member, fault: Fault): number {
  if (value === null) return defaultConfig.postgres;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 10 || value > 18) {
    fault(offset, '“postgres” is a major version from 10 to 18, such as 16.');
    return defaultConfig.postgres;
  }
  return value;
}

function readPreset({ value, offset }: Member, fault: Fault): Preset {
  const preset = presets.find((known) => known === value);
  if (preset === undefined && value !== null) fault(offset, `“preset” is one of ${presets.join(', ')}.`);
  return preset ?? defaultConfig.preset;
}

function readSources({ value, offset }: Member, fault: Fault): readonly ConfiguredSource[] {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    fault(offset, '“sources” is a list of objects with a “path”.');
    return [];
  }
  return (value as readonly Json[]).flatMap((entry) => {
    if (!isObject(entry) || typeof entry['path'] !== 'string') {
      fault(offset, 'Each of “sources” needs a “path”, relative to lockkeeper.json.');
      return [];
    }
    const { convention, target, ignore = null, deprecated = false, shadow = null } = entry;
    if (typeof deprecated !== 'boolean') fault(offset, '“deprecated” is true or false.');
    return {
      path: entry['path'].replace(/^\.\//, '').replace(/\/+$/, ''),
      ...(typeof convention === 'string' && { convention }),
      ...(typeof target === 'string' && { target }),
      ignore: readGlobs({ value: ignore, offset }, fault),
      deprecated: deprecated === true,
      shadow: readShadow({ value: shadow, offset }, fault),
    };
  });
}

function readGlobs({ value, offset }: Member, fault: Fault): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every((glob) => typeof glob === 'string')) return value;
  fault(offset, '“ignore” is a list of globs, such as ["**/archive/**"].');
  return [];
}

function readReference({ value, offset }: Member, fault: Fault): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every((path) => typeof path === 'string' && isWithin(path))) {
    return (value as readonly string[]).map((path) => path.replace(/^(?:\.\/+)+/, ''));
  }
  fault(offset, '“reference” is a list of files, relative to lockkeeper.json and within its folder, such as ["db/schema.sql"].');
  return [];
}

function readTargets({ value, offset }: Member, fault: Fault): readonly ConfiguredTarget[] {
  if (value === null) return [];
  if (!isObject(value)) {
    fault(offset, '“targets” is an object from names to { "url", "role" }.');
    return [];
  }
  return Object.entries(value).flatMap(([name, entry]) => {
    if (!isObject(entry) || typeof entry['url'] !== 'string') {
      fault(offset, `The target “${name}” needs a “url”, such as "\${env:DATABASE_URL}".`);
      return [];
    }
    const role = roles.find((known) => known === entry['role']);
    if (entry['role'] !== undefined && role === undefined) {
      fault(offset, `The role of “${name}” is one of ${roles.join(', ')}; until then it is treated as production.`);
    }
    // Who meant a role to be more than local must not get less by a slip of the pen.
    const careful = entry['role'] === undefined ? undefined : (role ?? 'production');
    const timeouts = readTimeouts(entry, (key) =>
      fault(offset, `“${key}” of the target “${name}” is a duration such as "2s", "500ms" or "10min"; 0 is for ever.`),
    );
    return { name, url: entry['url'], ...(careful !== undefined && { role: careful }), ...(timeouts && { timeouts }) };
  });
}

function readTemplates({ value, offset }: Member, fault: Fault): ConfiguredTemplates {
  if (value === null) return defaultConfig.templates;
  if (!isObject(value)) {
    fault(offset, '“templates” is an object from names to paths of SQL files, or to { "up", "down", "transaction" }.');
    return defaultConfig.templates;
  }
  const pathIn = (path: Json | undefined, of: string): string | undefined => {
    if (typeof path === 'string' && isWithin(path)) return path.replace(/^\.\//, '');
    const where = 'a path relative to lockkeeper.json that does not lead out of its folder, such as "db/templates/table.sql"';
    fault(offset, `The template ${of} is ${where}.`);
    return undefined;
  };
  const { down: model, ...rest } = value;
  const down = model === undefined ? undefined : pathIn(model, '“down”');
  const named = Object.entries(rest).flatMap(([name, given]) => {
    if (name === empty || templates.some(({ id }) => id === name)) {
      fault(offset, `“${name}” is a template of Lockkeeper’s own: choose another name.`);
      return [];
    }
    if (!/^[\w-]+$/.test(name)) {
      fault(offset, `“${name}” is no name of a template: letters, digits, - and _ make one.`);
      return [];
    }
    const parts = isObject(given) ? given : { up: given };
    const odd = Object.keys(parts).find((key) => !['up', 'down', 'transaction'].includes(key));
    const { transaction = true } = parts;
    if (odd !== undefined || typeof transaction !== 'boolean') {
      fault(offset, `The template “${name}” has “up” and “down”, which are paths, and “transaction”, true or false.`);
      return [];
    }
    const up = pathIn(parts['up'], `“${name}”`);
    const back = parts['down'] === undefined ? undefined : pathIn(parts['down'], `“down” of “${name}”`);
    if (up === undefined || (back === undefined && parts['down'] !== undefined)) return [];
    return [{ name, up, ...(back !== undefined && { down: back }), outsideTransaction: !transaction }];
  });
  return { named, ...(down !== undefined && { down }) };
}

function readDrift({ value, offset }: Member, fault: Fault): Config['drift'] {
  if (value === null) return defaultConfig.drift;
  const { ignore = [], ...rest } = isObject(value) ? value : { '': null };
  if (Array.isArray(ignore) && ignore.every((name) => typeof name === 'string') && Object.keys(rest).length === 0)
    return { ignore };
  fault(offset, '“drift” is an object with “ignore”, a list of names such as ["audit.*", "index:*.tmp_*"].');
  return defaultConfig.drift;
}

function readTableStats({ value, offset }: Member, fault: Fault): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string' && isWithin(value)) return value.replace(/^(?:\.\/+)+/, '');
  fault(offset, '“tableStats” is a file of lockkeeper stats, relative to lockkeeper.json and within its folder.');
  return undefined;
}

function readRules({ value, offset }: Member, fault: Fault): ReadonlyMap<string, Severity | 'off'> {
  if (value === null) return new Map();
  const rules = new Map<string, Severity | 'off'>();
  if (!isObject(value)) {
    fault(offset, '“rules” is an object from rule ids to severities.');
    return rules;
  }
  for (const [id, given] of Object.entries(value)) {
    const severity = severities.find((known) => known === given);
    if (severity === undefined) fault(offset, `The severity of “${id}” is one of ${severities.join(', ')}.`);
    else rules.set(id, severity);
  }
  return rules;
}

function readNaming({ value, offset }: Member, fault: Fault): ReadonlyMap<NamedKind, RegExp> | undefined {
  if (value === null) return undefined;
  if (!isObject(value)) {
    fault(offset, '“naming” is an object from kinds of names to regular expressions.');
    return undefined;
  }
  const naming = new Map<NamedKind, RegExp>();
  for (const [key, given] of Object.entries(value)) {
    const kind = namedKinds.find((known) => known === key);
    const pattern = typeof given === 'string' ? patternOf(given) : undefined;
    if (kind === undefined) fault(offset, `“${key}” is no kind of name; there are ${namedKinds.join(', ')}.`);
    else if (pattern === undefined) fault(offset, `The pattern of “${key}” is a regular expression, such as "^[a-z_]+$".`);
    else naming.set(kind, pattern);
  }
  return naming;
}

function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u');
  } catch {
    return undefined;
  }
}

function readRequirements({ value, offset }: Member, fault: Fault): Requirements | undefined {
  if (value === null) return undefined;
  const { columns = [], comment = false, ...rest } = isObject(value) ? value : { '': null };
  const isList = Array.isArray(columns) && columns.every((column) => typeof column === 'string');
  if (!isList || typeof comment !== 'boolean' || Object.keys(rest).length > 0) {
    fault(offset, '“require” is an object with “columns”, a list of names, and “comment”, true or false.');
    return undefined;
  }
  return { columns, comment };
}

/** Paths of the sources that are not to grow any more. */
export function deprecatedPaths(config: Config, { root, sources }: Project): ReadonlySet<string> {
  const isDeprecated = (source: Source): boolean => configuredSource(config, source, root)?.deprecated === true;
  return new Set(sources.filter(isDeprecated).map(({ path }) => path));
}
