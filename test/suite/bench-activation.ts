// Not a suite: an entry that activates the extension once in a fresh extension host and notes what VS Code's own marks say.
import * as fs from 'node:fs';
import * as vscode from 'vscode';

const id = 'lockkeeper.lockkeeper';

/** Marks of VS Code's internals: one mark a moment, in milliseconds. */
interface Marks {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

/** Appends one line of JSON to the file that `BENCH_OUT` names: `load` and `activate` in milliseconds. */
export async function run(): Promise<void> {
  const out = process.env['BENCH_OUT'];
  if (out === undefined) throw new Error('BENCH_OUT names no file.');
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`${id} is not there.`);
  await extension.activate();
  const marks = (globalThis as { MonacoPerformanceMarks?: Marks }).MonacoPerformanceMarks?.getMarks() ?? [];
  const at = (name: string): number => {
    const mark = marks.find((each) => each.name === `code/extHost/${name}/${id}`);
    if (mark === undefined) throw new Error(`VS Code set no mark ${name}.`);
    return mark.startTime;
  };
  const times = {
    load: at('didLoadExtensionCode') - at('willLoadExtensionCode'),
    activate: at('didActivateExtension') - at('willActivateExtension'),
  };
  fs.appendFileSync(out, `${JSON.stringify(times)}\n`);
}
