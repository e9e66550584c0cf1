import { similarPairs } from '../../migrations/similar';
import { printable, printableLine } from '../../report/colour';
import { discoverJson } from '../../report/discover-json';
import type { Command } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { textsOf } from '../texts';

/** Lists what was found and why. A folder without migrations is no failure. */
export const discover: Command = {
  name: 'discover',
  words: '',
  summary: 'List the sources, their conventions and their migrations.',
  options: {
    duplicates: { help: 'also list migrations that are copies or near copies of others, in one source or in two' },
  },
  async run(given, { engine, io, format }) {
    const project = await engine.project();
    const texts = textsOf(project, io.cwd);
    const pairs = given.has('duplicates') ? similarPairs(project.sources) : undefined;
    if (format === 'json') {
      io.out(printed(discoverJson(project, (path) => texts.label(path), pairs)));
      return exit.fine;
    }
    if (project.sources.length === 0) io.out(`No migrations were found below ${printable(engine.root)}.\n`);
    for (const { path, convention, reason, migrations, problems } of project.sources) {
      const withDown = migrations.filter(({ down }) => down !== undefined).length;
      io.out(`${printable(texts.label(path))}\n  ${convention.title}: ${printable(reason)}\n`);
      io.out(
        `  ${migrations.length} ${migrations.length === 1 ? 'migration' : 'migrations'}, ${withDown} with a rollback, history in ${convention.history.table}\n`,
      );
      for (const problem of problems) io.out(`  ${printable(texts.label(problem.path))}: ${printable(problem.message)}\n`);
    }
    for (const { first, second, similarity } of pairs ?? []) {
      const alike = similarity === 1 ? 'The same' : `${String(Math.floor(similarity * 100))} % the same`;
      io.out(`${alike}: ${printableLine(texts.label(first.path))} and ${printableLine(texts.label(second.path))}\n`);
    }
    if (pairs?.length === 0) io.out('No migration is a copy of another.\n');
    return exit.fine;
  },
};
