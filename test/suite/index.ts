// The entry that VS Code calls inside the extension host, on a desktop (--extensionTestsPath) and on the server.
import Mocha from 'mocha';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';

/** Rejects where a test failed, so that VS Code ends with an error. */
export async function run(): Promise<void> {
  const log = process.env['TEST_LOG'];
  if (log) Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => fs.appendFileSync(log, `${format(...parts)}\n`);
  const grep = process.env['TEST_GREP'];
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 20_000, forbidOnly: true, forbidPending: true });
  if (grep) mocha.grep(grep);
  for (const file of fs.readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const results = process.env['TEST_RESULTS'];
    if (results) runner.once('end', () => fs.writeFileSync(results, JSON.stringify(runner.stats)));
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
