import type { Command } from './command';
import { baseline, mark, repair } from './commands/amend';
import { catalog } from './commands/catalog';
import { check } from './commands/check';
import { createDatabase } from './commands/create-database';
import { discover } from './commands/discover';
import { drift } from './commands/drift';
import { equal } from './commands/equal';
import { explain } from './commands/explain';
import { exportScript } from './commands/export';
import { graph } from './commands/graph';
import { history } from './commands/history';
import { lint } from './commands/lint';
import { create } from './commands/new';
import { recreate } from './commands/recreate';
import { replay } from './commands/replay';
import { renumber } from './commands/renumber';
import { show } from './commands/show';
import { down, redo, reset, up } from './commands/run';
import { snapshot } from './commands/snapshot';
import { stats } from './commands/stats';
import { status } from './commands/status';
import { testDown } from './commands/test-down';
import { verify } from './commands/verify';

/** In the order of the help. */
export const commands: readonly Command[] = [
  ...[discover, check, lint, explain],
  ...[create, renumber, show, graph, catalog],
  ...[status, up, down, redo, reset, verify, history, snapshot, drift, stats],
  ...[replay, testDown, equal],
  ...[repair, baseline, mark, createDatabase, recreate, exportScript],
];
