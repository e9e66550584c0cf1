import { enumerate, plainName } from '../../wording';
import type { RuleContext } from '../../rule';

/** The tables whose rows are read to see whether they satisfy a domain, as people call them. */
export function scannedTables(context: RuleContext): string | undefined {
  const names = [...new Set(context.harmful('scan').map(({ on }) => plainName(on)))];
  return names.length === 0 ? undefined : enumerate(names);
}
