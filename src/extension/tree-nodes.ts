import type { Migration, Problem } from '../migrations/project';
import type { MissingRow } from '../run/status';
import type { Group } from './groups';
import type { SourceModel } from './model';

/** One row of the tree. `id` is stable over refreshes, so that selection and expansion stay. */
export type TreeNode =
  | { readonly kind: 'source'; readonly id: string; readonly model: SourceModel }
  | { readonly kind: 'group'; readonly id: string; readonly model: SourceModel; readonly group: Group }
  | { readonly kind: 'migration'; readonly id: string; readonly model: SourceModel; readonly migration: Migration }
  | { readonly kind: 'missing'; readonly id: string; readonly model: SourceModel; readonly row: MissingRow }
  | { readonly kind: 'problem'; readonly id: string; readonly model: SourceModel; readonly problem: Problem };

export type NodeOf<K extends TreeNode['kind']> = Extract<TreeNode, { readonly kind: K }>;
