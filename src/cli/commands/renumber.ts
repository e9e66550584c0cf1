import { resolve, sep } from 'node:path';
import type { Edit } from '../../migrations/edit';
import type { Migration, Source } from '../../migrations/project';
import type { Renumbered } from '../../migrations/renumber/renumber';
import { printable } from '../../report/colour';
import { sentences } from '../../run/sentences';
import { applyEdits } from '../../system/edits';
import type { RenumberPlace } from '../../workspace/engine';
import type { Arguments, Command, CommandContext } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';
import { selectSources, selectTarget } from '../select';
import { textsOf } from '../texts';

/** Gives migrations other versions, or moves them into another source. */
export const renumber: Command = {
  name: 'renumber',
  words: '[FILE…]',
  summary: 'Give migrations other versions, with all that names them, or move them into another source.',
  options: {
    to: { value: 'VERSION', help: 'this version, for one migration' },
    after: { value: 'VERSION', help: 'the versions right behind this one' },
    base: { value: 'REVISION', help: 'all that this branch added since it left the revision, behind what that has' },
    into: { value: 'DIR', help: 'move them into the source in this folder' },
    'dry-run': { help: 'print what would be renamed and written, and change nothing' },
    force: { help: 'also what has run already' },
  },
  async run(given, context) {
    const { io, engine, format } = context;
    const wanted = await wantedOf(given, context);
    const edits: Edit[] = [];
    const renamed: { from: string; to: string }[] = [];
    for (const each of wanted) {
      const known = await appliedOn(each.source, given, context);
      if (!known.ok) return known.code;
      const answer = await each.ask({ appliedOn: known.on, isForced: given.has('force') });
      if (!answer.ok) {
        io.err(`${printable(answer.reason)}\n`);
        return exit.refused;
      }
      edits.push(...answer.edits);
      renamed.push(...answer.renamed);
    }
    const isRehearsal = given.has('dry-run');
    const texts = textsOf(await engine.project(), io.cwd);
    const changed = [...new Set(edits.flatMap((edit) => (edit.kind === 'replace' ? [texts.label(edit.path)] : [])))];
    if (!isRehearsal) {
      const outcome = await applyEdits(edits);
      engine.invalidate();
      if (!outcome.ok) {
        io.err(`${printable(outcome.reason)}\n`);
        return exit.failed;
      }
    }
    const names = renamed.map(({ from, to }) => ({ from: texts.label(from), to: texts.label(to) }));
    io.out(
      format === 'json'
        ? printed({ version: 1, renamed: names, changed, dry_run: isRehearsal })
        : told(names, changed, isRehearsal),
    );
    return exit.fine;
  },
};

/** In a rehearsal as it would be typed; else what has become of what. */
function told(
  renamed: readonly { readonly from: string; readonly to: string }[],
  changed: readonly string[],
  isRehearsal: boolean,
): string {
  if (renamed.length === 0) return 'Everything is in its place: nothing to rename.\n';
  const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
  const lines = isRehearsal
    ? [...changed.map((path) => `# writes ${path}`), ...renamed.map(({ from, to }) => `git mv ${quoted(from)} ${quoted(to)}`)]
    : [...renamed.map(({ from, to }) => `${from} → ${to}`), ...changed.map((path) => `${path} written`)];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

type Known = { readonly appliedOn: (migration: Migration) => string | undefined; readonly isForced: boolean };

/** A source, and what is wanted of the engine for it. */
interface Wanted {
  readonly source: Source;
  ask(known: Known): Promise<Renumbered>;
}

async function wantedOf(given: Arguments, context: CommandContext): Promise<readonly Wanted[]> {
  const { engine, io } = context;
  const [to, after, base, into] = ['to', 'after', 'base', 'into'].map((name) => given.text(name));
  if ([to, after, base, into].filter((value) => value !== undefined).length > 1) {
    throw new UsageError('--to, --after, --base and --into each say where to: give one of them.');
  }
  const sources = await selectSources(given, context);
  if (base !== undefined) {
    if (given.words.length > 0) throw new UsageError('--base finds the migrations itself: leave out the files.');
    const place = { kind: 'base', revision: base } as const;
    return sources.map((source) => ({ source, ask: (known) => engine.renumber({ source, migrations: [], place, ...known }) }));
  }
  if (given.words.length === 0) throw new UsageError('Say which migrations: lockkeeper renumber FILE…, or --base REVISION.');
  const { source, migrations } = migrationsAt(given.words, sources, io.cwd);
  if (into !== undefined) {
    const path = resolve(io.cwd, into);
    const target = sources.find((each) => each.path === path || each.label === into);
    if (target === undefined) throw new UsageError(`There is no source ${into}; see lockkeeper discover.`);
    return [{ source, ask: (known) => engine.move({ source, migrations, ...known }, target) }];
  }
  const place: RenumberPlace =
    to !== undefined ? { kind: 'to', version: to } : after !== undefined ? { kind: 'after', version: after } : { kind: 'newest' };
  return [{ source, ask: (known) => engine.renumber({ source, migrations, place, ...known }) }];
}

/** The migrations that files, or the directories that they lie in, belong to; all of one source. */
function migrationsAt(
  words: readonly string[],
  sources: readonly Source[],
  cwd: string,
): { readonly source: Source; readonly migrations: readonly Migration[] } {
  const found = words.map((word) => {
    const path = resolve(cwd, word);
    const isMeant = (script: Migration['up']): boolean =>
      script !== undefined && (script.path === path || script.path.startsWith(`${path}${sep}`));
    for (const source of sources) {
      const migrations = source.path === path ? [] : source.migrations.filter(({ up, down }) => isMeant(up) || isMeant(down));
      const [migration] = migrations;
      if (migration !== undefined && migrations.length === 1) return { source, migration };
    }
    throw new UsageError(`${word} is no migration of a source found here; see lockkeeper discover.`);
  });
  const [first] = found;
  if (first === undefined || found.some(({ source }) => source !== first.source)) {
    throw new UsageError('The files belong to several sources: name those of one.');
  }
  return { source: first.source, migrations: found.map(({ migration }) => migration) };
}

/** Where each migration has run by the target's history. One that nobody named need not answer. */
async function appliedOn(
  source: Source,
  given: Arguments,
  context: CommandContext,
): Promise<{ readonly ok: true; readonly on: Known['appliedOn'] } | { readonly ok: false; readonly code: number }> {
  const target = await selectTarget(given, source, context, 'read');
  const report = await context.engine.status(source, target);
  if (report.ok) {
    const applied = new Set(report.status.migrations.flatMap(({ migration, state }) => ('row' in state ? [migration.id] : [])));
    return { ok: true, on: ({ id }) => (applied.has(id) ? target.name : undefined) };
  }
  const { message, advice } = report.error;
  context.io.err(`${printable(`${source.label} on ${target.name}: ${sentences(message, advice)}`)}\n`);
  if (given.text('target') !== undefined) return { ok: false, code: report.isLocked ? exit.locked : exit.noConnection };
  context.io.err('Whether anything has run there is not known.\n');
  return { ok: true, on: () => undefined };
}
