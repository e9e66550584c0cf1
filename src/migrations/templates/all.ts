import { addColumn } from './add-column';
import { addIndex } from './add-index';
import { backfill } from './backfill';
import { createTable } from './create-table';
import { enumType } from './enum';
import { expandContract, expandContractFiles } from './expand-contract';
import { functionAndTrigger } from './function-and-trigger';
import { policy } from './policy';
import type { Template } from './template';
import { view } from './view';

/** The name under which nothing but room to write is made. */
export const empty = 'empty';

/** Lockkeeper's own templates, in the order in which they are offered, after `empty`. */
export const templates: readonly Template[] = [
  createTable,
  addColumn,
  addIndex,
  backfill,
  enumType,
  functionAndTrigger,
  view,
  policy,
  expandContract,
  expandContractFiles,
];
