import { type ErrorPage, errorPages } from '../database/explained';
import { classOf, conditionNames, conditionOf, sqlstatesNamed } from '../database/sqlstates';

/** An error as somebody has named it. */
export interface NamedError {
  /** A SQLSTATE, the operating system's word, or ours. */
  readonly name: string;
  readonly condition?: string;
  /** `Class 23: integrity constraint violation`. */
  readonly class?: string;
  /** Absent where there is nothing to say beyond the name. */
  readonly page?: ErrorPage;
}

/** What Node and OpenSSL call failures that share the page of another. */
const alike: Readonly<Record<string, ErrorPage>> = {
  ENOENT: 'ECONNREFUSED',
  EAI_AGAIN: 'ENOTFOUND',
  EHOSTUNREACH: 'ETIMEDOUT',
  ENETUNREACH: 'ETIMEDOUT',
  ECONNRESET: '08006',
  EPIPE: '08006',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

/** The errors that a name stands for, in upper or lower case: a SQLSTATE, a condition, a word. Five conditions have two. */
export function errorsNamed(name: string): readonly NamedError[] {
  const upper = name.toUpperCase();
  const page =
    errorPages.find((each) => each.toUpperCase() === upper) ?? (Object.hasOwn(alike, upper) ? alike[upper] : undefined);
  if (page !== undefined) return [described(page)];
  if (/^[0-9A-Z]{5}$/.test(upper) && classOf(upper) !== undefined) return [described(upper)];
  return sqlstatesNamed(name.toLowerCase()).map(described);
}

/** Every name by which somebody may ask for an error, but for codes, of which any five characters would be near one. */
export function errorNames(): readonly string[] {
  return [...errorPages.filter((page) => page.length > 5), ...conditionNames()];
}

function described(name: string): NamedError {
  const condition = conditionOf(name);
  const group = /^[0-9A-Z]{5}$/.test(name) ? classOf(name) : undefined;
  const page = errorPages.find((each) => each === name);
  return {
    name,
    ...(condition !== undefined && { condition }),
    ...(group !== undefined && { class: group }),
    ...(page !== undefined && { page }),
  };
}
