// VS Code as a user meets it: the workbench in a browser, with helpers named after what a user does. Every wait is for
// something that can be seen.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copySample, installVsix, openBrowser, outFolder, startServer, temporaryFolder } from '../../scripts/host.mjs';

/** The packaged extension, or undefined for this checkout. */
const vsix = process.env.VSIX === undefined ? undefined : resolve(process.env.VSIX);

/** What a person would not have either, but for a theme: words that complete themselves while a test types. */
const settings = {
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.minimap.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'explorer.confirmDragAndDrop': false,
  ...(process.env.THEME !== undefined && { 'workbench.colorTheme': process.env.THEME }),
};

/**
 * Opens a copy of the sample in VS Code. `prepare` may change the copy before; where it returns the path of a
 * `.code-workspace`, that is opened. `view` is the size of the window and of its pixels, `more` are
 * further settings.
 */
export async function openWorkbench({ prepare = () => {}, trust = false, view = {}, more = {} } = {}) {
  const workspace = copySample();
  const workspaceFile = await prepare(workspace.path);
  const data = temporaryFolder('vscode');
  if (vsix !== undefined) installVsix(data.path, vsix);
  // The oldest VS Code loads an extension from a folder without being told that it is tested, and shows dialogs only then.
  const testing = vsix === undefined && process.env.VSHOST_DIR === undefined;
  const server = await startServer({ dataFolder: data.path, testing, trust, settings: { ...settings, ...more } });
  const browser = await openBrowser();
  const page = await browser.newPage(view);
  page.setDefaultTimeout(40_000);
  const opened = workspaceFile === undefined ? { folder: workspace.path } : { workspace: workspaceFile };
  await page.goto(server.url({ ...opened, develop: vsix === undefined }));
  await page.locator('.monaco-workbench').waitFor();
  const close = async () => {
    await browser.close();
    await server.stop();
    data.remove();
    workspace.remove();
  };
  return { ...userActions(page), page, folder: workspace.path, log: () => extensionLog(data.path), close };
}

/** Keeps the screenshots of different runs apart. */
const shotPrefix = [vsix && 'vsix', process.env.VSHOST_DIR && 'min', process.env.THEME?.replace(/\W+/g, '-').toLowerCase()]
  .filter((part) => part !== undefined)
  .map((part) => `${part}-`)
  .join('');

/** What a user can do and see. */
function userActions(page) {
  const quickInput = page.locator('.quick-input-widget:visible');
  const entry = (text) => quickInput.locator('.monaco-list-row', { hasText: text }).first();
  const actions = {
    /** The list or box at the top of the window. */
    quickInput,
    /** A line of the quick pick that is shown. */
    entry,
    /** A row of the view, by a part of its text. */
    row: (text) => page.locator('.pane-body .monaco-list-row', { hasText: text }).first(),
    /** The page inside the panel. */
    panel: page.frameLocator('iframe.webview').frameLocator('iframe#active-frame'),
    statusBar: page.locator('.statusbar-item', { has: page.locator('.codicon-database, .codicon-sync') }).first(),
    /** Actions above line 1. */
    lens: (text) => page.locator('.codelens-decoration', { hasText: text }).first(),
    notification: (text) => page.locator('.notification-toast', { hasText: text }).first(),
    editor: page.locator('.editor-group-container .monaco-editor').first(),

    /** Runs a command by its title in the palette, which knows what was enabled when it was opened. */
    async command(title) {
      await actions.find('F1', title);
    },
    /** Opens a list by a key, types, and takes the line; once more where the list was made too early to have it. */
    async find(key, text) {
      for (let tries = 1; ; tries++) {
        await actions.press(key);
        await page.keyboard.type(text);
        try {
          await entry(text).click({ timeout: 5000 });
          return;
        } catch (error) {
          if (tries === 4) throw error;
          await page.keyboard.press('Escape');
          await quickInput.waitFor({ state: 'hidden' });
        }
      }
    },
    /** Picks a line of the quick pick that comes up. By mouse: while a list still fills, Enter may take another line. */
    async choose(text) {
      await entry(text).click();
    },
    /** Takes the keyboard back from the panel to the editor beside it. */
    async toEditor() {
      const isInPanel = await page.evaluate(() => document.activeElement?.tagName === 'IFRAME');
      if (isInPanel) await page.locator('.editor-group-container').first().locator('.tab.active').click();
    },
    /** Opens the list or box that a key stands for; a key is lost while the focus moves. */
    async press(key) {
      for (let presses = 1; ; presses++) {
        await page.keyboard.press(key);
        try {
          await quickInput.waitFor({ timeout: 3000 });
          return;
        } catch (error) {
          if (presses === 5) throw error;
        }
      }
    },
    /** Opens a file by a part of its name, in the first group. VS Code may miss one that was made a moment ago. */
    async openFile(name) {
      await actions.toEditor();
      await actions.find('Control+P', name);
      await page.locator('.tab.active', { hasText: name }).first().waitFor();
      await quickInput.waitFor({ state: 'hidden' });
    },
    /** Presses an action above line 1, until it has an effect: VS Code first shows those of its memory, which do nothing. */
    async pressLens(text, effect) {
      for (let presses = 1; ; presses++) {
        await actions.lens(text).getByText(text, { exact: true }).click();
        try {
          await effect.waitFor({ timeout: 2000 });
          return;
        } catch (error) {
          if (presses === 5) throw error;
        }
      }
    },
    /** Points at a row until its words are there: a row that is drawn anew meanwhile forgets that it was pointed at. */
    async pointAt(row, words) {
      for (let tries = 1; ; tries++) {
        await page.mouse.move(700, 600);
        await row.hover();
        try {
          await page.locator('.monaco-hover', { hasText: words }).first().waitFor({ timeout: 4000 });
          return;
        } catch (error) {
          if (tries === 5) throw error;
        }
      }
    },
    /**
     * Takes an action of a row's menu. A menu goes when its row is drawn anew, and takes no click for a moment after it has
     * opened; so it is opened until it stays, and the action is taken by key.
     */
    async fromMenu(text, title, whileOpen = () => undefined) {
      const menu = page.locator('.monaco-menu');
      const item = menu.locator('.action-item', { hasText: title }).first();
      for (let tries = 1; ; tries++) {
        await page.keyboard.press('Escape');
        await actions.row(text).click({ button: 'right' });
        try {
          await item.hover({ timeout: 2000 });
          await whileOpen();
          await item.and(page.locator('.focused')).waitFor({ timeout: 2000 });
          await page.keyboard.press('Enter');
          await menu.waitFor({ state: 'detached', timeout: 2000 });
          return;
        } catch (error) {
          if (tries === 5) throw error;
        }
      }
    },
    /** An action of the panel's menu, which is open then. */
    async panelMenu(name) {
      await actions.panel.getByRole('button', { name: 'More' }).click();
      return actions.panel.getByRole('menuitem', { name, exact: true });
    },
    /** Replaces all text of the first group's editor, and sees to it that no key was lost. */
    async write(text) {
      const group = page.locator('.editor-group-container').first();
      await group.locator('.view-lines').click();
      await group.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
      for (const line of text.split('\n').filter((each) => each !== '')) {
        await group
          .locator('.view-line')
          .filter({ hasText: exactly(line) })
          .waitFor();
      }
    },
    async save() {
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    },
    shot: (name) => page.screenshot({ path: join(outFolder, `ui-${shotPrefix}${name}.png`) }),
  };
  return actions;
}

/** VS Code draws spaces as spaces that do not break. */
function exactly(line) {
  return new RegExp(`^${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s')}$`);
}

/** The extension's own log, the last lines of it. */
function extensionLog(data) {
  const logs = join(data, 'data', 'logs');
  if (!existsSync(logs)) return '';
  const names = readdirSync(logs, { recursive: true }).filter((name) => String(name).endsWith('Lockkeeper.log'));
  return names
    .map((name) =>
      readFileSync(join(logs, String(name)), 'utf8')
        .split('\n')
        .slice(-20)
        .join('\n'),
    )
    .join('\n');
}

/**
 * Hooks for a suite whose tests are the steps of one story: after a step that failed, a screenshot and the log are shown,
 * and the steps after it are not tried.
 */
export function tellStory({ beforeEach, afterEach }, current) {
  let isBroken = false;
  beforeEach(() => {
    if (isBroken) throw new Error('A step before this one failed.');
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    isBroken = true;
    const { page, log } = current() ?? {};
    if (page === undefined) return;
    const name = this.currentTest.fullTitle().replace(/[^a-z0-9]+/gi, '-');
    const path = join(outFolder, `failed-${name}.png`);
    await page.screenshot({ path, timeout: 5000 });
    console.log(`      screenshot: ${path}\n${log()}`);
  });
}
