import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandIds, contextKeys, documentationScheme, panelViewType, settingIds, viewIds } from '../../../src/extension/ids';

interface MenuItem {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly enabledApiProposals?: unknown;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown } };
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string; enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: { readonly activitybar: readonly [{ icon: string }] };
    readonly views: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly viewsWelcome: readonly { when: string }[];
    readonly walkthroughs: readonly {
      steps: readonly { description: string; media: { svg: string; altText: string }; completionEvents: readonly string[] }[];
    }[];
    readonly configurationDefaults: Readonly<Record<string, unknown>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  };
}

const root = join(__dirname, '..', '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const sources = readdirSync(join(root, 'src', 'extension')).map((name) =>
  readFileSync(join(root, 'src', 'extension', name), 'utf8'),
);
const sorted = (values: Iterable<string>): string[] => [...values].sort();

const { menus } = contributes;

describe('the manifest', () => {
  it('contributes the commands that the code knows, and no others', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(commandIds)));
  });

  it('gives every command the product as category and a title that begins with a verb', () => {
    for (const { title, category } of contributes.commands) {
      assert.equal(category, 'Lockkeeper');
      assert.match(
        title,
        /^(New|Draft|Refresh|Choose|Read|Dry Run|Apply|Roll Back|Redo|Reset|Recreate|Create|Export|Verify|Test|Cancel|Compare|Open|Copy|Show|Reveal|Renumber|Save|Manage|Repair|Baseline|Mark|Resolve|Restore|Rename) ?/,
      );
    }
  });

  it('says by three dots that a command which changes a database may ask for more', () => {
    for (const { title } of contributes.commands.filter(({ title: words }) =>
      /^(Apply|Roll Back|Redo|Reset|Recreate|Create|Repair|Baseline|Mark)/.test(words),
    )) {
      assert.match(title, /…$/);
    }
  });

  it('names only contributed commands in menus', () => {
    const known = new Set<string>(Object.values(commandIds));
    for (const item of Object.values(menus).flat()) assert.ok(known.has(item.command), item.command);
  });

  it('offers at most twelve commands in every palette, and the others where there is something for them', () => {
    const limited = menus['commandPalette']!;
    assert.ok(contributes.commands.length - limited.length <= 12);
    for (const { when } of limited) assert.match(when, /^false$|lockkeeper\.\w+/);
  });

  it('puts at most three icons on the view and three on a row', () => {
    const title = menus['view/title']!.filter(({ group }) => group?.startsWith('navigation'));
    // Dry Run, Cancel and Manage Workspace Trust stand at the same place, one at a time.
    assert.equal(new Set(title.map(({ group }) => group)).size, 3);
    for (const flag of ['pending', 'last', 'source', 'unresolved', 'restorable', 'renamed']) {
      const inline = menus['view/item/context']!.filter(({ group, when }) => group?.startsWith('inline') && when.includes(flag));
      assert.ok(inline.length > 0 && inline.length <= 3, flag);
    }
  });

  it('tests only keys that the code sets', () => {
    const set = new Set<string>([...Object.values(contextKeys), ...Object.values(viewIds)]);
    const conditions = [
      ...Object.values(menus).flat(),
      ...contributes.viewsWelcome,
      ...contributes.commands.map(({ enablement }) => ({ when: enablement ?? '' })),
    ].map(({ when }) => when);
    const used = new Set(conditions.flatMap((when) => when.match(/lockkeeper\.\w+/g) ?? []));
    for (const key of used) assert.ok(set.has(key), key);
    for (const key of Object.values(contextKeys)) assert.ok(used.has(key), `${key} is set, but nothing asks for it`);
  });

  it('shows every flag of a row that menus ask for, and only those', () => {
    const asked = new Set(
      menus['view/item/context']!.flatMap(({ when }) => [...when.matchAll(/\\b(\w+)\\b/g)].map(([, flag]) => flag)),
    );
    const items = ['tree-items.ts', 'called-for.ts']
      .map((name) => readFileSync(join(root, 'src', 'extension', name), 'utf8'))
      .join('\n');
    for (const flag of asked) assert.match(items, new RegExp(`'${flag}'`), flag);
  });

  it('declares the settings that are read, each with a default, a description and an order', () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.values(settingIds)));
    for (const [id, setting] of Object.entries(properties)) {
      assert.notEqual(setting['default'], undefined, id);
      assert.equal(typeof setting['markdownDescription'], 'string', id);
      assert.equal(typeof setting['order'], 'number', id);
      assert.equal(setting['scope'], 'resource', id);
    }
  });

  it('has no setting by which a workspace could name a program, a path or a database', () => {
    for (const [id, setting] of Object.entries(contributes.configuration.properties)) {
      const isChoice = setting['type'] === 'boolean' || (setting['type'] === 'string' && Array.isArray(setting['enum']));
      assert.ok(isChoice, `${id} takes what a workspace can make up: restrict it, and test that`);
    }
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('reads settings in one place', () => {
    assert.equal(sources.filter((text) => text.includes('getConfiguration(')).length, 1);
  });

  it('sets keys of conditions in one place', () => {
    assert.equal(sources.filter((text) => text.includes("'setContext'")).length, 1);
  });

  it('loads late the engine and the commands alone, each in one place', () => {
    const loaded = sources.flatMap((text) => [...text.matchAll(/\bimport\('([^']*)'\)/g)].map(([, path]) => path));
    assert.deepEqual(sorted(loaded.map(String)), ['../system/open-engine', './commands']);
    assert.equal(sources.filter((text) => text.includes('import(')).length, loaded.length);
  });

  it('contributes its views, and wakes for its panel', () => {
    const views = Object.values(contributes.views).flat();
    assert.deepEqual(
      views.map(({ id }) => id),
      Object.values(viewIds),
    );
    for (const { icon } of views) assert.ok(existsSync(join(root, icon)));
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${panelViewType}`));
  });

  it('has one walkthrough, each step with a button, an end and a picture in the colours of the theme', () => {
    const known = new Set<string>([...Object.values(commandIds), ...Object.values(viewIds)]);
    assert.equal(contributes.walkthroughs.length, 1);
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length >= 3 && steps.length <= 5);
    for (const { description, media, completionEvents } of steps) {
      const called = [...description.matchAll(/\(command:(lockkeeper\.\w+)/g)].map(([, id]) => id ?? '');
      assert.ok(called.length > 0, description);
      for (const id of [...called, ...completionEvents.map((event) => event.replace(/^on(Command|View):/, ''))]) {
        assert.ok(known.has(id), id);
      }
      assert.ok(completionEvents.length > 0 && media.altText.length > 0);
      const drawing = readFileSync(join(root, media.svg), 'utf8');
      assert.match(drawing, /var\(--vscode-/);
    }
  });

  it('wakes for nothing that every workspace has', () => {
    for (const event of manifest.activationEvents) {
      assert.doesNotMatch(event, /^\*$|^onStartupFinished$|\*\*\/\*\.sql/);
    }
  });

  it('has its icons', () => {
    const png = readFileSync(join(root, manifest.icon));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
    assert.match(readFileSync(join(root, contributes.viewsContainers.activitybar[0].icon), 'utf8'), /viewBox="0 0 24 24"/);
  });

  it('shows pages of rules in the preview', () => {
    const { 'workbench.editorAssociations': associations } = contributes.configurationDefaults;
    assert.deepEqual(associations, { [`${documentationScheme}:/**`]: 'vscode.markdown.preview.editor' });
  });

  it('uses no proposed API', () => {
    assert.equal(manifest.enabledApiProposals, undefined);
  });
});
