import type { Timeouts } from './timeouts';

/** How careful to be: `embedded` and `local` allow one click, `production` wants its name typed. */
export type Role = 'embedded' | 'local' | 'shared' | 'production';

/** A database that can be migrated. Holds secrets: only `describe` may be shown. */
export type Target = {
  /** `embedded`, `DATABASE_URL`, or the name in `lockkeeper.json` or the user's list. */
  readonly name: string;
  readonly role: Role;
  /** Where it came from, for the picker: «from .env». */
  readonly from: string;
  /** Other than the usual ones. */
  readonly timeouts?: Timeouts;
} & ({ readonly kind: 'embedded'; readonly directory: string } | { readonly kind: 'server'; readonly url: string });
