import type { Effect } from '../effects/effect';
import type { RuleContext } from './rule';
import { plainName } from './wording';

/** Work that takes longer the more rows there are, in words that go on «until …»; undefined where nobody notices any. */
export function workOf({ harmful }: Pick<RuleContext, 'harmful'>): string | undefined {
  const kinds = ['rewrite', 'copy', 'index-build', 'fk-check', 'scan'] as const;
  for (const kind of kinds) {
    const on = harmful(kind)[0]?.on;
    if (on !== undefined) return inWords(kind, plainName(on));
  }
  return undefined;
}

function inWords(kind: Effect['kind'], name: string): string {
  switch (kind) {
    case 'rewrite':
    case 'copy':
      return `every row of ${name} is written anew`;
    case 'index-build':
      return `an index on ${name} is built`;
    case 'fk-check':
      return `every row of ${name} is looked up in the table it references`;
    default:
      return `every row of ${name} is read`;
  }
}
