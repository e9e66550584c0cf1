import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { Edit } from '../migrations/edit';
import { LineMap } from '../sql/positions';
import type { Span } from '../sql/span';

/**
 * A span of `text` as a range of the editor. `text` may be the file's bytes: the editor drops a byte order mark and
 * counts lines, so the range holds there too.
 */
export function toRange(text: string, span: Span): vscode.Range {
  return rangesIn(text)(span);
}

/** `toRange` for many spans of one text. */
export function rangesIn(text: string): (span: Span) => vscode.Range {
  const map = new LineMap(text);
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const position = (offset: number): vscode.Position => {
    const { line, column } = map.position(offset);
    return new vscode.Position(line - 1, Math.max(0, column - 1 - (line === 1 ? mark : 0)));
  };
  return ({ start, end }) => new vscode.Range(position(start), position(end));
}

/**
 * The engine's edits as the editor's: undoable, previewed, and never over a file that is there. `textOf` is what the spans
 * count in, by a file's path before all of them. Texts come behind names, so that undoing begins with them and takes all
 * back in one step.
 */
export function toWorkspaceEdit(edits: readonly Edit[], textOf: (path: string) => string | undefined): vscode.WorkspaceEdit {
  const all = new vscode.WorkspaceEdit();
  for (const edit of edits) {
    switch (edit.kind) {
      case 'replace':
        break;
      case 'create':
        all.createFile(vscode.Uri.file(edit.path), { contents: new TextEncoder().encode(edit.text), overwrite: false });
        break;
      case 'rename':
        all.renameFile(vscode.Uri.file(edit.from), vscode.Uri.file(edit.to), { overwrite: false });
        break;
      case 'delete':
        all.deleteFile(vscode.Uri.file(edit.path));
        break;
    }
  }
  for (const [index, edit] of edits.entries()) {
    if (edit.kind !== 'replace') continue;
    const text = textOf(edit.path);
    if (text === undefined) throw new Error(`An edit of ${edit.path}, whose text is not known.`);
    const path = pathAfter(edits.slice(index), edit.path);
    const uri = vscode.Uri.file(path);
    const range = toRange(text, edit.at);
    // An editor has one kind of line ends, which what is put into it takes on.
    if (isOtherLineEnds(text, edit)) {
      const eol = edit.text.includes('\r\n') ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
      all.set(uri, [vscode.TextEdit.replace(range, edit.text), vscode.TextEdit.setEndOfLine(eol)]);
    } else all.replace(uri, range, edit.text);
  }
  return all;
}

/** Where a file is once edits are carried out, also within a renamed directory. */
export function pathAfter(edits: readonly Edit[], path: string): string {
  return edits.reduce((now, edit) => {
    if (edit.kind !== 'rename' || (now !== edit.from && !now.startsWith(edit.from + sep))) return now;
    return edit.to + now.slice(edit.from.length);
  }, path);
}

/** Whether an edit writes the whole text anew, with other line ends. */
function isOtherLineEnds(text: string, { at, text: written }: Extract<Edit, { kind: 'replace' }>): boolean {
  const isWhole = at.start === 0 && at.end === text.length;
  return isWhole && written.includes('\n') && text.includes('\r\n') !== written.includes('\r\n');
}

/**
 * The texts that edits of files count in which are no scripts, as a journal or `.gitattributes`. Without those that an
 * editor holds unsaved: the engine has not seen what stands there.
 */
export async function otherTexts(
  edits: readonly Edit[],
  isKnown: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const paths = new Set(edits.flatMap((edit) => (edit.kind === 'replace' && !isKnown(edit.path) ? [edit.path] : [])));
  const isUnsaved = (path: string): boolean =>
    vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === path);
  const texts = new Map<string, string>();
  for (const path of paths) {
    if (isUnsaved(path)) continue;
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
    texts.set(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  }
  return texts;
}

/**
 * What a span of a text becomes when edits are carried out, with whatever they insert before it; undefined where they
 * change something else.
 */
export function applied(
  edits: readonly Edit[],
  { path, text, around }: { readonly path: string; readonly text: string; readonly around: Span },
): string | undefined {
  let result = text.slice(around.start, around.end);
  const backwards = [...edits]
    .reverse()
    .sort((a, b) => (a.kind === 'replace' && b.kind === 'replace' ? b.at.start - a.at.start : 0));
  for (const edit of backwards) {
    if (edit.kind !== 'replace' || edit.path !== path) return undefined;
    const start = edit.at.start - around.start;
    const end = edit.at.end - around.start;
    if (start < 0 && start === end) {
      result = edit.text + result;
      continue;
    }
    if (start < 0 || end > around.end - around.start) return undefined;
    result = result.slice(0, start) + edit.text + result.slice(end);
  }
  return result;
}
