import { quoteIdentifier } from '../sql/quote';
import type { Failure } from './connection';
import { advice, type ErrorPage, isAdvised } from './explained';
import { redact } from './redact';
import { conditionOf } from './sqlstates';

/** What the driver's errors carry, as far as it is known of something thrown. */
interface Thrown {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly severity?: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

/** What is said of a failure that no server has answered. */
interface Words {
  readonly message: string;
  readonly advice: string;
  readonly page: ErrorPage;
}

/** What a migration and its history need of each kind of object. */
const needed: Readonly<Record<string, string>> = {
  schema: 'USAGE, CREATE',
  table: 'SELECT, INSERT, UPDATE, DELETE',
  sequence: 'USAGE, SELECT',
  database: 'CREATE',
};

/** What to do about 42501, with the command where the server's words tell what it is about. */
function privilegeAdvice(message: string): string {
  const [, kind = '', name = ''] = /^permission denied for (schema|table|sequence|database) (\S+)$/.exec(message) ?? [];
  const privileges = needed[kind];
  const grant =
    privileges === undefined ? '' : ` (GRANT ${privileges} ON ${kind.toUpperCase()} ${quoteIdentifier(name)} TO …, by its owner)`;
  return advice['42501'].replace('to this user', `to this user${grant}`);
}

/** Words for what the network says, by Node's error code. */
function networkMessage(thrown: Thrown): Words | undefined {
  const host = thrown.hostname ?? thrown.address ?? 'the host';
  const place = thrown.port === undefined ? host : `${host}, port ${thrown.port}`;
  switch (thrown.code) {
    case 'ECONNREFUSED':
      return {
        message: `Nothing answers at ${place}: the connection was refused.`,
        advice: advice.ECONNREFUSED,
        page: 'ECONNREFUSED',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { message: `The host ${host} cannot be found.`, advice: advice.ENOTFOUND, page: 'ENOTFOUND' };
    case 'ENOENT':
      return {
        message: `There is no socket at ${host}.`,
        advice: 'Start the server, or check the socket’s directory.',
        page: 'ECONNREFUSED',
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { message: `${place} cannot be reached.`, advice: advice.ETIMEDOUT, page: 'ETIMEDOUT' };
    case 'ECONNRESET':
    case 'EPIPE':
      return { message: 'The connection broke.', advice: advice['08006'], page: '08006' };
    default:
      return undefined;
  }
}

/** Words for what TLS says, by Node's and OpenSSL's error code. */
function tlsMessage(thrown: Thrown): Words | undefined {
  switch (thrown.code) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        message: 'Nobody whom this machine trusts has signed the server’s certificate.',
        advice: 'Name the authority’s certificate with sslrootcert=…, or encrypt without verifying with sslmode=require.',
        page: 'certificate',
      };
    case 'CERT_HAS_EXPIRED':
      return { message: 'The server’s certificate has expired.', advice: 'Renew it on the server.', page: 'certificate' };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        message: 'The server’s certificate is for another host.',
        advice: 'Connect by the name that stands in the certificate, or use sslmode=verify-ca with sslrootcert=….',
        page: 'certificate',
      };
    default:
      return undefined;
  }
}

/** Words for messages of the driver that carry no code. */
const driverMessages: readonly (Words & { readonly when: RegExp })[] = [
  {
    when: /does not support SSL/,
    message: 'The server does not speak TLS.',
    advice: 'Switch TLS on there, or, where the network itself is safe, use sslmode=disable.',
    page: 'certificate',
  },
  {
    when: /timeout expired/,
    message: 'The server did not answer in time.',
    advice: 'Check host, port, firewall and VPN.',
    page: 'ETIMEDOUT',
  },
  {
    when: /password must be a (non-empty )?string|no password/i,
    message: 'The server asks for a password, and there is none.',
    advice: 'Put it into the connection, into PGPASSWORD or into ~/.pgpass.',
    page: '28P01',
  },
  {
    when: /by Kerberos or SSPI/,
    message: 'The server wants a proof of identity by Kerberos or SSPI, which Lockkeeper does not have.',
    advice: 'Let this user in by password or certificate: see pg_hba.conf on the server.',
    page: '28000',
  },
  {
    when: /^Not PostgreSQL: |^Received unexpected |^received invalid response/,
    message: 'What answers there does not speak PostgreSQL’s protocol.',
    advice: 'Check host and port: something else may listen there.',
    page: 'ECONNREFUSED',
  },
  {
    when: /Connection terminated|Client (was closed|has encountered)|not queryable|Cannot use a .* client/i,
    message: 'The connection broke: the server ended it or went away.',
    advice: advice['08006'],
    page: '08006',
  },
];

/** What was thrown while talking to a server, in words; `secrets` appear in none of it. A bug is thrown on. */
export function failureOf(error: unknown, secrets: readonly string[] = []): Failure {
  if (isBug(error)) throw error;
  const thrown = thrownOf(error);
  const isServer = thrown.code !== undefined && /^[0-9A-Z]{5}$/.test(thrown.code) && thrown.severity !== undefined;
  const clean = (text: string): string => redact(text, secrets);
  if (isServer) {
    const code = thrown.code;
    const condition = conditionOf(code);
    return {
      // What ends the session is FATAL; dblink, or a database that is not there to be dropped, is an ERROR of the statement.
      kind: isConnectionClass(code) && thrown.severity !== 'ERROR' ? 'connection' : 'server',
      sqlstate: code,
      ...(condition !== undefined && { condition }),
      message: clean(thrown.message),
      ...(thrown.detail !== undefined && { detail: clean(thrown.detail) }),
      ...(thrown.hint !== undefined && { hint: clean(thrown.hint) }),
      ...(isAdvised(code) && { advice: code === '42501' ? clean(privilegeAdvice(thrown.message)) : advice[code], page: code }),
      ...(thrown.position !== undefined && { position: Number(thrown.position) }),
    };
  }
  const known = networkMessage(thrown) ?? tlsMessage(thrown) ?? driverMessages.find(({ when }) => when.test(thrown.message));
  return {
    kind: 'connection',
    message: clean(known?.message ?? thrown.message),
    ...(known !== undefined && { advice: clean(known.advice), page: known.page }),
  };
}

/** Whether the session is over: its statement may or may not have been carried out. */
export function isLost(failure: Failure): boolean {
  return failure.kind === 'connection';
}

/** 08: connection exceptions; 57P01 to 57P05 end the session; 28 and 3D000 refuse it, 53300 has no room for it. */
function isConnectionClass(code: string): boolean {
  return /^(08|28)/.test(code) || ['57P01', '57P02', '57P03', '57P05', '25P03', '25P04', '53300', '3D000'].includes(code);
}

/** What the language itself throws is no answer of a server or a network. */
function isBug(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind) || !(error instanceof Error);
}

function thrownOf(error: unknown): Thrown {
  // Node tries every address of a host and reports them together.
  if (error instanceof AggregateError && error.errors.length > 0) return thrownOf(error.errors[0]);
  return error instanceof Error ? error : { message: String(error) };
}
