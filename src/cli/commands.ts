import type { Command } from './command';
import { catalog } from './commands/catalog';
import { check } from './commands/check';
import { discover } from './commands/discover';
import { explain } from './commands/explain';
import { graph } from './commands/graph';
import { lint } from './commands/lint';
import { create } from './commands/new';
import { renumber } from './commands/renumber';
import { down, up } from './commands/run';
import { show } from './commands/show';
import { status } from './commands/status';
import { verify } from './commands/verify';

/** In the order of the help. */
export const commands: readonly Command[] = [
  discover,
  check,
  lint,
  explain,
  create,
  renumber,
  show,
  graph,
  catalog,
  status,
  up,
  down,
  verify,
];
