import { describeState, describeStateDetail } from '../report/describe';
import type { MigrationState } from '../run/status';
import type { Target } from '../database/target';
import { shownUrl } from '../workspace/targets';

/** How long ago, as people say it; the date where that is long. Both in milliseconds since 1970. */
export function ago(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  if (days < 30) return days === 1 ? 'yesterday' : `${days} days ago`;
  return new Date(then).toISOString().slice(0, 10);
}

/** «Pending», «Applied 2 h ago», «Changed after apply: only comments changed»; `undefined` where it is not known. */
export function stateWords(state: MigrationState | undefined, now: number): string {
  if (state === undefined) return 'Not compared yet';
  const words = describeState(state);
  const detail = detailWords(state, now);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${detail === '' ? '' : state.kind === 'applied' ? ` ${detail}` : `: ${detail}`}`;
}

/** What is worth knowing beside the state: when it was applied, how it changed. */
export function detailWords(state: MigrationState, now: number): string {
  if (state.kind === 'applied') return state.row.appliedAt === undefined ? '' : ago(state.row.appliedAt.getTime(), now);
  return describeStateDetail(state);
}

/** Where a target is, without credentials. */
export function placeWords(target: Target): string {
  return target.kind === 'embedded' ? 'PostgreSQL in the editor, nothing to install' : shownUrl(target.url);
}

/** The host, with its port where one is named. */
export function hostWords(target: Target): string {
  return placeWords(target).replace(/\/[^/]*$/, '');
}

/** «1 migration», «3 migrations». */
export function migrationsWords(count: number): string {
  return count === 1 ? '1 migration' : `${count} migrations`;
}
