import { locationsOf } from '../../migrations/locations';
import { similarPairs } from '../../migrations/similar';
import { discoverJson } from '../../report/discover-json';
import { pairsText, projectText, toolsText } from '../../report/discover-text';
import { locationsTable } from '../../report/locations-table';
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
    tools: { help: 'also list the tools for migrations that there are signs of, and whether each is in use' },
    duplicates: { help: 'also list migrations that are copies or near copies of others, in one source or in two' },
  },
  formats: ['table'],
  async run(given, { engine, io, format }) {
    const project = await engine.project();
    const texts = textsOf(project, io.cwd);
    const label = (path: string): string => texts.label(path);
    const pairs = given.has('duplicates') ? similarPairs(project.sources) : undefined;
    const tools = given.has('tools') ? await engine.tools() : undefined;
    if (format === 'json') {
      io.out(printed(discoverJson(project, label, { ...(pairs && { pairs }), ...(tools && { tools }) })));
      return exit.fine;
    }
    const locations = locationsOf(project);
    // A table without rows would say nothing.
    const isTable = format === 'table' && locations.length > 0;
    io.out(isTable ? locationsTable(locations, label) : projectText(project, label));
    if (tools !== undefined) io.out(toolsText(tools));
    if (pairs !== undefined) io.out(pairsText(pairs, label));
    return exit.fine;
  },
};
