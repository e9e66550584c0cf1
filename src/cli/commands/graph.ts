import { printable } from '../../report/colour';
import { graphDot, graphMermaid, graphOf, graphText } from '../../report/graph';
import type { Command } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { selectSources } from '../select';
import { textsOf } from '../texts';

/** Shows what depends on what. `--check` fails where a declared dependency is missing, cyclic or out of order. */
export const graph: Command = {
  name: 'graph',
  words: '',
  summary: 'Show which migrations depend on which, as headers declare and as the SQL tells.',
  options: {
    check: { help: 'exit with 1 if a declared dependency is missing, cyclic or out of order' },
    declared: { help: 'only what headers declare' },
  },
  formats: ['mermaid', 'dot'],
  async run(given, context) {
    const { engine, io, format } = context;
    const sources = await selectSources(given, context);
    const project = await engine.project();
    const inferred = given.has('declared')
      ? []
      : (await Promise.all(sources.map((source) => engine.dependencies(source)))).flat();
    const texts = textsOf(project, io.cwd);
    const it = graphOf({ project, sources, inferred, label: (path) => texts.label(path) });
    switch (format) {
      case 'json':
        io.out(printed(it));
        break;
      case 'mermaid':
        io.out(graphMermaid(it));
        break;
      case 'dot':
        io.out(graphDot(it));
        break;
      default:
        io.out(graphText(it).replace(/[^\n]+/g, printable));
    }
    for (const { file, message } of it.problems) io.err(`${printable(file)}: ${printable(message)}\n`);
    return given.has('check') && it.problems.length > 0 ? exit.failed : exit.fine;
  },
};
