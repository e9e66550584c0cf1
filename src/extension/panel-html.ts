import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the panel's own files lie: nothing else can be loaded. */
export const panelRoots = (extension: vscode.Uri): vscode.Uri[] => [vscode.Uri.joinPath(extension, 'dist')];

/** The panel's page: empty, since the script draws it from the state that it is sent. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lockkeeper</title>
<link rel="stylesheet" href="${file('codicon.css')}" id="vscode-codicon-stylesheet" nonce="${nonce}">
<link rel="stylesheet" href="${file('panel.css')}">
</head>
<body>
<script nonce="${nonce}" src="${file('panel.js')}"></script>
</body>
</html>`;
}
