import { printable } from '../../report/colour';
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
  options: {},
  async run(_given, { engine, io, format }) {
    const project = await engine.project();
    const texts = textsOf(project, io.cwd);
    if (format === 'json') {
      io.out(printed(discoverJson(project, (path) => texts.label(path))));
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
    return exit.fine;
  },
};
