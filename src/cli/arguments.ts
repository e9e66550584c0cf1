import { parseArgs } from 'node:util';
import type { Arguments, OptionDescription } from './command';
import { UsageError } from './command';

/** Options that every command has. */
export const commonOptions = {
  cwd: { value: 'DIR', help: 'work on this folder instead of the current one' },
  source: { value: 'DIR', help: 'only the source in this folder' },
  target: { value: 'NAME|URL', help: 'the database: a configured name, a URL, or embedded' },
  format: { value: 'text|json', help: 'how to print (text)' },
  help: { help: 'explain the command' },
} as const satisfies Record<string, OptionDescription>;

/** Throws a UsageError that names what is wrong; an option given twice counts once, the last. */
export function parseArguments(argv: readonly string[], options: Readonly<Record<string, OptionDescription>>): Arguments {
  const optional = new Set(Object.entries(options).flatMap(([name, { value }]) => (value?.startsWith('[') ? [name] : [])));
  try {
    const { values, positionals } = parseArgs({
      // `--dry-run` alone means its default kind, so it may stand without a value.
      args: argv.map((word) => (optional.has(word.slice(2)) && word.startsWith('--') ? `${word}=` : word)),
      options: Object.fromEntries(
        Object.entries(options).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const),
      ),
      allowPositionals: true,
      strict: true,
    });
    return {
      words: positionals,
      text: (name) => {
        const value = values[name];
        return typeof value === 'string' ? value : undefined;
      },
      has: (name) => values[name] !== undefined,
    };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/** A positive whole number. */
export function wholeNumber(given: string | undefined, what: string): number | undefined {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new UsageError(`${what} is a whole number from 1; “${given}” is none.`);
  return Number(given);
}

/** One of a few words. */
export function oneOf<T extends string>(given: string | undefined, allowed: readonly T[], what: string): T | undefined {
  if (given === undefined) return undefined;
  const found = allowed.find((word) => word === given);
  if (found === undefined) throw new UsageError(`${what} is one of ${allowed.join(', ')}; “${given}” is none.`);
  return found;
}
