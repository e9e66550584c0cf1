import { roleOf } from '../workspace/targets';
import type { ShadowWish } from '../workspace/shadows';
import type { Arguments, OptionDescription } from './command';
import { UsageError } from './command';
import { isUrl } from './select';

/** Where chains are replayed: for all commands that do so. */
export const shadowOption: OptionDescription = {
  value: 'embedded|installed|URL',
  help: 'replay on the embedded server, on this machine’s own PostgreSQL, or on a local server',
};

/** The wish that `--shadow` is, for a request. */
export function shadowWish(given: Arguments): { readonly shadow?: ShadowWish } {
  const shadow = given.text('shadow');
  if (shadow === undefined) return {};
  if (shadow === 'embedded' || shadow === 'installed') return { shadow };
  if (!isUrl(shadow)) throw new UsageError('--shadow is embedded, installed, or the URL of a server on this machine.');
  if (roleOf(shadow) !== 'local')
    throw new UsageError('--shadow takes a server on this machine only: replaying makes and drops databases.');
  return { shadow };
}
