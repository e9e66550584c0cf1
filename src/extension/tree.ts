import * as vscode from 'vscode';
import { now } from '../system/clock';
import { folderWords } from './arguments';
import { groupOf, groupsOf, type Group } from './groups';
import type { SourceModel, StoreChange } from './model';
import type { Store } from './store';
import {
  groupItem,
  migrationItem,
  migrationTooltip,
  missingItem,
  missingTooltip,
  problemItem,
  sourceItem,
  sourceTooltip,
} from './tree-items';
import type { TreeNode } from './tree-nodes';
import type { Verdicts } from './verdicts';

/** The rows of the view «Migrations»: sources, groups by state, migrations. A lone source is not shown itself. */
export class MigrationTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #shown = new Map<string, TreeNode>();
  readonly #subscriptions: vscode.Disposable;
  /** The migration that a run is at. */
  #inHand: string | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly store: Store,
    private readonly verdicts: Verdicts,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      store.onDidChange((change) => this.#follow(change)),
      verdicts.onDidChange((ids) => this.#redraw(ids)),
    );
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'source': {
        const model = this.store.source(node.model.source.id) ?? node.model;
        return sourceItem({ ...node, model }, folderWords(this.store, model));
      }
      case 'group':
        return groupItem(node);
      case 'migration':
        return migrationItem(node, {
          now: now(),
          isInHand: this.#inHand === node.migration.id,
          verdict: this.verdicts.beside(node.model, node.migration),
        });
      case 'missing':
        return missingItem(node);
      case 'problem':
        return problemItem(node);
    }
  }

  getChildren(parent?: TreeNode): TreeNode[] {
    const nodes = this.#children(parent);
    for (const node of nodes) this.#shown.set(node.id, node);
    return nodes;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    const { model } = node;
    const top = this.store.sources.length > 1 ? (this.#shown.get(model.source.id) ?? sourceNode(model)) : undefined;
    switch (node.kind) {
      case 'source':
        return undefined;
      case 'group':
        return top;
      case 'migration':
      case 'missing':
      case 'problem': {
        if (model.report?.ok !== true && node.kind === 'migration') return top;
        const kind =
          node.kind === 'migration'
            ? groupOf(model.states.get(node.migration.id))
            : node.kind === 'missing'
              ? 'missing'
              : 'problems';
        const id = groupId(model, { kind });
        return this.#shown.get(id) ?? childrenOf(model).find((child) => child.id === id) ?? top;
      }
    }
  }

  /** The row of the migration that a file belongs to; undefined for every other file. */
  rowOf(path: string): TreeNode | undefined {
    const place = this.store.at(path);
    return place && { kind: 'migration', id: place.migration.id, model: place.model, migration: place.migration };
  }

  /** Tooltips are made when somebody hovers. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'migration') {
      const path = node.migration.up?.path;
      item.tooltip = migrationTooltip(node, {
        findings: path === undefined ? undefined : this.store.findings(path),
        verdict: this.verdicts.of(node.model, node.migration),
        now: now(),
      });
    } else if (node.kind === 'missing') {
      item.tooltip = missingTooltip(node, now());
    } else if (node.kind === 'source') {
      item.tooltip = sourceTooltip({ ...node, model: this.store.source(node.model.source.id) ?? node.model });
    }
    return item;
  }

  #children(parent: TreeNode | undefined): TreeNode[] {
    const { sources } = this.store;
    if (parent === undefined) {
      const [only] = sources;
      if (only !== undefined && sources.length === 1) return childrenOf(only);
      return sources.map(sourceNode);
    }
    switch (parent.kind) {
      case 'source':
        return childrenOf(this.store.source(parent.model.source.id) ?? parent.model);
      case 'group':
        return membersOf(parent.model, parent.group);
      case 'migration':
      case 'missing':
      case 'problem':
        return [];
    }
  }

  #follow(change: StoreChange): void {
    switch (change.kind) {
      case 'sources':
        this.#shown.clear();
        this.#changed.fire(undefined);
        break;
      case 'status':
        // With one source its groups stand at the top.
        this.#changed.fire(this.store.sources.length > 1 ? this.#shown.get(change.source) : undefined);
        break;
      case 'time':
        this.#changed.fire(undefined);
        break;
      case 'run':
        this.#spin(this.store.isRunning ? this.store.run?.migration : undefined);
        break;
      case 'findings':
      case 'statistics':
        break;
    }
  }

  /** Only the rows that begin or cease to be in hand are drawn anew: a run tells of every statement. */
  #spin(id: string | undefined): void {
    if (id === this.#inHand) return;
    const ids = [this.#inHand, id].filter((each) => each !== undefined);
    this.#inHand = id;
    this.#redraw(ids);
  }

  #redraw(ids: Iterable<string>): void {
    for (const id of ids) {
      const row = this.#shown.get(id);
      if (row !== undefined) this.#changed.fire(row);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

const sourceNode = (model: SourceModel): TreeNode => ({ kind: 'source', id: model.source.id, model });

const groupId = ({ source }: SourceModel, { kind }: Pick<Group, 'kind'>): string => `${source.id}#${kind}`;

/** Groups; where the status is not known, the migrations themselves in their order. */
function childrenOf(model: SourceModel): TreeNode[] {
  return groupsOf(model.source, model.report, model.states).flatMap((group): TreeNode[] =>
    group.kind === 'unknown' && model.report?.ok !== true
      ? membersOf(model, group)
      : [{ kind: 'group', id: groupId(model, group), model, group }],
  );
}

function membersOf(model: SourceModel, group: Group): TreeNode[] {
  return [
    ...group.migrations.map((migration): TreeNode => ({ kind: 'migration', id: migration.id, model, migration })),
    ...group.missing.map((row): TreeNode => ({
      kind: 'missing',
      id: `${model.source.id}#missing#${row.version} ${row.name ?? ''}`,
      model,
      row,
    })),
    ...group.problems.map((problem, index): TreeNode => ({
      kind: 'problem',
      id: `${model.source.id}#problem#${index}#${problem.path}`,
      model,
      problem,
    })),
  ];
}
