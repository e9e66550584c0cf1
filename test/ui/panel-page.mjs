// The panel alone: its bundle in a page with the very Content-Security-Policy of the extension, the colours of VS Code's
// four kinds of theme (as VS Code 1.139 sets them), and a stand-in for VS Code at the other end of the line.
import { createServer } from 'node:http';
import { createReadStream, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../scripts/host.mjs';

export const themes = JSON.parse(readFileSync(new URL('./themes.json', import.meta.url), 'utf8'));

const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };
const files = ['panel.js', 'panel.css', 'codicon.css', 'codicon.ttf'];

/** Serves the page and what it loads from `dist/`. */
export async function servePanel() {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url, 'http://localhost').pathname);
    if (files.includes(name)) {
      response.setHeader('Content-Type', types[name.slice(name.indexOf('.'))]);
      createReadStream(join(root, 'dist', name)).pipe(response);
    } else if (name === 'vscode.css') {
      response.setHeader('Content-Type', 'text/css');
      response.end(vscodeStyle);
    } else {
      response.setHeader('Content-Type', 'text/html');
      response.end(html(`http://${request.headers.host}`));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** VS Code has a style for every webview, before the webview's own. */
const vscodeStyle = `
body { background: transparent; margin: 0; padding: 0 20px; }
code { background: var(--vscode-textPreformat-background); border-radius: 4px; color: var(--vscode-textPreformat-foreground); padding: 1px 3px; }
pre code { padding: 0; }
`;

function html(source) {
  const policy = `default-src 'none'; script-src 'nonce-n'; style-src ${source}; font-src ${source}; img-src ${source}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="${source}/vscode.css">
    <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${source}/codicon.css">
    <link rel="stylesheet" href="${source}/panel.css">
    <title>Lockkeeper</title>
  </head>
  <body><script nonce="n" src="${source}/panel.js"></script></body>
</html>`;
}

/** Opens the panel. `posted` is what it sent; `kept` what it would find again; `problems` what the browser complained of. */
export async function openPanel(browser, url, { theme = 'dark', width = 1000, height = 800, kept, ...options } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, ...options });
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.addInitScript(standIn, { ...themes[theme], kept });
  const load = async () => {
    problems.length = 0;
    await page.goto(url);
    await page.waitForFunction(() => window.posted?.some(({ kind }) => kind === 'ready'));
  };
  await load();
  return {
    page,
    problems,
    /** The same page anew, which is quicker than another. */
    load,
    show: (state) => page.evaluate(showState, state),
    posted: () => page.evaluate(() => window.posted.splice(0)),
    kept: () => page.evaluate(() => window.kept),
    close: () => page.context().close(),
  };
}

/** Runs in the page before its scripts. */
function standIn({ body, variables, kept }) {
  window.posted = [];
  window.kept = kept;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.posted.push(window.structuredClone(message)),
    getState: () => window.kept,
    setState: (state) => {
      window.kept = window.structuredClone(state);
    },
  });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = body;
  });
}

/** Sends a state, and comes back when it is painted. */
async function showState(state) {
  window.postMessage({ kind: 'state', state }, '*');
  const frame = () => new Promise((resolve) => window.requestAnimationFrame(resolve));
  for (let frames = 0; frames < 4; frames++) await frame();
}
