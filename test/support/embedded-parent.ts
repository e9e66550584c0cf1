/** A process that opens the embedded database named by its argument, tells so, and keeps it busy for ever. */
import type { Target } from '../../src/database/target';
import { testDatabases } from './embedded';

const directory = process.argv[2] ?? '';
const target: Target = { kind: 'embedded', name: 'embedded', role: 'embedded', from: 'a test', directory };

async function keepBusy(): Promise<void> {
  const databases = await testDatabases();
  const answer = await databases.connect(target, { purpose: 'write' });
  if (!answer.ok) throw new Error(answer.failure.message);
  process.send?.('open');
  await answer.connection.execute('SELECT count(*) FROM generate_series(1, 100000000000)');
}

void keepBusy();
