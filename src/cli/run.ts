import { commonOptions, oneOf, parseArguments } from './arguments';
import type { Command, Format, Io, OptionDescription } from './command';
import { exit, RefusedError, UsageError } from './command';
import { printable } from '../report/colour';
import { isUrl } from './select';
import { shownUrl, withHost } from '../workspace/targets';
import { commands } from './commands';
import { relative, resolve } from 'node:path';
import { findingsText } from '../report/text';
import type { Texts } from '../report/texts';
import type { Engine } from '../workspace/engine';

/** Runs one command line, without the program's name. Returns the exit code; prints through `io` only. */
export async function runCommandLine(argv: readonly string[], version: string, io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version') {
    io.out(`${version}\n`);
    return exit.fine;
  }
  if (name === undefined || name === 'help' || name === '--help') {
    (name === undefined ? io.err : io.out)(overview());
    return name === undefined ? exit.usage : exit.fine;
  }
  const command = commands.find((known) => known.name === name);
  if (command === undefined) {
    io.err(`There is no command ${name}.\n\n${overview()}`);
    return exit.usage;
  }
  try {
    return await runCommand(command, rest, version, io);
  } catch (error) {
    if (error instanceof RefusedError) {
      io.err(`${printable(error.message)}\n`);
      return exit.refused;
    }
    if (!(error instanceof UsageError)) throw error;
    io.err(`${error.message}\nTry lockkeeper ${command.name} --help.\n`);
    return exit.usage;
  }
}

async function runCommand(command: Command, argv: readonly string[], version: string, io: Io): Promise<number> {
  const given = parseArguments(argv, { ...commonOptions, ...command.options });
  if (given.has('help')) {
    io.out(usage(command));
    return exit.fine;
  }
  const format = oneOf(given.text('format'), formatsOf(command), '--format') ?? 'text';
  const wanted = given.text('target');
  const url = wanted !== undefined && isUrl(wanted) ? withHost(wanted, io.environment) : undefined;
  const added = url === undefined ? [] : [{ name: shownUrl(url), url }];
  const engine = io.openEngine(resolve(io.cwd, given.text('cwd') ?? '.'), added);
  try {
    // The linter reports it as findings.
    if (command.name !== 'lint' && command.name !== 'explain') await warnOfConfiguration(engine, io);
    return await command.run(given, { io, engine, format, version });
  } finally {
    await engine.dispose();
  }
}

/** What is wrong in lockkeeper.json is said before anything is done by it. */
async function warnOfConfiguration(engine: Engine, io: Io): Promise<void> {
  const configuration = await engine.configuration();
  if (configuration === undefined || configuration.findings.length === 0) return;
  const texts: Texts = {
    text: (path) => (path === configuration.path ? configuration.text : undefined),
    label: (path) => relative(io.cwd, path),
  };
  io.err(findingsText(configuration.findings, texts, { colours: false, files: 1 }));
}

const formatsOf = ({ formats = [] }: Command): readonly Format[] => ['text', 'json', ...formats];

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `lockkeeper COMMAND [--cwd DIR] [--source DIR] [--target NAME|URL] [--format text|json]\n\n${lines.join('\n')}\n\nlockkeeper COMMAND --help explains one.\n`;
}

function usage(command: Command): string {
  const format = { ...commonOptions.format, value: formatsOf(command).join('|') };
  const rows = Object.entries<OptionDescription>({ ...command.options, ...commonOptions, format }).map(
    ([name, { value, help }]) => {
      const shown = value === undefined ? '' : value.startsWith('[') ? `[=${value.slice(1)}` : ` ${value}`;
      return [`--${name}${shown}`, help] as const;
    },
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  return `lockkeeper ${command.name} ${command.words}\n\n${command.summary}\n\n${rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}`).join('\n')}\n`;
}
