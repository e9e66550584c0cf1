import type { Connection } from '../../src/database/connection';
import type { Convention } from '../../src/migrations/convention';
import type { Script } from '../../src/migrations/project';
import { reader } from './effects/harness';

/** In a transaction unless a directive says otherwise, and as one query where the runner sends one. */
export async function runScript(connection: Connection, convention: Convention, script: Script): Promise<void> {
  if (convention.transaction(script) === 'file') {
    await connection.script('BEGIN');
    await connection.script(script.text);
    await connection.script('COMMIT');
  } else if (convention.sendsWholeFile) {
    await connection.script(script.text);
  } else {
    for (const { text } of (await reader).read(script.text)) await connection.script(text);
  }
}
